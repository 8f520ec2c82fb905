package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** switch_mm, lazy TLB and leave_mm; loading, migrating and halting of vCPUs. */
class SwitchingTest {
    private static Walk two(Feature... features) {
        return Walk.of("baseline", Scope.small(2, 2, 2, 1, 2, 0, Walk.features(features)))
                .enter(1, 1)
                .enter(2, 2);
    }

    @Test
    void switchesTheSpaceInThreeSharedSteps() {
        Walk w = two().take("MapPage(v1, g1, f1)", "FillTlb(v1, g1)");
        State s = w.machine.state;
        w.take("SwitchMm(v1, m2)");
        assertTrue(s.has(s.cpumask(1), 0));
        assertTrue(s.has(s.cpumask(0), 0));
        assertEquals(0, s.get(0, State.CR3));
        assertEquals(1, s.get(0, State.ACTIVE_MM));
        assertFalse(w.machine.guest.runs(0), "interrupts are off in switch_mm");
        assertFalse(w.can("ClearCpumask(v1, m1)"), "first the new root");
        w.take("LoadCr3(v1)");
        assertEquals(State.NO_ENTRY, s.tlb(0, 0, 0));
        assertEquals(1, s.get(0, State.CR3));
        w.take("ClearCpumask(v1, m1)");
        assertFalse(s.has(s.cpumask(0), 0));
        assertTrue(w.machine.guest.runs(0));
    }

    @Test
    void interruptsOnlyTheVcpusOfTheMask() {
        Walk w = two().take("SwitchMm(v2, m2)", "LoadCr3(v2)", "ClearCpumask(v2, m1)", "MapPage(v1, g1, f1)");
        w.take("ClearPte(v1, m1, g1)", "PinThread(v1)", "FlushLocal(v1)", "ReadCpumask(v1)");
        assertTrue(w.machine.state.isEmpty(w.machine.state.targets(0)));
        w.take("FinishFlush(v1)");
    }

    @Test
    void skipsTheLocalFlushOfASpaceThatIsNotLoaded() {
        Walk w = two().take("SwitchMm(v2, m2)", "LoadCr3(v2)", "ClearCpumask(v2, m1)", "MapPage(v1, g1, f1)");
        w.take("ClearPte(v2, m1, g1)", "PinThread(v2)");
        assertFalse(w.can("FlushLocal(v2)"));
        w.take("SkipLocal(v2)", "ReadCpumask(v2)");
        assertTrue(w.machine.state.has(w.machine.state.targets(1), 0));
    }

    @Test
    void ignoresARequestForASpaceThatItHasLeft() {
        Walk w = two().take("MapPage(v1, g1, f1)", "ClearPte(v1, m1, g1)", "PinThread(v1)", "FlushLocal(v1)");
        w.take("ReadCpumask(v1)", "QueueCall(v1, v2)", "SwitchMm(v2, m2)", "LoadCr3(v2)", "ClearCpumask(v2, m1)");
        w.take("MapPage(v2, g1, f2)", "FillTlb(v2, g1)", "SendFlushIpi(v1, v2)", "TakeFlushIpi(v2)");
        w.take("HandleFlush(v2, v1)", "AckFlush(v2, v1)");
        assertEquals(State.entry(1, true), w.machine.state.tlb(1, 1, 0), "g1 of m2 has nothing to do with it");
    }

    @Test
    void leavesTheSpaceWhenALazyVcpuIsInterrupted() {
        Walk w = two(Feature.LAZY).take("MapPage(v1, g1, f1)", "FillTlb(v2, g1)", "EnterLazy(v2)");
        State s = w.machine.state;
        w.take("ClearPte(v1, m1, g1)", "PinThread(v1)", "FlushLocal(v1)", "ReadCpumask(v1)", "QueueCall(v1, v2)");
        w.take("SendFlushIpi(v1, v2)", "TakeFlushIpi(v2)", "HandleFlush(v2, v1)");
        assertEquals(State.KERNEL, s.get(1, State.CR3));
        assertEquals(0, s.get(1, State.ACTIVE_MM));
        assertTrue(s.has(s.cpumask(0), 1), "the root goes first");
        assertFalse(w.can("AckFlush(v2, v1)"));
        w.take("FinishLeaveMm(v2)");
        assertFalse(s.has(s.cpumask(0), 1));
        assertEquals(State.NO_ENTRY, s.tlb(1, 1, 0));
        w.take("AckFlush(v2, v1)", "FinishFlush(v1)", "FreeFrame(v1, g1)");

        w.take("MapPage(v1, g1, f1)");
        assertFalse(w.can("FillTlb(v2, g1)"), "the kernel's root maps no user page");
        w.take("LeaveLazy(v2)");
        assertTrue(s.has(s.cpumask(0), 1), "its own bit is set again");
        assertFalse(w.machine.guest.runs(1));
        w.take("LoadCr3(v2)", "FillTlb(v2, g1)");
        assertNull(Invariant.firstBroken(w.machine));
    }

    /** The order of Linux 3.16: v2's bit is gone, and its root not yet, when v1 looks at the mask. */
    @Test
    void walksAFreedTableWhenTheMaskIsLeftBeforeTheRoot() {
        Scope scope = Scope.small(2, 2, 1, 1, 1, 1, Walk.features(Feature.CONCURRENT, Feature.LAZY, Feature.TABLES));
        Walk w = Walk.of("shoot4u", scope, "lazy-freed-tables").enter(1, 1).enter(2, 2);
        w.take("HookTable(v1, x1)", "MapPage(v1, g1, f1)", "CacheTable(v2)", "EnterLazy(v2)");
        w.take("ClearPte(v2, m1, g1)", "UnhookTable(v1, m1)", "PinThread(v2)", "FlushLocal(v2)");
        assertFalse(w.can("ReadCpumask(v2)"), "in the middle of leave_mm");
        w.take("PinThread(v1)", "FlushLocal(v1)", "ReadCpumask(v1)", "FinishFlush(v1)");
        assertNull(Invariant.firstBroken(w.machine));
        w.take("FreeTable(v1)");
        assertEquals(Invariant.NO_FREED_TABLE_WALK, Invariant.firstBroken(w.machine));
        w.take("FinishLeaveMm(v2)");
        assertNull(Invariant.firstBroken(w.machine), "with the kernel's root there is nothing to walk");
    }

    @Test
    void stopsBeingLazyWithoutLoadingARootThatIsStillThere() {
        Walk w = two(Feature.LAZY).take("EnterLazy(v2)");
        assertFalse(w.can("MapPage(v2, g1, f1)"), "a kernel thread has no user pages");
        w.take("LeaveLazy(v2)");
        assertFalse(w.can("LoadCr3(v2)"));
        assertTrue(w.machine.guest.runs(1));
    }

    @Test
    void requestsAFlushWhenAVcpuIsLoadedElsewhere() {
        Walk w = Walk.of("baseline", Scope.small(1, 2, 1, 1, 1, 0, Walk.features(Feature.MIGRATE)));
        State s = w.machine.state;
        w.take("LoadVcpu(v1, p1)");
        assertTrue(s.is(0, State.FLUSH_REQUEST), "the first pCPU is another than none");
        assertFalse(w.can("ServeRequests(v1)"));
        w.take("PublishVcpuCpu(v1)");
        assertFalse(w.can("EnterGuest(v1)"));
        w.take("ServeRequests(v1)", "EnterGuest(v1)", "MapPage(v1, g1, f1)", "FillTlb(v1, g1)", "ExitGuest(v1)");
        w.take("Preempt(v1)", "LoadVcpu(v1, p1)");
        assertFalse(s.is(0, State.FLUSH_REQUEST));
        w.take("Preempt(v1)", "LoadVcpu(v1, p2)");
        assertTrue(s.is(0, State.FLUSH_REQUEST));
        assertEquals(0, s.get(0, State.VCPU_CPU), "not published yet");
        w.take("PublishVcpuCpu(v1)", "ServeRequests(v1)");
        assertEquals(State.entry(0, true), s.tlb(0, 0, 0), "what it left behind on p1 stays");
    }

    @Test
    void findsItsOldEntriesWhenTheFlushOfAMigrationIsForgotten() {
        Walk w = Walk.of(
                        "baseline",
                        Scope.small(1, 2, 1, 1, 1, 0, Walk.features(Feature.MIGRATE)),
                        "vpid-no-migration-flush")
                .enter(1, 1)
                .take("MapPage(v1, g1, f1)", "FillTlb(v1, g1)", "ExitGuest(v1)", "Preempt(v1)")
                .enter(1, 2)
                .take("ClearPte(v1, m1, g1)", "PinThread(v1)", "FlushLocal(v1)", "ReadCpumask(v1)", "FinishFlush(v1)")
                .take("ExitGuest(v1)", "Preempt(v1)");
        assertNull(Invariant.firstBroken(w.machine));
        w.take("LoadVcpu(v1, p1)");
        assertEquals(Invariant.NO_STALE_TRANSLATION, Invariant.firstBroken(w.machine));
    }

    @Test
    void loadsAVcpuOnlyOnAFreePcpuAndMigratesOnlyWhenAllowed() {
        Walk w = Walk.of("baseline", Scope.small(2, 2, 1, 1, 1, 0, Walk.features()))
                .enter(1, 1)
                .take("ExitGuest(v1)", "Preempt(v1)")
                .enter(2, 1);
        assertFalse(w.can("LoadVcpu(v1, p1)"), "v2 is there");
        assertFalse(w.can("LoadVcpu(v1, p2)"), "migration is off");
    }

    @Test
    void staysOutOfTheGuestFromHaltToWake() {
        Walk w = two(Feature.HALT).take("Halt(v1)");
        assertFalse(w.can("EnterGuest(v1)"));
        w.take("Preempt(v1)");
        assertFalse(w.can("LoadVcpu(v1, p1)"));
        w.take("Wake(v1)", "LoadVcpu(v1, p1)", "EnterGuest(v1)");
        w.take("MapPage(v2, g1, f1)", "ClearPte(v2, m1, g1)", "PinThread(v2)", "FlushLocal(v2)", "ReadCpumask(v2)");
        w.take("QueueCall(v2, v1)", "SendFlushIpi(v2, v1)");
        assertFalse(w.can("Halt(v1)"), "an interrupt is pending");
    }
}
