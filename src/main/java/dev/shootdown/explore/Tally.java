package dev.shootdown.explore;

import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.StepKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a campaign has seen so far. Adding up is commutative, so that the order in which threads come does not matter: of
 * the failures, those of the lowest numbers are kept.
 */
final class Tally {
    /** How many failures of each invariant are kept to be looked at. */
    static final int KEPT = 12;

    long schedules;
    long steps;
    final long[] taken = new long[256];
    final DistinctStates states = new DistinctStates();
    final Map<Invariant, SortedMap<Long, Schedule>> failures = new EnumMap<>(Invariant.class);
    final Map<Invariant, Long> failing = new EnumMap<>(Invariant.class);

    void fails(Invariant invariant, long number, Schedule schedule) {
        failing.merge(invariant, 1L, Long::sum);
        keep(invariant, number, schedule);
    }

    /** Whether the failure of that number would be kept. */
    boolean wants(Invariant invariant, long number) {
        SortedMap<Long, Schedule> kept = failures.get(invariant);
        return kept == null || kept.size() < KEPT || number < kept.lastKey();
    }

    private void keep(Invariant invariant, long number, Schedule schedule) {
        SortedMap<Long, Schedule> kept = failures.computeIfAbsent(invariant, any -> new TreeMap<>());
        kept.put(number, schedule);
        if (kept.size() > KEPT) {
            kept.remove(kept.lastKey());
        }
    }

    synchronized void addAll(Tally other) {
        schedules += other.schedules;
        steps += other.steps;
        for (int kind = 0; kind < taken.length; kind++) {
            taken[kind] += other.taken[kind];
        }
        states.addAll(other.states);
        other.failing.forEach((invariant, n) -> failing.merge(invariant, n, Long::sum));
        other.failures.forEach((invariant, kept) -> kept.forEach((number, f) -> keep(invariant, number, f)));
    }

    void clear() {
        schedules = 0;
        steps = 0;
        java.util.Arrays.fill(taken, 0);
        failing.clear();
        failures.clear();
    }

    /** Names of the kinds of step that no schedule took. */
    synchronized List<String> neverTaken(Scheme scheme) {
        List<String> names = new ArrayList<>();
        for (StepKind kind : Machine.kindsOf(scheme)) {
            if (taken[kind.code()] == 0) {
                names.add(kind.name());
            }
        }
        return names;
    }
}
