package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts that were lost are found again in the variables. */
class RecountTest {
    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void findsEveryCountAgain(String scheme) {
        for (long seed = 0; seed < 2; seed++) {
            Scope scope = Walk.several(List.of(2, 3), 3, TlbGeometry.UNBOUNDED);
            Walk walk =
                    new Walk(new Machine(Schemes.named(scheme), scope, Machine.bugsOf(Schemes.named(scheme))), seed);
            State s = walk.machine.state;
            for (int k = 0; k < 500; k++) {
                walk.takeAny();
                int[] kept = walk.snapshot();
                int[] lost = kept.clone();
                for (int word = s.variableWords(); word < lost.length; word++) {
                    lost[word] = walk.below(5);
                }
                s.restore(lost);
                Recount.of(s);
                assertArrayEquals(kept, walk.snapshot(), "after step " + k);
            }
        }
    }

    /** As many vCPUs as a word has bits: behind the last of a set begins the next. */
    @Test
    void doesNotCountTheNextPcpusCallers() {
        State s = new State(Scope.small(32, 2, 1, 1, 1, 0, Set.of()), 0);
        s.sendHostCall(0, 1);
        s.sendHostCall(31, 0);
        s.takeHostCalls(0);
        int[] kept = new int[s.size()];
        s.save(kept);
        Recount.of(s);
        int[] counted = new int[s.size()];
        s.save(counted);
        assertArrayEquals(kept, counted);
    }

    @Test
    void cannotLookThroughAWindow() {
        Scope scope = new Scope(List.of(1), 1, 1, 3, 1, 0, 2, 1, TlbGeometry.UNBOUNDED, Set.of());
        State s = new State(scope, 0);
        assertEquals(
                "what an operation holds cannot be found through a window",
                assertThrows(IllegalArgumentException.class, () -> Recount.of(s))
                        .getMessage());
    }
}
