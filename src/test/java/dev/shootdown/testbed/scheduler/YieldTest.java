package dev.shootdown.testbed.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Directed yields (yield_to, pick_next_entity with its next and skip buddies). One cycle is one microsecond. */
class YieldTest {
    private static final long MS = 1_000;
    private static final CfsParameters PARAMETERS = CfsParameters.kernelDefaults(12, 1, 1000);

    private static Cfs cfs(int pcpus, int threads) {
        Topology topology = new Topology(1, pcpus, 1);
        Affinity[] allowed = new Affinity[threads];
        Arrays.fill(allowed, Affinity.range(0, pcpus - 1));
        return new Cfs(PARAMETERS, topology, allowed);
    }

    /** Run times in ms: on pCPU 0 runs thread 0 at 24, 1 waits at 36 and 2 at 32; on pCPU 1 runs 3 at 24, and 4 waits at 36. */
    private static Cfs busy() {
        Cfs cfs = cfs(2, 5);
        for (int t = 0; t < 5; t++) {
            cfs.start(t, t < 3 ? 0 : 1, 0);
        }
        cfs.schedule(0, 0);
        cfs.schedule(1, 0);
        assertEquals(0, cfs.running(0));
        assertEquals(3, cfs.running(1));
        return cfs;
    }

    @Test
    void letsTheTargetRunNextOnItsOwnPcpu() {
        Cfs cfs = busy();
        assertEquals(1, cfs.yieldTo(0, 4, 10 * MS));
        assertTrue(cfs.needsResched(0));
        assertTrue(cfs.needsResched(1));
        assertEquals(4, cfs.schedule(1, 10 * MS), "though 3, at 34, is before 4, at 36");
    }

    @Test
    void skipsWhoYieldsEvenIfItIsItsTurn() {
        Cfs cfs = busy();
        cfs.yieldTo(0, 4, 7 * MS);
        assertEquals(2, cfs.schedule(0, 7 * MS), "0, at 31, is before 2, at 32");
        cfs = busy();
        assertEquals(0, cfs.schedule(0, 7 * MS));
    }

    @Test
    void choosesTheTargetAheadOfOthersThatWait() {
        Cfs cfs = busy();
        assertEquals(1, cfs.yieldTo(0, 1, 10 * MS));
        assertEquals(1, cfs.schedule(0, 10 * MS), "1, at 36, though 2 is at 32");
        cfs = busy();
        assertEquals(2, cfs.schedule(0, 10 * MS));
    }

    /** The target is more than the wake-up granularity of 4 ms ahead: it stays where it is. */
    @Test
    void isNotTooUnfair() {
        Cfs cfs = cfs(1, 2);
        cfs.start(0, 0, 0);
        cfs.schedule(0, 0);
        cfs.start(1, 0, 0); // a slice of 12 ms behind
        assertEquals(1, cfs.yieldTo(0, 1, MS));
        assertEquals(0, cfs.schedule(0, MS));
    }

    @Test
    void saysWhenItHelpsNobody() {
        Cfs cfs = cfs(2, 2);
        cfs.start(0, 0, 0);
        cfs.start(1, 1, 0);
        cfs.schedule(0, 0);
        cfs.schedule(1, 0);
        assertEquals(-1, cfs.yieldTo(0, 1, MS), "each has its pCPU for itself");
        assertFalse(cfs.needsResched(1));
        assertEquals(0, busy().yieldTo(0, 3, MS), "3 runs already");
    }

    @Test
    void forgetsATargetThatWentAway() {
        Cfs cfs = busy();
        cfs.yieldTo(1, 2, 7 * MS);
        assertEquals(2, cfs.schedule(0, 7 * MS));
        cfs.yieldTo(1, 0, 8 * MS);
        cfs.yieldTo(1, 2, 8 * MS);
        cfs.block(0, 9 * MS);
        assertEquals(0, cfs.schedule(0, 9 * MS), "2 sleeps");
    }
}
