package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The paravirtual word of kvm_tlb: who is out flushes later, who is in is interrupted. */
class KvmTlbShootdownTest {
    /** v1 has unmapped g1 and read the mask {v2, v3}; v2 caches the entry and was preempted, v3 runs. */
    private static Walk withV2Out(String... bugs) {
        Scope scope = Scope.small(3, 3, 1, 1, 1, 0, Walk.features(Feature.MIGRATE));
        return Walk.of("kvm_tlb", scope, bugs)
                .enter(1, 1)
                .enter(2, 2)
                .enter(3, 3)
                .take("MapPage(v1, g1, f1)", "FillTlb(v2, g1)", "FillTlb(v3, g1)", "ExitGuest(v2)", "Preempt(v2)")
                .take("ClearPte(v1, m1, g1)", "PinThread(v1)", "FlushLocal(v1)", "ReadCpumask(v1)");
    }

    @Test
    void saysInTheWordWhetherAVcpuIsInGuestMode() {
        Walk w = withV2Out();
        State s = w.machine.state;
        assertEquals(State.PV_IN, s.get(0, State.PV_STATE));
        assertEquals(State.PV_OUT, s.get(1, State.PV_STATE));
        w.take("LoadVcpu(v2, p2)");
        assertFalse(w.can("EnterGuest(v2)"), "not before the word says so");
        w.take("SetInGuestMode(v2)", "EnterGuest(v2)");
        assertEquals(State.PV_IN, s.get(1, State.PV_STATE));
    }

    @Test
    void asksAVcpuThatIsOutToFlushAtItsNextEntry() {
        Walk w = withV2Out();
        State s = w.machine.state;
        w.take("ReadPvState(v1, v2)");
        assertEquals(1, s.get(0, State.CHECKING));
        assertFalse(w.can("ReadPvState(v1, v3)"), "one target at a time");
        w.take("FlagFlush(v1)");
        assertEquals(State.PV_FLUSH, s.get(1, State.PV_STATE));
        assertFalse(s.has(s.targets(0), 1));
        assertFalse(w.can("QueueCall(v1, v3)"), "v3 was not looked at");
        w.take("ReadPvState(v1, v3)");
        assertTrue(s.has(s.targets(0), 2), "a vCPU in guest mode stays a target");
        w.take("QueueCall(v1, v3)", "SendFlushIpi(v1, v3)", "TakeFlushIpi(v3)", "HandleFlush(v3, v1)");
        w.take("AckFlush(v3, v1)", "FinishFlush(v1)");
        assertTrue(w.machine.protocol.isFlushDue(1));
        assertEquals(State.entry(0, true), s.tlb(1, 1, 0));
        assertNull(Invariant.firstBroken(w.machine), "v2 cannot use what it still has");

        w.take("LoadVcpu(v2, p2)", "SetInGuestMode(v2)");
        assertFalse(w.can("EnterGuest(v2)"), "the deferred flush comes first");
        w.take("ServeDeferredFlush(v2)");
        assertEquals(State.NO_ENTRY, s.tlb(1, 1, 0));
        w.take("EnterGuest(v2)");
        assertFalse(w.machine.protocol.isFlushDue(1));
    }

    @Test
    void interruptsATargetThatEnteredBetweenReadAndCmpxchg() {
        Walk w = withV2Out().take("ReadPvState(v1, v2)", "LoadVcpu(v2, p2)", "SetInGuestMode(v2)", "EnterGuest(v2)");
        w.take("FlagFlush(v1)");
        assertEquals(State.PV_IN, w.machine.state.get(1, State.PV_STATE));
        assertTrue(w.machine.state.has(w.machine.state.targets(0), 1));
        w.take("ReadPvState(v1, v3)", "QueueCall(v1, v2)", "QueueCall(v1, v3)");
    }

    @Test
    void missesThatTargetWhenTheOldValueIsTakenForSuccess() {
        Walk w = withV2Out("kvmtlb-cmpxchg-old-value");
        w.take("ReadPvState(v1, v2)", "LoadVcpu(v2, p2)", "SetInGuestMode(v2)", "EnterGuest(v2)", "FlagFlush(v1)");
        assertFalse(w.machine.state.has(w.machine.state.targets(0), 1), "neither flagged nor interrupted");
        w.take("ReadPvState(v1, v3)", "QueueCall(v1, v3)", "SendFlushIpi(v1, v3)", "TakeFlushIpi(v3)");
        w.take("HandleFlush(v3, v1)", "AckFlush(v3, v1)");
        assertNull(Invariant.firstBroken(w.machine));
        w.take("FinishFlush(v1)");
        assertEquals(Invariant.NO_STALE_TRANSLATION, Invariant.firstBroken(w.machine));
        assertTrue(Invariant.NO_STALE_TRANSLATION.explain(w.machine).contains("p2 caches for v2"));
    }

    @Test
    void keepsATargetThatItFlaggedWhenTheOldValueIsTakenForSuccess() {
        Walk w = withV2Out("kvmtlb-cmpxchg-old-value").take("ReadPvState(v1, v2)", "FlagFlush(v1)");
        assertEquals(State.PV_FLUSH, w.machine.state.get(1, State.PV_STATE));
        assertTrue(w.machine.state.has(w.machine.state.targets(0), 1), "slow, as it was measured");
    }
}
