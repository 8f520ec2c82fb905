package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** VMs share pCPUs and nothing else. */
class SeveralVmsTest {
    /** v1, v2 of the first VM with m1, m2, f1, f2; v3, v4 of the second with m3, m4, f3, f4. */
    private static final Scope TWO =
            new Scope(List.of(2, 2), 2, 2, 1, 2, 0, 1, 1, TlbGeometry.UNBOUNDED, Walk.features(Feature.MIGRATE));

    @Test
    void givesEachVmItsOwnSpacesAndFrames() {
        Walk w = Walk.of("baseline", TWO).enter(1, 1).enter(3, 2);
        assertEquals(2, w.machine.state.get(2, State.CR3));
        assertTrue(w.can("MapPage(v3, g1, f3)"));
        assertFalse(w.can("MapPage(v3, g1, f1)"));
        assertTrue(w.can("SwitchMm(v3, m4)"));
        assertFalse(w.can("SwitchMm(v3, m2)"));
        w.take("MapPage(v1, g1, f1)");
        assertFalse(w.can("ClearPte(v3, m1, g1)"));
    }

    @Test
    void interruptsThePcpuOfAnotherVmForAHypervisorFlush() {
        Walk w = Walk.of("shoot4u", TWO)
                .enter(2, 2)
                .enter(1, 1)
                .take("MapPage(v2, g1, f1)", "FillTlb(v2, g1)", "ExitGuest(v2)", "Preempt(v2)")
                .enter(4, 2)
                .take("MapPage(v4, g1, f3)", "FillTlb(v4, g1)")
                .take("ClearPte(v1, m1, g1)", "PinThread(v1)", "FlushLocal(v1)", "ReadCpumask(v1)", "Hypercall(v1)")
                .take("ReadVcpuCpu(v1, v2)", "SendHostIpi(v1)", "TakeHostIpi(p2)");
        assertEquals(State.HOST, w.machine.state.get(3, State.MODE), "a vCPU of the other VM had to exit");
        w.take("Invvpid(p2, v1)");
        assertEquals(State.NO_ENTRY, w.machine.state.tlb(1, 1, 0));
        assertEquals(State.entry(2, true), w.machine.state.tlb(1, 3, 0), "and keeps its entries");
        w.take("AckHostIpi(p2, v1)", "EnterGuest(v4)");
    }

    @Test
    void drainsRequestsOfSeveralVmsInOneHostHandler() {
        Scope scope = new Scope(List.of(2, 2), 3, 1, 1, 1, 0, 1, 1, TlbGeometry.UNBOUNDED, Walk.features());
        Walk w = Walk.of("shoot4u", scope)
                .enter(2, 3)
                .take("ExitGuest(v2)", "Preempt(v2)")
                .enter(4, 3)
                .enter(1, 1)
                .enter(3, 2);
        for (int i : new int[] {1, 3}) {
            w.take("MapPage(v" + i + ", g1, f" + (i + 1) / 2 + ")", "ClearPte(v" + i + ", m" + (i + 1) / 2 + ", g1)");
            w.take(
                    "PinThread(v" + i + ")",
                    "FlushLocal(v" + i + ")",
                    "ReadCpumask(v" + i + ")",
                    "Hypercall(v" + i + ")");
            w.take("ReadVcpuCpu(v" + i + ", v" + (i + 1) + ")", "SendHostIpi(v" + i + ")");
        }
        w.take("TakeHostIpi(p3)");
        assertFalse(w.can("TakeHostIpi(p3)"));
        w.take("Invvpid(p3, v3)", "AckHostIpi(p3, v3)", "Invvpid(p3, v1)");
        assertTrue(w.machine.state.inHostHandler(2));
        w.take("AckHostIpi(p3, v1)");
        assertFalse(w.machine.state.inHostHandler(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void keepsEveryInvariantInRandomWalks(String scheme) {
        for (long seed = 0; seed < 40; seed++) {
            Scope scope = Walk.several(List.of(2, 3, 1), 3, TlbGeometry.UNBOUNDED);
            assertEquals(EnumSet.allOf(Feature.class), scope.features());
            Walk walk = new Walk(new Machine(Schemes.named(scheme), scope, Set.of()), seed);
            for (int k = 0; k < 500; k++) {
                walk.takeAny();
                assertNull(Invariant.firstBroken(walk.machine));
            }
        }
    }
}
