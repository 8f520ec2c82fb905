package dev.shootdown.machine.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each planted bug of the locks, in the schedule that shows it, and the sentence that says what is broken. */
class LockBugsTest {
    private static void take(Lock lock, String... steps) {
        for (String text : steps) {
            long step = lock.step(text);
            assertTrue(lock.can(step), text);
            lock.apply(step);
        }
    }

    private static boolean can(Lock lock, String step) {
        return lock.can(lock.step(step));
    }

    private static Lock running(String name, String bug) {
        Lock lock = Locks.named(name, 3, Set.of(bug));
        assertEquals(Set.of(bug), lock.bugs());
        take(lock, "EnterGuest(v1)", "EnterGuest(v2)", "EnterGuest(v3)");
        return lock;
    }

    private static void assertHolds(Lock lock) {
        for (LockInvariant invariant : lock.invariants()) {
            assertEquals("", invariant.explain(lock), invariant.label());
            assertTrue(invariant.holds(lock));
        }
    }

    private static void assertBroken(String sentence, LockInvariant invariant, Lock lock) {
        assertTrue(lock.invariants().contains(invariant));
        assertFalse(invariant.holds(lock));
        assertEquals(sentence, invariant.explain(lock));
    }

    @Test
    void twoDrawOneTicketWhenTailIsReadAndWrittenByTwoInstructions() {
        Lock lock = running(TicketLock.NAME, TicketLock.READ_THEN_WRITE);
        assertFalse(can(lock, "TakeTicket(v1)"));
        assertFalse(can(lock, "WriteTail(v1)"), "not before it is read");
        take(lock, "ReadTail(v1)", "ReadTail(v2)", "WriteTail(v1)");
        assertHolds(lock);
        assertFalse(can(lock, "ReadTail(v1)"));
        take(lock, "Preempt(v2)");
        assertFalse(can(lock, "WriteTail(v2)"), "only who runs");
        take(lock, "EnterGuest(v2)", "WriteTail(v2)");
        assertBroken("the tickets of v1 and v2 are in no order", LockInvariant.TICKETS_IN_ORDER, lock);
        take(lock, "SeeTurn(v1)", "SeeTurn(v2)");
        assertBroken("v1 and v2 have the lock", LockInvariant.MUTUAL_EXCLUSION, lock);
        assertBroken("v1 has the lock before v2", LockInvariant.NO_OVERTAKING, lock);
    }

    @Test
    void theThirdSeesBothTicketsThatWereDrawnBefore() {
        Lock lock = running(TicketLock.NAME, TicketLock.READ_THEN_WRITE);
        take(lock, "ReadTail(v1)", "WriteTail(v1)", "ReadTail(v2)", "WriteTail(v2)", "ReadTail(v3)", "WriteTail(v3)");
        assertHolds(lock);
        take(lock, "SeeTurn(v1)", "AdvanceTicket(v1)");
        assertFalse(can(lock, "SeeTurn(v3)"), "v2 is before it");
        take(lock, "SeeTurn(v2)", "AdvanceTicket(v2)", "SeeTurn(v3)");
        assertHolds(lock);
    }

    @Test
    void aWaiterThatGoesAwayLeavesTheOthersWaiting() {
        Lock lock = running(TicketLock.NAME, TicketLock.GIVEN_UP);
        assertFalse(can(lock, "GiveUp(v1)"), "it has no ticket");
        assertFalse(can(lock, "ReadTail(v1)"), "this bug is not planted");
        take(lock, "TakeTicket(v1)", "TakeTicket(v2)");
        assertHolds(lock);
        take(lock, "GiveUp(v1)");
        assertBroken("v1 left a ticket behind", LockInvariant.TICKETS_IN_ORDER, lock);
        assertBroken("v2 waits, and it is nobody's turn", LockInvariant.NO_LOST_WAITER, lock);
    }

    @Test
    void twoGetInWhenHoldIsReadAndSetByTwoInstructions() {
        Lock lock = running(PreemptableTicketLock.NAME, PreemptableTicketLock.READ_THEN_WRITE);
        take(lock, "TakeTicket(v1)", "TakeTicket(v2)", "SeeTurn(v1)", "TimeOut(v2)");
        assertFalse(can(lock, "TestAndSet(v1)"));
        assertFalse(can(lock, "SetHold(v1)"), "not before it is read");
        take(lock, "ReadHold(v1)", "ReadHold(v2)", "SetHold(v1)");
        assertHolds(lock);
        take(lock, "SetHold(v2)");
        assertBroken("v1 and v2 have the lock", LockInvariant.MUTUAL_EXCLUSION, lock);
        take(lock, "TakeTicket(v3)", "TimeOut(v3)");
        assertFalse(can(lock, "ReadHold(v3)"), "HOLD is set");
        take(lock, "AdvanceTicket(v2)", "ReleaseHold(v2)");
        assertBroken("HOLD is clear, the lock is not free", LockInvariant.HOLD_IS_OWNED, lock);
    }

    @Test
    void whoseTurnItIsGoesInBesideTheOneWhoTimedOut() {
        Lock lock = running(PreemptableTicketLock.NAME, PreemptableTicketLock.TURN_MEANS_LOCK);
        take(lock, "TakeTicket(v1)", "TakeTicket(v2)", "TimeOut(v2)", "TestAndSet(v2)");
        assertHolds(lock);
        take(lock, "SeeTurn(v1)");
        assertBroken("v1 and v2 have the lock", LockInvariant.MUTUAL_EXCLUSION, lock);
    }

    @Test
    void theHeadStandsStillWhenOneThatTimedOutDoesNotAdvanceIt() {
        Lock lock = running(PreemptableTicketLock.NAME, PreemptableTicketLock.SKIPS_TIMED_OUT);
        take(lock, "TakeTicket(v1)", "TakeTicket(v2)", "TakeTicket(v3)", "SeeTurn(v1)", "TestAndSet(v1)");
        take(lock, "AdvanceTicket(v1)", "ReleaseHold(v1)");
        assertHolds(lock);
        take(lock, "TimeOut(v2)", "TestAndSet(v2)", "AdvanceTicket(v2)");
        assertBroken("v2 left a ticket behind", LockInvariant.TICKETS_IN_ORDER, lock);
        assertFalse(lock.state().has(lock.state().timedOut(), 1));
        assertEquals("", LockInvariant.NO_LOST_WAITER.explain(lock), "v2 has not released HOLD");
        take(lock, "ReleaseHold(v2)");
        assertBroken("v3 waits, and it is nobody's turn", LockInvariant.NO_LOST_WAITER, lock);
    }

    @Test
    void withoutABugTheirStepsAreNeverPossible() {
        for (String name : Locks.NAMES) {
            Lock lock = Locks.named(name, 2, Set.of());
            take(lock, "EnterGuest(v1)", "EnterGuest(v2)");
            for (int k = 0; k < 3; k++) {
                for (String action : new String[] {"ReadTail", "WriteTail", "GiveUp", "ReadHold", "SetHold"}) {
                    if (lock.code(action) >= 0) {
                        assertFalse(can(lock, action + "(v1)"), action);
                    }
                }
                take(lock, k == 0 ? "TakeTicket(v1)" : k == 1 ? "SeeTurn(v1)" : "Preempt(v1)");
            }
        }
    }
}
