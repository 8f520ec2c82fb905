package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The VMM emulates an instruction of v2, with the translation of a page in its hands that v1 unmaps. */
class EmulationTest {
    private static final Scope SCOPE = Scope.small(2, 3, 1, 1, 1, 0, Walk.features(Feature.MIGRATE, Feature.EMULATION));

    /** Both vCPUs run, and g1 is mapped. */
    private static Walk mapped(String scheme, String... bugs) {
        return Walk.of(scheme, SCOPE, bugs).enter(1, 1).enter(2, 2).take("MapPage(v1, g1, f1)", "ExitGuest(v2)");
    }

    private static Walk unmap(Walk w) {
        return w.take("ClearPte(v1, m1, g1)", "PinThread(v1)", "FlushLocal(v1)", "ReadCpumask(v1)");
    }

    private static Walk flushByHypercall(Walk w, int p) {
        String host = "p" + p;
        return w.take("Hypercall(v1)", "ReadVcpuCpu(v1, v2)", "SendHostIpi(v1)", "TakeHostIpi(" + host + ")")
                .take("Invvpid(" + host + ", v1)", "AckHostIpi(" + host + ", v1)")
                .take("ReturnFromHypercall(v1)", "EnterGuest(v1)", "FinishFlush(v1)");
    }

    @Test
    void theGuestIsEnteredWhenTheEmulationIsOver() {
        Walk w = mapped("baseline").take("StartEmulation(v2, g1)");
        assertFalse(w.can("EnterGuest(v2)"));
        assertFalse(w.can("StartEmulation(v2, g1)"));
        w.take("FinishEmulation(v2)", "EnterGuest(v2)");
        assertFalse(w.can("FinishEmulation(v2)"));
    }

    @Test
    void theBaselineWaitsForTheEmulationSinceItWaitsForTheVcpu() {
        Walk w = unmap(mapped("baseline").take("StartEmulation(v2, g1)", "Preempt(v2)"));
        w.take("QueueCall(v1, v2)", "SendFlushIpi(v1, v2)");
        assertFalse(w.can("FinishFlush(v1)"));
        w.take("LoadVcpu(v2, p2)", "FinishEmulation(v2)", "EnterGuest(v2)", "TakeFlushIpi(v2)");
        w.take("HandleFlush(v2, v1)", "AckFlush(v2, v1)", "FinishFlush(v1)", "FreeFrame(v1, g1)");
        assertNull(Invariant.firstBroken(w.machine));
    }

    @Test
    void kvmTlbTakesAnEmulationForGuestMode() {
        Walk w = mapped("kvm_tlb");
        assertFalse(w.can("StartEmulation(v2, g1)"), "the word says out");
        unmap(w.take("SetInGuestMode(v2)", "StartEmulation(v2, g1)", "Preempt(v2)"));
        w.take("ReadPvState(v1, v2)");
        assertEquals(State.NONE, w.machine.state.get(0, State.CHECKING));
        assertTrue(w.can("QueueCall(v1, v2)"), "v2 is interrupted and waited for");
    }

    @Test
    void kvmTlbAsPublishedAsksAVcpuToFlushAndFreesWhatItsEmulationAccesses() {
        Walk w = unmap(mapped("kvm_tlb", "kvmtlb-emulation").take("StartEmulation(v2, g1)"));
        w.take("ReadPvState(v1, v2)", "FlagFlush(v1)");
        assertNull(Invariant.firstBroken(w.machine));
        w.take("FinishFlush(v1)");
        assertEquals(Invariant.NO_USE_AFTER_FREE, Invariant.firstBroken(w.machine));
        assertEquals(
                "the VMM emulates an access of v2 to page g1, frame f1, but the page table says not present"
                        + " and no shootdown in flight announces the change",
                Invariant.NO_USE_AFTER_FREE.explain(w.machine));
    }

    @Test
    void aVcpuIsReportedPreemptedAtAnInstructionBoundaryOnly() {
        Walk w = mapped("pv_tlb_flush").take("StartEmulation(v2, g1)", "Preempt(v2)");
        assertEquals(State.PV_IN, w.machine.state.get(1, State.PV_STATE));
        w.take("LoadVcpu(v2, p2)", "ServeStealUpdate(v2)", "FinishEmulation(v2)", "Preempt(v2)");
        assertEquals(State.PV_OUT, w.machine.state.get(1, State.PV_STATE));
        w.take("LoadVcpu(v2, p2)");
        assertFalse(w.can("StartEmulation(v2, g1)"), "not before it has run again");
    }

    @Test
    void reportedPreemptedInBetweenItIsNotWaitedFor() {
        Walk w = mapped("pv_tlb_flush", "CVE-2022-39189").take("StartEmulation(v2, g1)", "Preempt(v2)");
        unmap(w).take("ReadPvState(v1, v2)", "FlagFlush(v1)", "FinishFlush(v1)");
        assertEquals(Invariant.NO_USE_AFTER_FREE, Invariant.firstBroken(w.machine));
    }

    @Test
    void shoot4uGivesUpAnEmulationThatAFlushOutdated() {
        Walk w = unmap(mapped("shoot4u").take("StartEmulation(v2, g1)", "Preempt(v2)"));
        assertTrue(w.machine.protocol.completesEmulation(1));
        flushByHypercall(w, 2);
        assertFalse(w.machine.protocol.completesEmulation(1));
        w.take("FreeFrame(v1, g1)", "MapPage(v1, g1, f1)", "LoadVcpu(v2, p2)", "FinishEmulation(v2)");
        w.take("StartEmulation(v2, g1)");
        assertTrue(w.machine.protocol.completesEmulation(1), "executed again, with what the page table says now");
        assertNull(Invariant.firstBroken(w.machine));
    }

    @Test
    void shoot4uGivesUpAnEmulationThatMoved() {
        Walk w = mapped("shoot4u").take("StartEmulation(v2, g1)", "Preempt(v2)", "LoadVcpu(v2, p2)");
        assertTrue(w.machine.protocol.completesEmulation(1), "loaded where it was");
        w.take("Preempt(v2)", "LoadVcpu(v2, p3)");
        assertFalse(w.machine.protocol.completesEmulation(1));
    }

    @Test
    void asPublishedTheAccessIsMade() {
        Walk w = unmap(mapped("shoot4u", "shoot4u-emulation").take("StartEmulation(v2, g1)"));
        flushByHypercall(w, 2);
        assertEquals(Invariant.NO_USE_AFTER_FREE, Invariant.firstBroken(w.machine));
    }
}
