package dev.shootdown.explore;

import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.StepKind;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What schedules have shown so far, added up. Adding is commutative, so that the order in which threads come does not matter. */
final class Tally {
    long schedules;
    long steps;
    final long[] taken = new long[256];
    final DistinctStates states = new DistinctStates();
    final Sightings sightings = new Sightings();
    final Conflicts conflicts = new Conflicts();
    final Map<Invariant, Long> failing = new EnumMap<>(Invariant.class);

    /** Schedules of each depth with each number of actors. */
    final long[][] depths = new long[Pct.MOST_DEPTH + 1][PctBound.MOST_ACTORS + 1];

    void addAll(Tally other) {
        schedules += other.schedules;
        steps += other.steps;
        for (int kind = 0; kind < taken.length; kind++) {
            taken[kind] += other.taken[kind];
        }
        states.addAll(other.states);
        sightings.addAll(other.sightings);
        conflicts.addAll(other.conflicts);
        other.failing.forEach((invariant, n) -> failing.merge(invariant, n, Long::sum));
        for (int depth = 0; depth < depths.length; depth++) {
            for (int actors = 0; actors < depths[depth].length; actors++) {
                depths[depth][actors] += other.depths[depth][actors];
            }
        }
    }

    void clear() {
        schedules = 0;
        steps = 0;
        Arrays.fill(taken, 0);
        states.clear();
        sightings.clear();
        conflicts.clear();
        failing.clear();
        for (long[] ofDepth : depths) {
            Arrays.fill(ofDepth, 0);
        }
    }

    /** The same bytes for the same counts, in whatever order they were added up. */
    void save(DataOutput out) throws IOException {
        out.writeLong(schedules);
        out.writeLong(steps);
        Wire.writeSparse(taken, out);
        states.save(out);
        sightings.save(out);
        Wire.writeSparse(conflicts.pairs, out);
        out.writeInt(failing.size());
        for (Map.Entry<Invariant, Long> entry : failing.entrySet()) {
            Wire.write(entry.getKey(), out);
            out.writeLong(entry.getValue());
        }
        for (long[] ofDepth : depths) {
            Wire.writeSparse(ofDepth, out);
        }
    }

    /** Becomes what was saved. */
    void restore(DataInput in) throws IOException {
        clear();
        schedules = in.readLong();
        steps = in.readLong();
        Wire.readSparse(taken, in);
        states.restore(in);
        sightings.restore(in);
        Wire.readSparse(conflicts.pairs, in);
        for (int n = Wire.count(in, Invariant.values().length); n > 0; n--) {
            Invariant invariant = Wire.invariant(in);
            failing.put(invariant, in.readLong());
        }
        for (long[] ofDepth : depths) {
            Wire.readSparse(ofDepth, in);
        }
    }

    /** How often each kind of step was taken, by name. */
    Map<String, Long> taken(Scheme scheme) {
        Map<String, Long> named = new LinkedHashMap<>();
        for (StepKind kind : Machine.kindsOf(scheme)) {
            named.put(kind.name(), taken[kind.code()]);
        }
        return named;
    }

    long allFailing() {
        return failing.values().stream().mapToLong(Long::longValue).sum();
    }
}
