package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** The native path step by step: one initiator, two targets, each vCPU on its own pCPU. */
class BaselineShootdownTest {
    private static final int F1_WRITABLE = State.entry(0, true);

    private static Walk running(Scope scope) {
        return Walk.of("baseline", scope).enter(1, 1).enter(2, 2).enter(3, 3);
    }

    private static Walk running(Feature... features) {
        return running(Scope.small(3, 3, 1, 2, 1, 0, Walk.features(features)));
    }

    private static Walk atRemote(Feature... features) {
        return running(features)
                .take("MapPage(v1, g1, f1)", "FillTlb(v1, g1)", "FillTlb(v2, g1)", "FillTlb(v3, g1)")
                .take("ClearPte(v1, m1, g1)", "PinThread(v1)", "FlushLocal(v1)", "ReadCpumask(v1)");
    }

    @Test
    void goesThroughEveryStepOfAShootdown() {
        Walk w = running();
        State s = w.machine.state;
        w.take("MapPage(v1, g1, f1)");
        assertEquals(F1_WRITABLE, s.pt(0, 0));
        assertFalse(s.isFree(0));
        w.take("FillTlb(v1, g1)", "FillTlb(v2, g1)", "FillTlb(v3, g1)");
        assertEquals(F1_WRITABLE, s.tlb(1, 1, 0));
        assertEquals(State.NO_ENTRY, s.tlb(1, 1, 1));

        w.take("ClearPte(v1, m1, g1)");
        assertEquals(State.NO_ENTRY, s.pt(0, 0));
        assertEquals(F1_WRITABLE, s.held(0, 0));
        assertEquals(State.UNMAP, s.get(0, State.OP));
        assertEquals(0, s.get(0, State.OP_MM));
        assertFalse(s.isFree(0), "the frame is the operation's");

        w.take("PinThread(v1)", "FlushLocal(v1)");
        assertEquals(State.NO_ENTRY, s.tlb(0, 0, 0));
        assertEquals(F1_WRITABLE, s.tlb(1, 1, 0));

        w.take("ReadCpumask(v1)");
        assertFalse(s.has(s.targets(0), 0));
        assertTrue(s.has(s.targets(0), 1));
        assertTrue(s.has(s.targets(0), 2));

        w.take("QueueCall(v1, v2)");
        assertFalse(w.can("SendFlushIpi(v1, v2)"), "requests are queued before the first IPI");
        w.take("QueueCall(v1, v3)", "SendFlushIpi(v1, v3)", "SendFlushIpi(v1, v2)");
        assertEquals(State.QUEUED, s.call(0, 1));
        assertTrue(s.is(1, State.VECTOR));
        assertFalse(w.can("FinishFlush(v1)"));

        w.take("TakeFlushIpi(v2)");
        assertFalse(s.is(1, State.VECTOR));
        assertTrue(s.inHandler(1));
        assertFalse(w.can("MapPage(v2, g1, f1)"), "a handler runs nothing else");
        w.take("HandleFlush(v2, v1)");
        assertEquals(State.NO_ENTRY, s.tlb(1, 1, 0));
        w.take("AckFlush(v2, v1)");
        assertFalse(s.inHandler(1));
        assertEquals(State.FREE, s.call(0, 1));
        assertFalse(w.can("FinishFlush(v1)"), "v3 has not answered");

        w.take("TakeFlushIpi(v3)", "HandleFlush(v3, v1)");
        assertFalse(w.can("FinishFlush(v1)"), "v3 has flushed and not said so");
        w.take("AckFlush(v3, v1)", "FinishFlush(v1)");
        assertEquals(State.RETURNED, s.get(0, State.PC));
        assertFalse(s.isFree(0));
        w.take("FreeFrame(v1, g1)");
        assertTrue(s.isFree(0));
        assertEquals(State.IDLE, s.get(0, State.PC));
        assertEquals(State.NO_OP, s.get(0, State.OP));
        assertEquals(State.KERNEL, s.get(0, State.OP_MM));
        assertNull(Invariant.firstBroken(w.machine));
    }

    @Test
    void waitsForATargetThatDoesNotRun() {
        Walk w = atRemote()
                .take("QueueCall(v1, v2)", "QueueCall(v1, v3)", "SendFlushIpi(v1, v2)", "SendFlushIpi(v1, v3)");
        w.take("TakeFlushIpi(v3)", "HandleFlush(v3, v1)", "AckFlush(v3, v1)");
        w.take("ExitGuest(v2)", "Preempt(v2)");
        assertFalse(w.can("TakeFlushIpi(v2)"));
        assertFalse(w.can("FinishFlush(v1)"));
        w.take("LoadVcpu(v2, p2)", "EnterGuest(v2)", "TakeFlushIpi(v2)", "HandleFlush(v2, v1)", "AckFlush(v2, v1)");
        w.take("FinishFlush(v1)");
    }

    @Test
    void keepsThePendingVectorOfATargetWithInterruptsOff() {
        Walk w = running(Feature.IRQS_OFF).take("MapPage(v1, g1, f1)", "DisableInterrupts(v2)");
        w.take("ClearPte(v1, m1, g1)", "PinThread(v1)", "FlushLocal(v1)", "ReadCpumask(v1)");
        w.take("QueueCall(v1, v2)", "QueueCall(v1, v3)", "SendFlushIpi(v1, v2)");
        assertFalse(w.can("TakeFlushIpi(v2)"));
        w.take("EnableInterrupts(v2)", "TakeFlushIpi(v2)");
    }

    @Test
    void drainsTheWholeQueueWithOneInterrupt() {
        Walk w = running(Scope.small(3, 3, 1, 2, 2, 0, Walk.features(Feature.CONCURRENT)));
        State s = w.machine.state;
        w.take("MapPage(v1, g1, f1)", "MapPage(v1, g2, f2)", "FillTlb(v3, g1)", "FillTlb(v3, g2)");
        for (int i = 1; i <= 2; i++) {
            int t = 3 - i;
            w.take("ClearPte(v" + i + ", m1, g" + i + ")", "PinThread(v" + i + ")", "FlushLocal(v" + i + ")");
            w.take("ReadCpumask(v" + i + ")", "QueueCall(v" + i + ", v" + t + ")", "QueueCall(v" + i + ", v3)");
        }
        w.take("SendFlushIpi(v1, v3)", "TakeFlushIpi(v3)");
        assertEquals(State.TAKEN, s.call(0, 2));
        assertEquals(State.TAKEN, s.call(1, 2));
        w.take("SendFlushIpi(v2, v3)");
        assertTrue(s.is(2, State.VECTOR), "the vector is set again while the handler runs");
        w.take("HandleFlush(v3, v2)");
        assertEquals(F1_WRITABLE, s.tlb(2, 2, 0));
        assertEquals(State.NO_ENTRY, s.tlb(2, 2, 1));
        w.take("AckFlush(v3, v2)", "HandleFlush(v3, v1)", "AckFlush(v3, v1)");
        assertEquals(State.NO_ENTRY, s.tlb(2, 2, 0));
        w.take("TakeFlushIpi(v3)");
        assertFalse(s.inHandler(2), "an empty queue: the interrupt is over at once");
    }

    @Test
    void admitsASecondOperationOnlyWhenOperationsOverlap() {
        Scope one = Scope.small(3, 3, 1, 2, 2, 0, Set.of());
        Walk w = running(one).take("MapPage(v1, g1, f1)", "MapPage(v1, g2, f2)", "ClearPte(v1, m1, g1)");
        assertFalse(w.can("ClearPte(v2, m1, g2)"));
        assertTrue(w.can("ClearPte(v1, m1, g2)"), "the same operation goes on");
        Scope overlapping = Scope.small(3, 3, 1, 2, 2, 0, Walk.features(Feature.CONCURRENT));
        w = running(overlapping).take("MapPage(v1, g1, f1)", "MapPage(v1, g2, f2)", "ClearPte(v1, m1, g1)");
        assertTrue(w.can("ClearPte(v2, m1, g2)"));
    }

    @Test
    void takesWriteAccessAwayAndFreesNothing() {
        Walk w = running(Scope.small(3, 3, 1, 1, 1, 0, Walk.features(Feature.PROTECT)));
        State s = w.machine.state;
        w.take("MapPage(v1, g1, f1)", "FillTlb(v2, g1)", "ProtectPte(v1, m1, g1)");
        assertEquals(State.entry(0, false), s.pt(0, 0));
        assertEquals(F1_WRITABLE, s.held(0, 0));
        assertFalse(w.can("ProtectPte(v1, m1, g1)"));
        assertFalse(w.can("ClearPte(v1, m1, g1)"), "one operation does one thing");
        w.take("PinThread(v1)", "FlushLocal(v1)", "ReadCpumask(v1)", "QueueCall(v1, v2)", "QueueCall(v1, v3)");
        w.take("SendFlushIpi(v1, v2)", "TakeFlushIpi(v2)", "HandleFlush(v2, v1)", "AckFlush(v2, v1)");
        w.take(
                "SendFlushIpi(v1, v3)",
                "TakeFlushIpi(v3)",
                "HandleFlush(v3, v1)",
                "AckFlush(v3, v1)",
                "FinishFlush(v1)");
        assertEquals(State.IDLE, s.get(0, State.PC));
        assertEquals(0, s.heldCount(0));
        assertFalse(s.isFree(0));
        assertEquals(State.NO_ENTRY, s.tlb(1, 1, 0));
    }

    @Test
    void dropsEverythingAboveTheFlushCeiling() {
        Scope scope = new Scope(java.util.List.of(2), 2, 1, 3, 3, 0, 3, 1, TlbGeometry.UNBOUNDED, Walk.features());
        Walk w = Walk.of("baseline", scope).enter(1, 1).enter(2, 2);
        w.take("MapPage(v1, g1, f1)", "MapPage(v1, g2, f2)", "MapPage(v1, g3, f3)");
        w.take("FillTlb(v1, g1)", "FillTlb(v1, g2)", "FillTlb(v1, g3)");
        w.take("ClearPte(v1, m1, g1)", "ClearPte(v1, m1, g2)", "PinThread(v1)", "FlushLocal(v1)");
        assertEquals(State.NO_ENTRY, w.machine.state.tlb(0, 0, 2), "two pages are more than the ceiling of one");
    }

    @Test
    void changesOnlyPagesWithinTheWindow() {
        Scope scope = new Scope(java.util.List.of(1), 1, 1, 5, 5, 0, 2, 5, TlbGeometry.UNBOUNDED, Walk.features());
        Walk w = Walk.of("baseline", scope).enter(1, 1);
        for (int page = 1; page <= 5; page++) {
            w.take("MapPage(v1, g" + page + ", f" + page + ")");
        }
        w.take("ClearPte(v1, m1, g3)");
        assertFalse(w.can("ClearPte(v1, m1, g1)"));
        assertTrue(w.can("ClearPte(v1, m1, g2)"));
        assertFalse(w.can("ClearPte(v1, m1, g5)"));
        w.take("ClearPte(v1, m1, g4)");
        assertFalse(w.can("ClearPte(v1, m1, g2)"));
        assertEquals(State.entry(2, true), w.machine.state.held(0, 2));
        assertEquals(State.entry(3, true), w.machine.state.held(0, 3));
        assertEquals(State.NO_ENTRY, w.machine.state.held(0, 4));
    }

    @Test
    void movesTheThreadBeforeItIsPinnedAndNotAfter() {
        Walk w = running(Feature.MOVE_THREAD).take("MapPage(v1, g1, f1)", "ClearPte(v1, m1, g1)");
        State s = w.machine.state;
        w.take("MoveThread(v1, v3)");
        assertEquals(State.IDLE, s.get(0, State.PC));
        assertEquals(State.CHANGED, s.get(2, State.PC));
        assertEquals(F1_WRITABLE, s.held(2, 0));
        assertEquals(State.NO_ENTRY, s.held(0, 0));
        w.take("PinThread(v3)");
        assertFalse(w.can("MoveThread(v3, v1)"));
    }

    @Test
    void freesThePageTablePageLastAndOnlyOnce() {
        Walk w = running(Scope.small(3, 3, 1, 1, 1, 1, Walk.features(Feature.TABLES)));
        State s = w.machine.state;
        assertFalse(w.can("MapPage(v1, g1, f1)"), "nothing is mapped without a page-table page");
        w.take("HookTable(v2, x1)", "CacheTable(v3)", "MapPage(v1, g1, f1)");
        assertFalse(w.can("UnhookTable(v1, m1)"), "the page table is not empty");
        assertEquals(0, s.psc(2, 2));
        w.take("ClearPte(v1, m1, g1)", "UnhookTable(v1, m1)");
        assertEquals(State.NONE, s.table(0));
        assertFalse(w.can("FreeTable(v1)"));
        w.take("PinThread(v1)", "FlushLocal(v1)", "ReadCpumask(v1)", "QueueCall(v1, v2)", "QueueCall(v1, v3)");
        w.take("SendFlushIpi(v1, v2)", "TakeFlushIpi(v2)", "HandleFlush(v2, v1)", "AckFlush(v2, v1)");
        w.take(
                "SendFlushIpi(v1, v3)",
                "TakeFlushIpi(v3)",
                "HandleFlush(v3, v1)",
                "AckFlush(v3, v1)",
                "FinishFlush(v1)");
        assertEquals(State.NONE, s.psc(2, 2));
        w.take("FreeFrame(v1, g1)");
        assertEquals(State.RETURNED, s.get(0, State.PC));
        w.take("FreeTable(v1)");
        assertEquals(State.IDLE, s.get(0, State.PC));
        assertFalse(w.can("FreeTable(v1)"));
    }

    @Test
    void freesThePageTablePageEarlyWhenThatBugIsPlanted() {
        Scope scope = Scope.small(2, 2, 1, 1, 1, 1, Walk.features(Feature.TABLES));
        Walk w = Walk.of("baseline", scope, "free-before-flush").enter(1, 1).enter(2, 2);
        w.take("HookTable(v1, x1)", "CacheTable(v2)", "UnhookTable(v1, m1)");
        assertNull(Invariant.firstBroken(w.machine));
        w.take("FreeTable(v1)");
        assertEquals(Invariant.NO_FREED_TABLE_WALK, Invariant.firstBroken(w.machine));
        assertTrue(Invariant.NO_FREED_TABLE_WALK.explain(w.machine).contains("v2"));
    }
}
