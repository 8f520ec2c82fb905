package dev.shootdown.testbed.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** One cycle is one microsecond here, so that the numbers can be read. */
class CfsTest {
    private static final long MS = 1_000;
    /** A host of 8 or more pCPUs at 1000 Hz: latency 24 ms, minimum granularity 3 ms, wake-up granularity 4 ms. */
    private static final CfsParameters PARAMETERS = CfsParameters.kernelDefaults(12, 1, 1000);

    private static final Topology ONE = new Topology(1, 1, 1);
    private static final Topology FOUR_CORES_OF_TWO = new Topology(1, 4, 2);

    private static Cfs cfs(Topology topology, int threads) {
        Affinity[] allowed = new Affinity[threads];
        Arrays.fill(allowed, Affinity.range(0, topology.pcpus() - 1));
        return new Cfs(PARAMETERS, topology, allowed);
    }

    /** Begins a thread on a pCPU that is asked at once whom it runs. */
    private static void run(Cfs cfs, int thread, int p, long now) {
        cfs.start(thread, p, now);
        cfs.schedule(p, now);
    }

    /** Lets p follow its ticks from {@code now} until another thread runs there, and returns when that was. */
    private static long runUntilSwitch(Cfs cfs, int p, long now) {
        int running = cfs.running(p);
        while (cfs.running(p) == running) {
            now = cfs.nextTick(p, now);
            cfs.tick(p, now);
            if (cfs.needsResched(p)) {
                cfs.schedule(p, now);
            }
        }
        return now;
    }

    @Test
    void shouldScaleTheKernelDefaultsByTheLogarithmOfThePcpus() {
        assertEquals(24 * MS, PARAMETERS.latency());
        assertEquals(3 * MS, PARAMETERS.minGranularity());
        assertEquals(4 * MS, PARAMETERS.wakeupGranularity());
        assertEquals(6 * MS, CfsParameters.kernelDefaults(1, 1, 250).latency());
        assertEquals(12 * MS, PARAMETERS.slice(2));
        assertEquals(3 * MS, PARAMETERS.slice(9));
    }

    /** A slice is over at the first tick at which *more* than 12 ms have been used: switching costs 2 us, so tick 13. */
    @Test
    void shouldAlternateTwoHogsInSlicesOfTwelveMilliseconds() {
        Cfs cfs = cfs(ONE, 2);
        run(cfs, 0, 0, 0);
        cfs.start(1, 0, 0);
        assertEquals(0, cfs.running(0));
        // Thread 1 was placed a slice of 12 ms behind: thread 0 is over its slice at 13 ms and has the larger vruntime.
        long first = runUntilSwitch(cfs, 0, 0);
        assertEquals(13 * MS, first);
        assertEquals(1, cfs.running(0));
        // The lead of thread 1 over thread 0 starts at -1 ms, its own run time is what ends its slice.
        long second = runUntilSwitch(cfs, 0, first);
        assertEquals(26 * MS, second);
        assertEquals(0, cfs.running(0));
        long third = runUntilSwitch(cfs, 0, second);
        assertEquals(39 * MS, third);
    }

    @Test
    void shouldEndASliceThatBeganBetweenTicksAtTheFirstTickAfterTwelveMilliseconds() {
        Cfs cfs = cfs(ONE, 2);
        cfs.start(0, 0, 0);
        cfs.start(1, 0, 0);
        cfs.schedule(0, 300);
        assertEquals(13 * MS, runUntilSwitch(cfs, 0, 300));
    }

    @Test
    void shouldNotTickForALoneThread() {
        Cfs cfs = cfs(ONE, 1);
        run(cfs, 0, 0, 0);
        assertEquals(Long.MAX_VALUE, cfs.nextTick(0, 0));
        assertEquals(Long.MAX_VALUE, cfs.nextBalance(0));
    }

    @Test
    void shouldLetAWokenThreadPreemptWhenItIsBehindByMoreThanTheWakeupGranularity() {
        Cfs cfs = cfs(ONE, 2);
        run(cfs, 0, 0, 0);
        cfs.block(0, 0);
        cfs.schedule(0, 0);
        run(cfs, 1, 0, 0);
        // Thread 0 slept while thread 1 ran 20 ms: it is given half a latency, 12 ms, more than the 4 ms it needs.
        cfs.wake(0, 0, 20 * MS);
        assertTrue(cfs.needsResched(0));
        assertEquals(0, cfs.schedule(0, 20 * MS));
    }

    @Test
    void shouldNotLetAWokenThreadPreemptWhenItIsLessBehind() {
        Cfs cfs = cfs(ONE, 2);
        run(cfs, 0, 0, 0);
        cfs.start(1, 0, 0);
        // Thread 0 runs 13 ms, thread 1 one millisecond from its place at 12 ms; both stand at 13 ms.
        long now = runUntilSwitch(cfs, 0, 0);
        now += MS;
        cfs.block(0, now);
        assertEquals(0, cfs.schedule(0, now));
        // Thread 0 goes on for 4 ms while thread 1 sleeps: it leads by exactly 4 ms, which is not more than 4 ms.
        now += 4 * MS;
        cfs.wake(1, 0, now);
        assertFalse(cfs.needsResched(0));
        assertEquals(0, cfs.running(0));
    }

    @Test
    void shouldNotSetBackAThreadThatHardlySlept() {
        Cfs cfs = cfs(ONE, 2);
        run(cfs, 0, 0, 0);
        cfs.start(1, 0, 0);
        // Thread 0 starts at 24 ms (a slice of its own), thread 1 a slice of 12 ms behind it, at 36 ms.
        long now = 2 * MS;
        cfs.block(0, now);
        assertEquals(1, cfs.schedule(0, now));
        // At 26 ms against a clock of 36 ms less 12 ms of credit: it keeps its 26 ms, and leads by 10 ms of the others.
        cfs.wake(0, 0, now);
        assertTrue(cfs.needsResched(0));
        assertEquals(0, cfs.schedule(0, now));
        assertEquals(15 * MS, runUntilSwitch(cfs, 0, now));
        // It stands at 39 ms now, thread 1 at 36 ms: had it been set back to 24 ms, it would go on.
        assertEquals(1, cfs.running(0));
    }

    @Test
    void shouldWakeOnThePreviousPcpuWhenThatIsIdle() {
        Cfs cfs = cfs(FOUR_CORES_OF_TWO, 2);
        run(cfs, 0, 0, 0);
        run(cfs, 1, 5, 0);
        cfs.block(5, 10);
        cfs.schedule(5, 10);
        assertEquals(5, cfs.wake(1, 0, 20));
        assertTrue(cfs.needsResched(5));
    }

    @Test
    void shouldWakeOnAnIdleCoreWhenThePreviousPcpuIsBusy() {
        Cfs cfs = cfs(FOUR_CORES_OF_TWO, 3);
        run(cfs, 0, 0, 0);
        cfs.block(0, 10);
        cfs.schedule(0, 10);
        run(cfs, 1, 0, 10);
        run(cfs, 2, 2, 10);
        // Cores {0,1} and {2,3} are half busy, {4,5} is the first that is idle altogether.
        assertEquals(4, cfs.wake(0, 2, 20));
    }

    @Test
    void shouldPassOverHalfIdleCoresExceptItsOwn() {
        Cfs cfs = cfs(FOUR_CORES_OF_TWO, 5);
        run(cfs, 4, 6, 0);
        cfs.block(6, 1);
        cfs.schedule(6, 1);
        for (int t = 0; t < 4; t++) {
            run(cfs, t, 2 * t, 1);
        }
        assertEquals(7, cfs.wake(4, 0, 20));
    }

    @Test
    void shouldStackAWokenThreadWhenNoCoreIsIdleThoughSomeThreadsAre() {
        Cfs cfs = cfs(FOUR_CORES_OF_TWO, 6);
        run(cfs, 5, 6, 0);
        cfs.block(6, 1);
        cfs.schedule(6, 1);
        int[] busy = {0, 2, 4, 6, 7};
        for (int t = 0; t < busy.length; t++) {
            run(cfs, t, busy[t], 1);
        }
        assertEquals(6, cfs.wake(5, 0, 20));
        assertEquals(2, cfs.runnable(6));
    }

    @Test
    void shouldPullAThreadThatWaitedElsewhereWhenAPcpuRunsDry() {
        Cfs cfs = cfs(FOUR_CORES_OF_TWO, 3);
        cfs.start(0, 0, 0);
        run(cfs, 1, 0, 0);
        run(cfs, 2, 3, 0);
        cfs.block(3, 2 * MS);
        int waiting = 1 - cfs.running(0);
        assertEquals(waiting, cfs.schedule(3, 2 * MS));
        assertEquals(3, cfs.pcpuOf(waiting));
        assertEquals(1, cfs.runnable(0));
        assertTrue(cfs.hasMoved(3), "pulling is the work of whoever pulls");
        assertEquals(1, cfs.movedBy(3));
        assertEquals(0, cfs.movedBy(3), "reported once");
        assertEquals(0, cfs.movedBy(0));
    }

    @Test
    void shouldNotPullACacheHotThread() {
        Cfs cfs = cfs(FOUR_CORES_OF_TWO, 3);
        cfs.start(0, 0, 0);
        run(cfs, 1, 0, 0);
        run(cfs, 2, 3, 0);
        cfs.block(3, 499);
        assertEquals(Cfs.NOBODY, cfs.schedule(3, 499));
    }

    @Test
    void shouldHealAStackAtATickOfAnIdlePcpu() {
        Cfs cfs = cfs(FOUR_CORES_OF_TWO, 2);
        cfs.start(0, 0, 0);
        run(cfs, 1, 0, 0);
        int waiting = 1 - cfs.running(0);
        assertEquals(MS, cfs.nextBalance(0));
        cfs.balance(MS);
        int p = cfs.pcpuOf(waiting);
        assertEquals(1, p, "the idle thread of the same core comes first");
        assertTrue(cfs.needsResched(p));
        assertEquals(waiting, cfs.schedule(p, MS));
    }

    /** Periods of 4 ms in a socket: pCPU 2 tries at 4, 8, 12 and 16 ms, and the fourth failure in a row is one too many. */
    @Test
    void shouldPushARunningThreadToAnIdleCoreWhenTwoShareOne() {
        Cfs cfs = cfs(FOUR_CORES_OF_TWO, 2);
        for (int t = 0; t < 2; t++) {
            run(cfs, t, t, 0);
        }
        for (long now = MS; now < 16 * MS; now += MS) {
            cfs.balance(now);
            assertFalse(cfs.needsResched(0) || cfs.needsResched(1));
        }
        cfs.balance(16 * MS);
        assertTrue(cfs.needsResched(0));
        assertEquals(Cfs.NOBODY, cfs.schedule(0, 16 * MS));
        assertEquals(2, cfs.pushedTo());
        assertEquals(1, cfs.movedBy(0), "pushing is the work of whoever pushes");
        assertEquals(0, cfs.schedule(2, 16 * MS));
        assertEquals(Long.MAX_VALUE, cfs.nextBalance(16 * MS));
    }

    @Test
    void shouldNotBalanceWhenEveryThreadHasACoreOfItsOwn() {
        Cfs cfs = cfs(FOUR_CORES_OF_TWO, 2);
        for (int t = 0; t < 2; t++) {
            run(cfs, t, 2 * t, 0);
        }
        assertEquals(Long.MAX_VALUE, cfs.nextBalance(0));
    }

    @Test
    void shouldKeepThreadsInsideTheirAffinity() {
        Affinity[] allowed = {Affinity.range(0, 1), Affinity.range(0, 1), Affinity.range(0, 1), Affinity.range(0, 7)};
        Cfs cfs = new Cfs(PARAMETERS, FOUR_CORES_OF_TWO, allowed);
        cfs.start(0, 0, 0);
        cfs.start(1, 0, 0);
        cfs.start(2, 1, 0);
        cfs.schedule(0, 0);
        cfs.schedule(1, 0);
        for (long now = MS; now < 2_000 * MS; now += MS) {
            cfs.balance(now);
        }
        for (int t = 0; t < 3; t++) {
            assertTrue(cfs.pcpuOf(t) <= 1);
        }
    }

    /** Whatever happens: who runs is unique, counts add up, nobody leaves its affinity, and ticks lie ahead. */
    @Property(tries = 300)
    void shouldStayConsistentUnderAnyTape(
            @ForAll @IntRange(min = 1, max = 12) int threads,
            @ForAll @Size(max = 400) List<@IntRange(min = 0, max = 10_000) Integer> tape) {
        Topology topology = new Topology(2, 2, 2);
        Affinity[] allowed = new Affinity[threads];
        for (int t = 0; t < threads; t++) {
            allowed[t] = t % 3 == 0 ? Affinity.range(0, 7) : Affinity.range(0, 3);
        }
        Cfs cfs = new Cfs(PARAMETERS, topology, allowed);
        long now = 0;
        for (int choice : tape) {
            now += choice % 997 * 7;
            int t = choice % threads;
            int p = choice % 8;
            if (cfs.needsResched(p)) {
                cfs.schedule(p, now);
            } else if (!cfs.isRunnable(t)) {
                cfs.wake(t, p, now);
            } else if (cfs.running(p) != Cfs.NOBODY && choice % 5 == 0) {
                cfs.block(p, now);
            } else if (choice % 5 == 1) {
                cfs.balance(now);
            } else if (choice % 5 == 2) {
                askForSomething(cfs, choice / 5 % 4, t, now);
            } else {
                cfs.tick(p, now);
            }
            check(cfs, allowed, now);
        }
    }

    private static void askForSomething(Cfs cfs, int what, int t, long now) {
        switch (what) {
            case 0 -> cfs.park(t, now);
            case 1 -> cfs.unpark(t, now);
            case 2 -> cfs.boost(t, 500, now);
            default -> cfs.startOnIdle(t, now);
        }
    }

    private static void check(Cfs cfs, Affinity[] allowed, long now) {
        int[] runnable = new int[8];
        for (int t = 0; t < allowed.length; t++) {
            if (cfs.isWaiting(t) || cfs.running(cfs.pcpuOf(t)) == t) {
                runnable[cfs.pcpuOf(t)]++;
                assertTrue(allowed[t].allows(cfs.pcpuOf(t)));
            }
        }
        for (int p = 0; p < 8; p++) {
            assertEquals(runnable[p], cfs.runnable(p));
            assertTrue(cfs.running(p) == Cfs.NOBODY || cfs.pcpuOf(cfs.running(p)) == p);
            assertTrue(cfs.nextTick(p, now) > now);
            assertTrue(cfs.running(p) == Cfs.NOBODY || !cfs.isParked(cfs.running(p)) || cfs.needsResched(p));
            assertTrue(cfs.running(p) != Cfs.NOBODY || runnable[p] == 0 || cfs.needsResched(p));
        }
    }
}
