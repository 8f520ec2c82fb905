package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.modelcheck.conform.ConformanceCases;
import dev.shootdown.modelcheck.conform.ConformanceCases.Case;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The small graphs that are compared with TLC's, without TLC: as many states. In a
 * second, what a graph comparison says in a minute and more; so this is what mutants of the machine meet first.
 */
class SmallGraphsTest {
    private static final int MOST_STATES = 5_500;

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
            for (int k = 0; k < offers.size(); k++) {
                machine.state.restore(from);
                machine.apply(offers.get(k));
                visit(machine, seen, queue, broken);
            }
        }
        assertEquals(one.states(), seen.size());
        assertTrue(one.bug().isPresent() || broken.isEmpty(), broken.toString());
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
