package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The hypercall's loop over the targets. */
class Shoot4UShootdownTest {
    private static final int F1_WRITABLE = State.entry(0, true);

    /**
     * v1 runs on p1, v2 on p2, v3 last ran on p1, v4 was never loaded; v2 and v3 cache g1, which v1 has unmapped.
     */
    private static Walk inHypercall(String... bugs) {
        Scope scope = Scope.small(4, 3, 1, 1, 1, 0, Walk.features(Feature.MIGRATE));
        return Walk.of("shoot4u", scope, bugs)
                .enter(3, 1)
                .take("MapPage(v3, g1, f1)", "FillTlb(v3, g1)", "ExitGuest(v3)", "Preempt(v3)")
                .enter(1, 1)
                .enter(2, 2)
                .take("FillTlb(v2, g1)", "ClearPte(v1, m1, g1)", "PinThread(v1)", "FlushLocal(v1)", "ReadCpumask(v1)")
                .take("Hypercall(v1)");
    }

    @Test
    void seesToOneTargetAfterTheOther() {
        Walk w = inHypercall();
        State s = w.machine.state;
        assertEquals(State.HOST, s.get(0, State.MODE));
        assertFalse(w.can("EnterGuest(v1)"));

        w.take("ReadVcpuCpu(v1, v4)");
        assertFalse(s.has(s.targets(0), 3), "never loaded: skipped");

        w.take("ReadVcpuCpu(v1, v3)");
        assertFalse(w.can("SendHostIpi(v1)"), "its own pCPU gets no IPI");
        assertTrue(w.can("Preempt(v1)"), "v->cpu is read before preemption is switched off");
        assertEquals(F1_WRITABLE, s.tlb(0, 2, 0));
        w.take("InvvpidLocal(v1)");
        assertEquals(State.NO_ENTRY, s.tlb(0, 2, 0));
        assertTrue(w.can("Preempt(v1)"), "between two targets");

        w.take("ReadVcpuCpu(v1, v2)");
        assertFalse(w.can("InvvpidLocal(v1)"));
        w.take("SendHostIpi(v1)");
        assertFalse(w.can("Preempt(v1)"), "smp_call_function_single waits");
        assertFalse(w.can("ReturnFromHypercall(v1)"));
        w.take("TakeHostIpi(p2)");
        assertEquals(State.HOST, s.get(1, State.MODE), "an external interrupt is a VM exit");
        assertFalse(w.can("EnterGuest(v2)"), "p2 is in its handler");
        w.take("Invvpid(p2, v1)");
        assertEquals(State.NO_ENTRY, s.tlb(1, 1, 0));
        assertFalse(w.can("ReturnFromHypercall(v1)"));
        w.take("AckHostIpi(p2, v1)", "EnterGuest(v2)", "ReturnFromHypercall(v1)", "EnterGuest(v1)", "FinishFlush(v1)");
        assertEquals(State.RETURNED, s.get(0, State.PC));
        assertNull(Invariant.firstBroken(w.machine));
    }

    @Test
    void returnsWhileATargetIsPreempted() {
        Walk w = inHypercall().take("ExitGuest(v2)", "Preempt(v2)");
        w.take("ReadVcpuCpu(v1, v4)", "ReadVcpuCpu(v1, v3)", "InvvpidLocal(v1)", "ReadVcpuCpu(v1, v2)");
        w.take(
                "SendHostIpi(v1)",
                "TakeHostIpi(p2)",
                "Invvpid(p2, v1)",
                "AckHostIpi(p2, v1)",
                "ReturnFromHypercall(v1)");
        w.take("EnterGuest(v1)", "FinishFlush(v1)");
        assertEquals(State.OUT, w.machine.state.get(1, State.MODE));
        assertNull(Invariant.firstBroken(w.machine));
    }

    @Test
    void flushesATargetThatMovedAwayByTheRequestOfTheMove() {
        Walk w = inHypercall().take("ReadVcpuCpu(v1, v4)", "ReadVcpuCpu(v1, v3)", "InvvpidLocal(v1)");
        w.take("ReadVcpuCpu(v1, v2)", "ExitGuest(v2)", "Preempt(v2)", "LoadVcpu(v2, p3)");
        assertTrue(w.machine.state.is(1, State.FLUSH_REQUEST));
        w.take(
                "SendHostIpi(v1)",
                "TakeHostIpi(p2)",
                "Invvpid(p2, v1)",
                "AckHostIpi(p2, v1)",
                "ReturnFromHypercall(v1)");
        w.take("EnterGuest(v1)", "FinishFlush(v1)");
        assertNull(Invariant.firstBroken(w.machine));
    }

    @Test
    void comesBackToTheHypercallAfterItWasPreemptedAndMigrated() {
        Walk w = inHypercall().take("ReadVcpuCpu(v1, v4)", "Preempt(v1)", "LoadVcpu(v1, p3)");
        assertFalse(w.can("ReadVcpuCpu(v1, v2)"), "not before its own pCPU is published");
        w.take("PublishVcpuCpu(v1)", "ReadVcpuCpu(v1, v3)", "SendHostIpi(v1)", "TakeHostIpi(p1)", "Invvpid(p1, v1)");
        assertEquals(State.NO_ENTRY, w.machine.state.tlb(0, 2, 0));
    }

    @Test
    void asksFromWhereverItWakesUpAfterItHasReadWhereTheTargetRan() {
        Walk w = inHypercall().take("ReadVcpuCpu(v1, v4)", "ReadVcpuCpu(v1, v3)");
        w.take("Preempt(v1)", "LoadVcpu(v1, p3)", "PublishVcpuCpu(v1)");
        assertFalse(w.can("InvvpidLocal(v1)"), "v3 last ran on p1, v1 is no longer there");
        w.take("SendHostIpi(v1)", "TakeHostIpi(p1)", "Invvpid(p1, v1)", "AckHostIpi(p1, v1)");
        w.take("ReadVcpuCpu(v1, v2)", "ExitGuest(v2)", "Preempt(v2)", "Preempt(v1)", "LoadVcpu(v1, p2)");
        w.take("PublishVcpuCpu(v1)");
        assertFalse(w.can("SendHostIpi(v1)"), "v2 last ran on p2, where v1 is by now");
        w.take("InvvpidLocal(v1)", "ReturnFromHypercall(v1)", "ServeRequests(v1)", "EnterGuest(v1)", "FinishFlush(v1)");
        assertNull(Invariant.firstBroken(w.machine));
    }

    @Test
    void needsNoHypercallWhenNobodyElseHasTheSpace() {
        Walk w = Walk.of("shoot4u", Scope.small(1, 1, 1, 1, 1, 0, Walk.features()))
                .enter(1, 1);
        w.take("MapPage(v1, g1, f1)", "ClearPte(v1, m1, g1)", "PinThread(v1)", "FlushLocal(v1)", "ReadCpumask(v1)");
        assertFalse(w.can("Hypercall(v1)"));
        w.take("FinishFlush(v1)");
    }

    @Test
    void flushesTheWrongVcpuWhenTheArgumentIsShared() {
        Walk w = inHypercall("shoot4u-shared-info").take("ReadVcpuCpu(v1, v2)", "SendHostIpi(v1)", "TakeHostIpi(p2)");
        w.take("ReadVcpuCpu(v1, v3)", "Invvpid(p2, v1)");
        assertEquals(F1_WRITABLE, w.machine.state.tlb(1, 1, 0), "p2 dropped v3's entries");
    }
}
