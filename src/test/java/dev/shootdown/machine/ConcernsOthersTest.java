package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.modelcheck.conform.ConformanceCases;
import dev.shootdown.modelcheck.conform.ConformanceCases.Case;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is looked at after a step is enough: {@link Machine#enabledAfter} lists what {@link Machine#enabled} does, in its
 * order, and {@link Invariant#firstBrokenAfter} finds what {@link Invariant#firstBroken} does. Compared after every step, on
 * random machines of every scheme with every bug, and on every transition of small graphs.
 */
class ConcernsOthersTest {
    private static final int MACHINES = 40;
    private static final int STEPS = 200;
    private static final int MOST_STATES = 6_000;

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void nothingIsMissedOnRandomMachines(String name) {
        Scheme scheme = Schemes.named(name);
        Set<Invariant> broken = EnumSet.noneOf(Invariant.class);
        for (Set<String> bugs : bugsOf(scheme)) {
            for (int number = 0; number < MACHINES; number++) {
                walk(scheme, bugs, number, broken);
            }
        }
        assertTrue(broken.contains(Invariant.NO_FREED_TABLE_WALK), () -> "compared where these broke: " + broken);
    }

    /** None, each alone, and all. */
    private static List<Set<String>> bugsOf(Scheme scheme) {
        List<Set<String>> all = new ArrayList<>(List.of(Set.of(), Machine.bugsOf(scheme)));
        for (String bug : Machine.bugsOf(scheme)) {
            all.add(Set.of(bug));
        }
        return all;
    }

    private static void walk(Scheme scheme, Set<String> bugs, int number, Set<Invariant> broken) {
        Dice dice = new Dice(number);
        Machine machine = new Machine(scheme, dice.scope(), new TreeSet<>(bugs));
        Offers expected = machine.offers();
        Offers offers = machine.offers();
        machine.enabled(offers);
        for (int k = 0; k < STEPS && offers.size() > 0; k++) {
            long step = offers.get(dice.below(offers.size()));
            Invariant before = Invariant.firstBroken(machine);
            machine.apply(step);
            Invariant after = compare(machine, step, before, offers, expected);
            if (before == null && after != null) {
                broken.add(after);
            }
        }
    }

    /** Returns what is broken after the step. */
    private static Invariant compare(Machine machine, long step, Invariant before, Offers offers, Offers expected) {
        Invariant after = Invariant.firstBroken(machine);
        if (before == null) {
            assertEquals(
                    after, Invariant.firstBrokenAfter(machine, step), () -> "invariants after " + machine.show(step));
        }
        machine.enabled(expected);
        machine.enabledAfter(step, offers);
        if (!areEqual(expected, offers)) {
            assertEquals(listed(machine, expected), listed(machine, offers), () -> "steps after " + machine.show(step));
        }
        return after;
    }

    private static boolean areEqual(Offers expected, Offers offers) {
        boolean equal = expected.size() == offers.size();
        for (int k = 0; equal && k < expected.size(); k++) {
            equal = expected.get(k) == offers.get(k);
        }
        return equal;
    }

    private static List<String> listed(Machine machine, Offers offers) {
        List<String> steps = new ArrayList<>();
        for (int k = 0; k < offers.size(); k++) {
            steps.add(machine.show(offers.get(k)));
        }
        return steps;
    }

    static List<Case> small() {
        return ConformanceCases.ALL.stream()
                .filter(one -> one.states() <= MOST_STATES)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("small")
    void nothingIsMissedInSmallGraphs(Case one) {
        Machine machine = one.machine();
        Offers expected = machine.offers();
        Offers offers = machine.offers();
        Fingerprints seen = new Fingerprints();
        ArrayDeque<int[]> queue = new ArrayDeque<>();
        seen.add(machine.state);
        queue.add(saved(machine));
        while (!queue.isEmpty()) {
            int[] from = queue.remove();
            Invariant before = null;
            int steps = 1;
            for (int k = 0; k < steps; k++) {
                machine.state.restore(from);
                machine.enabled(offers);
                if (k == 0) {
                    before = Invariant.firstBroken(machine);
                    steps = offers.size();
                }
                if (steps > 0) {
                    long step = offers.get(k);
                    machine.apply(step);
                    compare(machine, step, before, offers, expected);
                    if (seen.add(machine.state) >= 0) {
                        queue.add(saved(machine));
                    }
                }
            }
        }
        assertEquals(one.states(), seen.size());
    }

    private static int[] saved(Machine machine) {
        int[] snapshot = new int[machine.state.size()];
        machine.state.save(snapshot);
        return snapshot;
    }

    /**
     * A baseline that keeps silent about one kind of step. Where that is the end of a walk, it waits for walks as schemes do
     * that forget their targets: IPIs would wait for them before.
     */
    private static final class Silent extends AddedScheme {
        private final int kind;

        Silent(int kind) {
            super("silent");
            this.kind = kind;
        }

        @Override
        public boolean sendsGuestIpis() {
            return !freesTablesByRcu();
        }

        @Override
        public boolean freesTablesByRcu() {
            return kind == Steps.END_WALK;
        }

        @Override
        public Protocol on(Machine machine) {
            return new Protocol(machine) {
                @Override
                public boolean concernsOthers(long step) {
                    return Step.kind(step) != kind && Steps.concernsOthers(Step.kind(step));
                }

                @Override
                public void flushBegins(int i) {
                    if (freesTablesByRcu()) {
                        forgetTargets(s, i);
                    }
                }
            };
        }
    }

    static List<StepKind> thatConcernOthers() {
        List<StepKind> kinds = new ArrayList<>(Machine.kindsOf(new Silent(-1)));
        kinds.removeIf(kind -> !Steps.concernsOthers(kind.code()) || kind.code() == Steps.MOVE_THREAD);
        return kinds;
    }

    /**
     * The comparison can fail: for every common kind that concerns others, it finds out who does not say so. Where threads
     * move, who gets one is looked at in any case.
     */
    @ParameterizedTest
    @MethodSource("thatConcernOthers")
    void aKindLeftOutIsFoundOut(StepKind kind) {
        AssertionError found = assertThrows(AssertionError.class, () -> {
            for (int number = 0; number < 1_000; number++) {
                walk(new Silent(kind.code()), Set.of(), number, EnumSet.noneOf(Invariant.class));
            }
        });
        assertTrue(found.getMessage().startsWith("steps after " + kind.name()), found.getMessage());
    }

    /** The same of invariants: with this bug, one vCPU frees what another still walks through. */
    @Test
    void aFailureOfAnotherIsFoundOut() {
        assertNull(missed(new Silent(-1), Machine.FREE_BEFORE_FLUSH));
        assertEquals(Invariant.NO_FREED_TABLE_WALK, missed(new Silent(Steps.FREE_TABLE), Machine.FREE_BEFORE_FLUSH));
    }

    /** The first invariant that breaks where nobody looks after the step. */
    private static Invariant missed(Scheme scheme, String bug) {
        for (int number = 0; number < 1_000; number++) {
            Dice dice = new Dice(number);
            Machine machine = new Machine(scheme, dice.scope(), Set.of(bug));
            Offers offers = machine.offers();
            machine.enabled(offers);
            Invariant broken = Invariant.firstBroken(machine);
            for (int k = 0; k < STEPS && offers.size() > 0 && broken == null; k++) {
                long step = offers.get(dice.below(offers.size()));
                machine.apply(step);
                broken = Invariant.firstBroken(machine);
                if (broken != Invariant.firstBrokenAfter(machine, step)) {
                    return broken;
                }
                machine.enabled(offers);
            }
        }
        return null;
    }

    /** Numbers that follow from a seed. */
    private static final class Dice {
        private long state;

        private Dice(long seed) {
            state = Fingerprint.mix(seed);
        }

        private int below(int bound) {
            state += 0x9E3779B97F4A7C15L;
            return (int) Long.remainderUnsigned(Fingerprint.mix(state), bound);
        }

        private Scope scope() {
            Set<Feature> features = EnumSet.noneOf(Feature.class);
            for (Feature feature : Feature.values()) {
                if (below(2) == 0) {
                    features.add(feature);
                }
            }
            List<Integer> vms = below(4) == 0 ? List.of(1 + below(2), 2) : List.of(1 + below(4));
            int pages = 1 + below(3);
            TlbGeometry tlb = below(4) == 0 ? new TlbGeometry(2, 1) : TlbGeometry.UNBOUNDED;
            return new Scope(
                    vms,
                    1 + below(3),
                    1 + below(2),
                    pages,
                    1 + below(3),
                    features.contains(Feature.TABLES) ? 1 + below(2) : 0,
                    pages,
                    below(pages + 1),
                    tlb,
                    features);
        }
    }
}
