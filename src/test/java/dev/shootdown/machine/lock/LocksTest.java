package dev.shootdown.machine.lock;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Step;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Locks by name, their steps as text, and the sets that their state is made of. */
class LocksTest {
    @Test
    void areFoundByName() {
        for (String name : Locks.NAMES) {
            Lock lock = Locks.named(name, 2, Set.of());
            assertEquals(name, lock.name());
            assertEquals(Set.of(), lock.bugs());
            for (String bug : Locks.bugsOf(name)) {
                assertEquals(Set.of(bug), Locks.named(name, 2, Set.of(bug)).bugs());
            }
        }
        assertEquals(List.of("ticket-read-then-write", "ticket-given-up"), Locks.bugsOf("ticket_lock"));
        assertEquals(3, Locks.bugsOf("preemptable_ticket_lock").size());
    }

    @Test
    void whatThereIsNotIsRefusedWithWhatThereIs() {
        String sentence = "there is no lock 'mcs'; the locks are ticket_lock, preemptable_ticket_lock";
        assertEquals(sentence, refusal(() -> Locks.named("mcs", 2, Set.of())));
        assertEquals(sentence, refusal(() -> Locks.bugsOf("mcs")));
        assertEquals(
                "ticket_lock has no bug 'turn-means-lock'; it has ticket-read-then-write, ticket-given-up",
                refusal(() -> Locks.named("ticket_lock", 2, Set.of("turn-means-lock"))));
        assertEquals("vCPUs must be between 1 and 4096, not 0", refusal(() -> Locks.named("ticket_lock", 0, Set.of())));
        assertEquals("vCPUs must be between 1 and 4096, not 4097", refusal(() -> new LockState(4097)));
        assertEquals(4096, new LockState(4096).vcpus());
        assertEquals(1, new LockState(1).vcpus());
    }

    private static String refusal(Runnable call) {
        return assertThrows(BadInput.class, call::run).getMessage();
    }

    @Test
    void stepsAreReadAsTheyAreShown() {
        Lock lock = new PreemptableTicketLock(3, Set.of());
        for (String step : List.of("EnterGuest(v1)", "AdvanceTicket(v3)", "TimeOut(v2)", "ReleaseHold(v3)")) {
            assertEquals(step, lock.show(lock.step(step)));
        }
        assertEquals(Step.of(lock.code("TimeOut"), 1), lock.step("TimeOut(v2)"));
        assertEquals(-1, lock.code("GiveUp"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TimeOut(v4)", "TimeOut(v0)", "TimeOut", "GiveUp(v1)", ""})
    void textThatIsNoStepIsRefused(String text) {
        Lock lock = new PreemptableTicketLock(3, Set.of());
        assertEquals("preemptable_ticket_lock has no step '" + text + "'", refusal(() -> lock.step(text)));
    }

    @Test
    void aCodeThatNoLockHasIsNeverPossible() {
        for (String name : Locks.NAMES) {
            Lock lock = Locks.named(name, 1, Set.of());
            assertFalse(lock.can(Step.of(99, 0)));
            assertThrows(IllegalStateException.class, () -> lock.apply(Step.of(99, 0)));
        }
    }

    @Test
    void nothingIsPossibleThatAnActorsPlaceForbids() {
        Lock lock = new TicketLock(2, Set.of());
        assertEquals(List.of("EnterGuest(v1)", "EnterGuest(v2)"), shown(lock));
        lock.apply(lock.step("EnterGuest(v2)"));
        assertEquals(List.of("EnterGuest(v1)", "Preempt(v2)", "TakeTicket(v2)"), shown(lock));
    }

    private static List<String> shown(Lock lock) {
        return lock.enabled().stream().map(lock::show).toList();
    }

    /** HOLD and three sets, then for each vCPU where it is, where it stands, and a set. */
    @Test
    void aStateHasNoWordTooMany() {
        assertEquals(1 + 3 + 3 * 3, new LockState(3).size());
        assertEquals(1 + 3 + 32 * 3, new LockState(32).size());
        assertEquals(1 + 3 * 2 + 33 * 4, new LockState(33).size());
    }

    @Test
    void setsDoNotTouchTheirNeighbours() {
        LockState s = new LockState(70);
        int[] sets = {s.tickets(), s.passed(), s.timedOut(), s.front(0), s.front(1), s.front(69)};
        for (int set : sets) {
            for (int v : new int[] {0, 31, 32, 63, 64, 69}) {
                s.add(set, v);
                for (int other : sets) {
                    for (int u = 0; u < 70; u++) {
                        assertEquals(other == set && u == v, s.has(other, u), set + " " + v + ", " + other + " " + u);
                    }
                    assertEquals(other != set, s.isEmpty(other));
                }
                s.remove(set, v);
                assertTrue(s.isEmpty(set));
            }
        }
        for (int v = 0; v < 70; v++) {
            assertEquals(0, s.mode(v) + s.pc(v));
        }
        assertFalse(s.hold());
    }

    /** As many vCPUs as a word has bits, and the first of them overtaken twice. */
    @Test
    void nobodyStandsBehindTheLastVcpu() {
        Lock lock = new PreemptableTicketLock(32, Set.of());
        for (int v = 1; v <= 3; v++) {
            take(lock, "EnterGuest(v" + v + ")", "TakeTicket(v" + v + ")");
        }
        for (int v = 2; v <= 3; v++) {
            String of = "(v" + v + ")";
            take(lock, "TimeOut" + of, "TestAndSet" + of, "AdvanceTicket" + of, "ReleaseHold" + of);
            assertTrue(lock.state().has(lock.state().passed(), 0));
        }
        take(lock, "SeeTurn(v1)", "TestAndSet(v1)", "AdvanceTicket(v1)", "ReleaseHold(v1)");
        assertTrue(lock.state().isEmpty(lock.state().tickets()));
        assertTrue(lock.state().isEmpty(lock.state().passed()));
    }

    private static void take(Lock lock, String... steps) {
        for (String text : steps) {
            assertTrue(lock.can(lock.step(text)), text);
            lock.apply(lock.step(text));
        }
    }

    @Test
    void setsAreUnitedSubtractedAndCopied() {
        LockState s = new LockState(40);
        for (int v : new int[] {0, 5, 33, 39}) {
            s.add(s.tickets(), v);
        }
        int[] members = s.members(s.tickets());
        assertArrayEquals(new int[] {1 | 1 << 5, 1 << 1 | 1 << 7}, members);
        s.copy(s.tickets(), s.front(2));
        s.add(s.front(2), 1);
        s.add(s.front(2), 34);
        s.removeAll(s.front(2), members);
        assertArrayEquals(new int[] {1 << 1, 1 << 2}, s.members(s.front(2)));
        s.addAll(s.front(2), members);
        assertArrayEquals(new int[] {1 | 1 << 1 | 1 << 5, 1 << 1 | 1 << 2 | 1 << 7}, s.members(s.front(2)));
        s.put(s.front(2), members);
        assertArrayEquals(members, s.members(s.front(2)));
        int[] read = new int[2];
        s.get(s.front(2), read);
        assertArrayEquals(members, read);
        s.clear(s.front(2));
        assertTrue(s.isEmpty(s.front(2)));
        assertTrue(s.isEmpty(s.front(1)) && s.isEmpty(s.front(3)));
        assertArrayEquals(members, s.members(s.tickets()));
    }
}
