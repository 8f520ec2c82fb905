package dev.shootdown.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.lock.LockState;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When waiters do what, on vCPUs that nothing but the lock holds up: four of them, that do nothing but take it. */
class SpinLocksTest {
    private static final int VCPUS = 4;
    private static final long MS = 2_500_000;
    private static final long PAUSE = 15;

    private final boolean[] hasTicket = new boolean[VCPUS];
    private final boolean[] holds = new boolean[VCPUS];
    private final boolean[] timedOut = new boolean[VCPUS];
    private final long[] since = new long[VCPUS];
    private final int[] ahead = new int[VCPUS];
    private final List<Integer> waiting = new ArrayList<>();
    /** How often a waiter timed out that had so many tickets before its own. */
    private final int[] timeOuts = new int[VCPUS];

    private int taken;
    private int overtakenByNumber;

    /** Sections are longer than anybody's patience, and every waiter has timed out when the lock is given up. */
    @BeforeEach
    void runPreemptableLocks() {
        Scenario s = Profiles.scenario("src/test/resources/testbed/four-and-a-lock.yaml")
                .with("few-pages-with-locks.operations.probability", 0)
                .with("few-pages-with-locks.blocking.probability", 0)
                .with("few-pages-with-locks.locks.probability", 1)
                .with("machine.background[0].interval.mean", 1e9)
                .with("machine.background[1].interval.mean", 1e9);
        Testbed testbed = new Testbed(s, SystemName.parse("baseline+pmt"), Set.of(), 1);
        testbed.watchLocks(lock -> look(lock.state(), testbed.now()));
        testbed.advance(200 * MS);
        assertTrue(taken > 1_000, taken + " sections");
    }

    private void look(LockState s, long now) {
        for (int v = 0; v < VCPUS; v++) {
            if (!hasTicket[v] && s.pc(v) != LockState.IDLE) {
                waiting.add(v);
                since[v] = now;
                ahead[v] = countAhead(s, v);
            }
            if (!timedOut[v] && s.has(s.timedOut(), v)) {
                timeOuts[ahead[v]]++;
                assertEquals(256 * ahead[v] * PAUSE, now - since[v], "the patience of vCPU " + v);
            }
            if (!holds[v] && s.pc(v) == LockState.HOLDING) {
                taken++;
                overtakenByNumber += waiting.stream().anyMatch(other -> other < waiting.get(0)) ? 1 : 0;
                assertEquals(waiting.remove(0), v, "the longest wait ends first");
            }
            hasTicket[v] = s.pc(v) != LockState.IDLE;
            holds[v] = s.pc(v) == LockState.HOLDING;
            timedOut[v] = s.has(s.timedOut(), v);
        }
    }

    private static int countAhead(LockState s, int v) {
        int n = 0;
        for (int u = 0; u < VCPUS; u++) {
            n += s.has(s.front(v), u) ? 1 : 0;
        }
        return n;
    }

    /** The distance shifted left by 8, in turns of the loop (pmtlock patches, version 3). */
    @Test
    void shouldBePatientInProportionToTheDistance() {
        for (int k = 1; k < VCPUS; k++) {
            assertTrue(timeOuts[k] > 20, timeOuts[k] + " waiters with " + k + " before them timed out");
        }
    }

    /** All that wait may take it; the one with the earliest ticket sees it first, whatever its number. */
    @Test
    void shouldHandOverToTheEarliestTicket() {
        assertTrue(overtakenByNumber > 100, overtakenByNumber + " times the first in line had not the lowest number");
    }
}
