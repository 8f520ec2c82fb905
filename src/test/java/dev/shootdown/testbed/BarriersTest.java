package dev.shootdown.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Workload;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BarriersTest {
    private static final long MS = 2_500_000;
    private final Rng[] rng = {Rng.of(1), Rng.of(2), Rng.of(3)};
    private final Barriers barriers = of(20);

    /** Three threads of one process that meet every 5 ms, more or less, and compute for so many ms. */
    private Barriers of(int workMs) {
        Workload workload = Profiles.workload("lightweight-kernel", 2.5e9).with("work", workMs / 1000.0);
        Workload[] each = new Workload[3];
        Arrays.fill(each, workload);
        return new Barriers(each, new int[3], rng, 1);
    }

    private void computeToBarrier(int t) {
        while (!barriers.isAtBarrier(t)) {
            barriers.burst(t, MS);
        }
    }

    @Test
    void cutsABurstAtTheBarrier() {
        long computed = 0;
        while (!barriers.isAtBarrier(0)) {
            computed += barriers.burst(0, 2 * MS);
        }
        assertTrue(computed > 3 * MS && computed < 8 * MS, computed + " cycles to a barrier after 5 ms or so");
        assertTrue(computed % (2 * MS) != 0, "the last burst is a shorter one");
    }

    @Test
    void lastToArriveLetsAllGo() {
        for (int t = 0; t < 3; t++) {
            computeToBarrier(t);
        }
        assertFalse(barriers.arrive(1, rng[1]));
        assertFalse(barriers.arrive(2, rng[2]));
        assertTrue(barriers.arrive(0, rng[0]));
        assertEquals(1, barriers.leaves(0));
        assertEquals(2, barriers.leaves(0));
        assertEquals(Sim.NONE, barriers.leaves(0));
        assertFalse(barriers.isAtBarrier(0), "each is on its way to the next one");
    }

    @Test
    void nobodyWaitsForAThreadThatHasEnded() {
        computeToBarrier(0);
        computeToBarrier(1);
        assertFalse(barriers.arrive(0, rng[0]));
        assertFalse(barriers.end(2), "1 is missing yet");
        assertTrue(barriers.arrive(1, rng[1]));
        assertEquals(0, barriers.leaves(0));
    }

    @Test
    void anEndMayBeWhatTheOthersWaitFor() {
        computeToBarrier(0);
        computeToBarrier(1);
        barriers.arrive(0, rng[0]);
        barriers.arrive(1, rng[1]);
        assertTrue(barriers.end(2));
        assertFalse(barriers.allEnded(0));
    }

    @Test
    void endsAfterExactlyItsWork() {
        long computed = 0;
        while (!barriers.hasDoneItsWork(1)) {
            computed += barriers.burst(1, MS);
            if (barriers.isAtBarrier(1)) {
                barriers.arrive(1, rng[1]);
                barriers.leaves(0);
            }
        }
        assertEquals(20 * MS, computed);
    }
}
