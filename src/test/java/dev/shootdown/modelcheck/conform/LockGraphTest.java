package dev.shootdown.modelcheck.conform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.lock.Lock;
import dev.shootdown.machine.lock.LockInvariant;
import dev.shootdown.machine.lock.Locks;
import dev.shootdown.machine.lock.PreemptableTicketLock;
import dev.shootdown.machine.lock.TicketLock;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The locks and their specification, state by state and label by label. */
class LockGraphTest {
    private static final Path SPEC = Path.of("spec");

    @ParameterizedTest
    @CsvSource({"ticket_lock, 3, 248", "ticket_lock, 4, 2064", "preemptable_ticket_lock, 3, 13232"})
    void areTheSameGraph(String name, int vcpus, int states) {
        assertEquals(states, compare(name, vcpus, Set.of()));
    }

    static Stream<Arguments> bugs() {
        return Locks.NAMES.stream().flatMap(name -> Locks.bugsOf(name).stream().map(bug -> Arguments.of(name, bug)));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void areTheSameGraphWithEachBug(String name, String bug) {
        assertTrue(compare(name, 3, Set.of(bug)) > 248);
    }

    private static int compare(String name, int vcpus, Set<String> bugs) {
        GraphComparison.Result result = GraphComparison.compare(Locks.named(name, vcpus, bugs), SPEC);
        assertNull(result.difference());
        assertTrue(result.transitions() > result.states());
        assertTrue(result.verdicts() >= 5L * result.states());
        return result.states();
    }

    @Test
    void tellsAnotherLockApart() {
        LockCode code = new LockCode(new PreemptableTicketLock(2, Set.of()));
        GraphComparison.Result result =
                GraphComparison.compare(code, SPEC, code.configuration(Set.of(PreemptableTicketLock.TURN_MEANS_LOCK)));
        assertFalse(result.equal());
        assertTrue(
                result.difference().contains("SeeTurn(v1)\n  pc[v1]: lock trying, specification holding"),
                result.difference());
    }

    /** The first ticket's owner sleeps; the second times out, gets in and out: the first is passed, and gets in later. */
    @Test
    void letsTheOneWhoWasOvertakenInLater() {
        Lock lock = new PreemptableTicketLock(3, Set.of());
        take(lock, "EnterGuest(v1)", "EnterGuest(v2)", "EnterGuest(v3)", "TakeTicket(v1)", "TakeTicket(v2)");
        take(lock, "Preempt(v1)", "TimeOut(v2)", "TestAndSet(v2)", "AdvanceTicket(v2)", "ReleaseHold(v2)");
        assertTrue(lock.state().has(lock.state().passed(), 0));
        // v2 again: the number before its own is the one that it left to v1
        take(lock, "TakeTicket(v2)");
        assertFalse(lock.can(lock.step("SeeTurn(v2)")));
        take(lock, "EnterGuest(v1)", "SeeTurn(v1)", "TestAndSet(v1)", "AdvanceTicket(v1)", "ReleaseHold(v1)");
        take(lock, "SeeTurn(v2)", "TestAndSet(v2)");
        assertFalse(lock.state().has(lock.state().passed(), 0));
    }

    private static void take(Lock lock, String... steps) {
        for (String text : steps) {
            long step = lock.step(text);
            assertTrue(lock.can(step), text);
            lock.apply(step);
            for (LockInvariant invariant : lock.invariants()) {
                assertEquals("", invariant.explain(lock), text);
            }
        }
    }

    @Test
    void holdsForMoreVcpusThanAWordHasBits() {
        Lock lock = new TicketLock(70, Set.of());
        for (int v = 70; v > 0; v--) {
            take(lock, "EnterGuest(v" + v + ")", "TakeTicket(v" + v + ")");
        }
        for (int v = 70; v > 0; v--) {
            assertEquals(v == 1, lock.can(lock.step("SeeTurn(v1)")));
            take(lock, "SeeTurn(v" + v + ")", "AdvanceTicket(v" + v + ")");
        }
        assertTrue(lock.state().isEmpty(lock.state().tickets()));
    }
}
