package dev.shootdown.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shootdown.testbed.profile.SpinCosts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PauseLoopTest {
    private static SpinCosts costs(long pause, int grow) {
        return new SpinCosts(30, 150, pause, 32_768, 128, 4096, grow, 1500);
    }

    private final PauseLoop loop = new PauseLoop(true, costs(15, 2), 1, 4);

    /** A host where every vCPU is preempted and a yield has this outcome. */
    private static final class Recorder implements PauseLoop.Host {
        private final List<Integer> asked = new ArrayList<>();
        private final int outcome;

        Recorder(int outcome) {
            this.outcome = outcome;
        }

        @Override
        public boolean isPreempted(int v) {
            return true;
        }

        @Override
        public int yieldTo(int v) {
            asked.add(v);
            return outcome;
        }
    }

    @Test
    void doublesTheWindowAtEachExitUntilTheVcpuIsScheduledIn() {
        assertEquals(4096, loop.window(1));
        loop.exited(1);
        loop.exited(1);
        assertEquals(16_384, loop.window(1));
        assertEquals(4096, loop.window(0));
        loop.scheduledIn(1);
        assertEquals(4096, loop.window(1));
    }

    @Test
    void neverOverflows() {
        for (int k = 0; k < 200; k++) {
            loop.exited(0);
        }
        assertEquals(1L << 61, Long.highestOneBit(loop.window(0)));
    }

    @Test
    void noticesNothingWhenItIsOffOrPausesAreTooFarApart() {
        assertEquals(Long.MAX_VALUE, new PauseLoop(false, null, 1, 4).window(0));
        assertEquals(Long.MAX_VALUE, new PauseLoop(true, costs(145, 2), 1, 4).window(0));
    }

    @Test
    void goesRoundFromBehindTheOneBoostedLast() {
        Recorder host = new Recorder(1);
        assertEquals(1, loop.choose(3, 0, 0, 4, host));
        loop.yieldEnds(3);
        assertEquals(2, loop.choose(3, 0, 0, 4, host));
        loop.yieldEnds(3);
        assertEquals(0, loop.choose(3, 0, 0, 4, host), "3 is itself, and after it comes 0");
    }

    @Test
    void givesUpAfterThreeYieldsThatHelpNobody() {
        PauseLoop many = new PauseLoop(true, costs(15, 2), 1, 12);
        Recorder host = new Recorder(-1);
        assertEquals(Sim.NONE, many.choose(0, 0, 0, 12, host));
        assertEquals(List.of(1, 2, 3), host.asked);
    }

    @Test
    void goesOnWhenSomebodyWasNotWaiting() {
        Recorder host = new Recorder(0);
        assertEquals(Sim.NONE, loop.choose(2, 0, 0, 4, host));
        assertEquals(List.of(1, 3, 0), host.asked);
    }

    @Test
    void passesOverAVcpuThatYieldsItselfEveryOtherTime() {
        Recorder nobody = new Recorder(0);
        loop.choose(1, 0, 0, 4, nobody); // 1 is in a yield from now on
        Recorder host = new Recorder(0);
        loop.choose(0, 0, 0, 4, host);
        loop.choose(0, 0, 0, 4, host);
        loop.choose(0, 0, 0, 4, host);
        assertEquals(2, host.asked.stream().filter(v -> v == 1).count() + 1, "one of three");
        loop.yieldEnds(1);
        loop.choose(0, 0, 0, 4, host);
        assertEquals(2, host.asked.stream().filter(v -> v == 1).count());
    }
}
