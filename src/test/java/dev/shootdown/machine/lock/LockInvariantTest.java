package dev.shootdown.machine.lock;

import static dev.shootdown.machine.lock.LockState.GUEST;
import static dev.shootdown.machine.lock.LockState.HOLDING;
import static dev.shootdown.machine.lock.LockState.IDLE;
import static dev.shootdown.machine.lock.LockState.OUT;
import static dev.shootdown.machine.lock.LockState.RELEASING;
import static dev.shootdown.machine.lock.LockState.SETTING;
import static dev.shootdown.machine.lock.LockState.TRYING;
import static dev.shootdown.machine.lock.LockState.WAITING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The invariants of the locks on states that no schedule reaches: each says what is broken, and no more than that. */
class LockInvariantTest {
    private final Lock lock = new PreemptableTicketLock(3, Set.of());
    private final LockState s = lock.state();

    private void stand(int... pcs) {
        for (int v = 0; v < pcs.length; v++) {
            s.setPc(v, pcs[v]);
        }
    }

    private void ticketsOf(int... vcpus) {
        for (int v : vcpus) {
            s.add(s.tickets(), v);
        }
    }

    private void front(int v, int... vcpus) {
        s.clear(s.front(v));
        for (int u : vcpus) {
            s.add(s.front(v), u);
        }
    }

    private void assertSays(String sentence, LockInvariant invariant) {
        assertEquals(sentence, invariant.explain(lock));
        assertEquals(sentence.isEmpty(), invariant.holds(lock));
    }

    @Test
    void haveTheNamesOfTheSpecification() throws IOException {
        String spec = "";
        for (String module : List.of("Lock", "TicketLock", "PreemptableTicketLock")) {
            spec += Files.readString(Path.of("spec", module + ".tla"));
        }
        for (LockInvariant invariant : LockInvariant.values()) {
            assertTrue(spec.contains("\n" + invariant.label() + " =="), invariant.label());
        }
        for (String name : Locks.NAMES) {
            Lock one = Locks.named(name, 1, Set.of());
            String module = Files.readString(Path.of("spec", one.module() + ".tla"));
            assertTrue(module.contains(" MODULE " + one.module() + " "), one.module());
        }
    }

    @Test
    void typesAreTheSetsOfTheSpecification() {
        for (int mode : new int[] {OUT, GUEST}) {
            for (int pc = IDLE; pc <= RELEASING; pc++) {
                s.setMode(2, mode);
                s.setPc(2, pc);
                assertSays("", LockInvariant.TYPE_OK);
            }
        }
        s.setPc(2, RELEASING + 1);
        assertSays("pc of v3 is 7", LockInvariant.TYPE_OK);
        s.setPc(2, IDLE - 1);
        assertSays("pc of v3 is -1", LockInvariant.TYPE_OK);
        s.setMode(1, 2);
        assertSays("mode of v2 is 2", LockInvariant.TYPE_OK);
    }

    @Test
    void whoUnlocksHasTheLockUntilItHasReleasedHold() {
        stand(HOLDING, TRYING, IDLE);
        assertSays("", LockInvariant.MUTUAL_EXCLUSION);
        stand(HOLDING, SETTING, RELEASING);
        assertSays("v1 and v3 have the lock", LockInvariant.MUTUAL_EXCLUSION);
        stand(WAITING, RELEASING, HOLDING);
        assertSays("v2 and v3 have the lock", LockInvariant.MUTUAL_EXCLUSION);
    }

    @Test
    void whoWaitsOrHoldsHasATicketAndNobodyElse() {
        ticketsOf(1);
        for (int pc : new int[] {WAITING, TRYING, SETTING, HOLDING}) {
            stand(IDLE, pc, IDLE);
            assertSays("", LockInvariant.TICKETS_IN_ORDER);
            stand(IDLE, pc, pc);
            assertSays("v3 waits without a ticket", LockInvariant.TICKETS_IN_ORDER);
        }
        for (int pc : new int[] {IDLE, LockState.DRAWING, RELEASING}) {
            stand(IDLE, pc, IDLE);
            assertSays("v2 left a ticket behind", LockInvariant.TICKETS_IN_ORDER);
        }
    }

    @Test
    void ofTwoTicketsOneIsBeforeTheOther() {
        stand(WAITING, WAITING, WAITING);
        ticketsOf(0, 1, 2);
        front(1, 0);
        front(2, 0, 1);
        assertSays("", LockInvariant.TICKETS_IN_ORDER);
        front(2, 1);
        assertSays("the tickets of v1 and v3 are in no order", LockInvariant.TICKETS_IN_ORDER);
        front(0, 2);
        assertSays("the tickets of v1 and v3 are in no order", LockInvariant.TICKETS_IN_ORDER); // a ring
        front(0);
        front(1, 0, 2);
        front(2, 0, 1);
        assertSays("the tickets of v2 and v3 are in no order", LockInvariant.TICKETS_IN_ORDER);
        front(1, 0, 1);
        assertSays("the tickets of v2 and v2 are in no order", LockInvariant.TICKETS_IN_ORDER);
    }

    @Test
    void whatIsBeforeATicketIsATicket() {
        stand(WAITING, IDLE, IDLE);
        ticketsOf(0);
        assertSays("", LockInvariant.TICKETS_IN_ORDER);
        front(0, 2);
        assertSays("the tickets of v1 and v3 are in no order", LockInvariant.TICKETS_IN_ORDER);
        front(0);
        front(1, 0);
        assertSays("", LockInvariant.TICKETS_IN_ORDER); // what stands before nobody's ticket does not count
    }

    @ParameterizedTest
    @ValueSource(ints = {TRYING, SETTING, HOLDING, RELEASING})
    void nobodyIsLostWhileAnotherHasTheLockOrIsAboutToTakeIt(int pc) {
        front(0, 1);
        stand(WAITING, IDLE, pc);
        assertSays("", LockInvariant.NO_LOST_WAITER);
    }

    @Test
    void aWaiterIsLostWhenItIsNobodysTurn() {
        assertSays("", LockInvariant.NO_LOST_WAITER);
        front(0, 1);
        stand(WAITING, IDLE, LockState.DRAWING);
        assertSays("v1 waits, and it is nobody's turn", LockInvariant.NO_LOST_WAITER);
        stand(WAITING, WAITING, IDLE);
        assertSays("", LockInvariant.NO_LOST_WAITER); // nothing is before v2
        front(1, 0);
        assertSays("v2 waits, and it is nobody's turn", LockInvariant.NO_LOST_WAITER);
        s.add(s.passed(), 0);
        assertSays("", LockInvariant.NO_LOST_WAITER); // who was overtaken goes on at once
    }

    @ParameterizedTest
    @ValueSource(ints = {HOLDING, RELEASING})
    void whoHasTheLockHasTheFirstTicket(int pc) {
        stand(WAITING, pc, WAITING);
        ticketsOf(0, 1, 2);
        front(0, 1);
        front(2, 0, 1);
        assertSays("", LockInvariant.NO_OVERTAKING);
        front(2, 0);
        assertSays("v2 has the lock before v3", LockInvariant.NO_OVERTAKING);
        stand(WAITING, SETTING, WAITING);
        assertSays("", LockInvariant.NO_OVERTAKING); // nobody has it
        s.add(s.passed(), 0);
        assertSays("somebody was overtaken", LockInvariant.NO_OVERTAKING);
    }

    @Test
    void holdIsSetAsLongAsSomebodyHasTheLock() {
        assertSays("", LockInvariant.HOLD_IS_OWNED);
        s.setHold(true);
        assertSays("HOLD is nobody's", LockInvariant.HOLD_IS_OWNED);
        stand(HOLDING, IDLE, IDLE);
        assertSays("", LockInvariant.HOLD_IS_OWNED);
        stand(RELEASING, WAITING, SETTING);
        assertSays("", LockInvariant.HOLD_IS_OWNED);
        s.setHold(false);
        assertSays("HOLD is clear, the lock is not free", LockInvariant.HOLD_IS_OWNED);
    }

    @Test
    void whoDidNotTimeOutWaitedForItsTurn() {
        stand(WAITING, HOLDING, TRYING);
        front(1, 0);
        front(2, 0, 1);
        assertSays("v2 has the lock out of turn and did not time out", LockInvariant.OVERTAKES_AFTER_TIME_OUT);
        s.add(s.timedOut(), 1);
        assertSays("", LockInvariant.OVERTAKES_AFTER_TIME_OUT);
        s.remove(s.timedOut(), 1);
        s.add(s.passed(), 1);
        assertSays("", LockInvariant.OVERTAKES_AFTER_TIME_OUT);
    }
}
