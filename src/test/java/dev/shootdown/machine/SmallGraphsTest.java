package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.modelcheck.conform.ConformanceCases;
import dev.shootdown.modelcheck.conform.ConformanceCases.Case;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The small graphs that are compared with TLC's, without TLC: as many states, and the steps that are listed are those that
 * the plain guards allow. In seconds, what a graph comparison says in a minute and more; so this is what mutants of the
 * machine meet first.
 */
class SmallGraphsTest {
    private static final int MOST_STATES = 24_000;
    private static final int MOST_WITH_GUARDS = 1_000;

    static List<Case> small() {
        return ConformanceCases.ALL.stream()
                .filter(one -> one.states() <= MOST_STATES)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("small")
    void haveAsManyStatesAsTlcFinds(Case one) {
        Machine machine = one.machine();
        Offers offers = machine.offers();
        Fingerprints seen = new Fingerprints();
        ArrayDeque<int[]> queue = new ArrayDeque<>();
        Set<Invariant> broken = EnumSet.noneOf(Invariant.class);
        visit(machine, seen, queue, broken);
        while (!queue.isEmpty() && seen.size() <= one.states()) {
            int[] from = queue.remove();
            machine.state.restore(from);
            machine.enabled(offers);
            if (one.states() <= MOST_WITH_GUARDS) {
                assertEquals(allowed(machine), listed(offers));
            }
            for (int k = 0; k < offers.size(); k++) {
                machine.state.restore(from);
                machine.apply(offers.get(k));
                visit(machine, seen, queue, broken);
            }
        }
        assertEquals(one.states(), seen.size());
        assertTrue(one.bug().isPresent() || broken.isEmpty(), broken.toString());
    }

    private static Set<Long> listed(Offers offers) {
        Set<Long> steps = new TreeSet<>();
        for (int k = 0; k < offers.size(); k++) {
            steps.add(offers.get(k));
        }
        return steps;
    }

    /** Every step with every argument, if its guard holds. */
    private static Set<Long> allowed(Machine machine) {
        Set<Long> steps = new TreeSet<>();
        for (StepKind kind : Machine.kindsOf(machine.scheme)) {
            int[] ranges = new int[] {1, 1, 1};
            for (int k = 0; k < kind.arguments().size(); k++) {
                ranges[k] = machine.range(kind.arguments().get(k));
            }
            for (int a = 0; a < ranges[0]; a++) {
                for (int b = 0; b < ranges[1]; b++) {
                    for (int c = 0; c < ranges[2]; c++) {
                        long step = Step.of(kind.code(), a, b, c);
                        if (machine.can(step)) {
                            steps.add(step);
                        }
                    }
                }
            }
        }
        return steps;
    }

    private static void visit(Machine machine, Fingerprints seen, ArrayDeque<int[]> queue, Set<Invariant> broken) {
        if (seen.add(machine.state) >= 0) {
            int[] snapshot = new int[machine.state.size()];
            machine.state.save(snapshot);
            queue.add(snapshot);
            Invariant first = Invariant.firstBroken(machine);
            if (first != null) {
                broken.add(first);
            }
        }
    }

    @Test
    void areOfEveryScheme() {
        for (Scheme scheme : Schemes.all()) {
            assertTrue(
                    small().stream()
                                    .filter(one -> one.scheme().equals(scheme.name()))
                                    .count()
                            >= 5,
                    scheme.name());
        }
    }
}
