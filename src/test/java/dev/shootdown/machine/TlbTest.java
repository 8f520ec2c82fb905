package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The set-associative TLB beside the unbounded one. */
class TlbTest {
    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void behavesLikeTheUnboundedOneWhileThereIsRoom(String scheme) {
        List<Integer> vms = List.of(2, 3);
        // each set serves one of the two pages, so it never holds more than five entries of five vCPUs
        for (long seed = 0; seed < 10; seed++) {
            Walk bounded = new Walk(
                    new Machine(Schemes.named(scheme), Walk.several(vms, 3, new TlbGeometry(2, 5)), Set.of()), seed);
            Walk unbounded = new Walk(
                    new Machine(Schemes.named(scheme), Walk.several(vms, 3, TlbGeometry.UNBOUNDED), Set.of()), seed);
            for (int k = 0; k < 1_500; k++) {
                assertEquals(unbounded.enabled(), bounded.enabled());
                assertEquals(unbounded.takeAny(), bounded.takeAny());
                for (int p = 0; p < 3; p++) {
                    for (int v = 0; v < 5; v++) {
                        for (int page = 0; page < 2; page++) {
                            assertEquals(
                                    unbounded.machine.state.tlb(p, v, page), bounded.machine.state.tlb(p, v, page));
                        }
                    }
                }
            }
        }
    }

    private static Walk small() {
        Scope scope = new Scope(List.of(2), 1, 1, 4, 4, 0, 4, 4, new TlbGeometry(2, 2), EnumSet.of(Feature.EVICT));
        Walk w = Walk.of("baseline", scope).enter(1, 1);
        for (int k = 1; k <= 4; k++) {
            w.take("MapPage(v1, g" + k + ", f" + k + ")");
        }
        return w;
    }

    @Test
    void needsAFreeWayToFill() {
        Walk w = small().take("FillTlb(v1, g1)", "FillTlb(v1, g3)");
        assertTrue(w.can("FillTlb(v1, g2)"), "another set");
        w.take("ExitGuest(v1)", "Preempt(v1)").enter(2, 1);
        assertFalse(w.can("FillTlb(v2, g1)"), "both ways of the set are v1's");
        assertEquals(0, w.machine.hardware.occupant(0, 2, 0));
        assertEquals(2, w.machine.hardware.occupant(0, 2, 1));
        w.take("EvictTlb(p1, v1, g3)");
        assertEquals(-1, w.machine.hardware.occupant(0, 2, 1));
        w.take("FillTlb(v2, g1)");
        assertEquals(1L << 32, w.machine.hardware.occupant(0, 2, 1));
        assertEquals(State.entry(0, true), w.machine.state.tlb(0, 0, 0), "each vCPU has its own entry");
    }

    @Test
    void forgetsEverythingOfOneVcpuAtOnce() {
        Walk w = small().take("FillTlb(v1, g1)", "FillTlb(v1, g2)", "ExitGuest(v1)", "Preempt(v1)")
                .enter(2, 1);
        w.take("FillTlb(v2, g1)");
        w.machine.hardware.dropAll(0, 0);
        assertEquals(State.NO_ENTRY, w.machine.state.tlb(0, 0, 0));
        assertEquals(State.NO_ENTRY, w.machine.state.tlb(0, 0, 1));
        assertEquals(State.entry(0, true), w.machine.state.tlb(0, 1, 0));
        assertEquals(-1, w.machine.hardware.occupant(0, 0, 0));
    }

    @Test
    void refusesGeometriesThatNoTlbHas() {
        for (int[] g : new int[][] {{3, 4}, {-2, 4}, {4, 0}, {4, -1}}) {
            assertThrows(BadInput.class, () -> new TlbGeometry(g[0], g[1]));
        }
    }
}
