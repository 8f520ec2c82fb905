package dev.shootdown.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.State;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.Steps;
import dev.shootdown.testbed.profile.Operation;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a profile says something costs is charged, and charged once. */
class ChargesTest {
    private static final long SECOND = 1_000_000_000;

    private static Scenario scenario(String name) {
        return Profiles.scenario("src/test/resources/testbed/" + name + ".yaml");
    }

    private static Testbed testbed(Scenario scenario, String scheme) {
        return new Testbed(scenario, Schemes.named(scheme), Set.of(), 1);
    }

    /** When a shootdown of so many pages that are mapped and touched first begins, from the start of the operation. */
    private static long beginOfShootdown(Scenario scenario, int pages) {
        Testbed testbed = testbed(scenario, "shoot4u");
        testbed.advance(SECOND / 10);
        testbed.operate(0, Operation.MUNMAP, pages);
        while (testbed.machine().state.get(0, State.PC) != State.HYPERCALL) {
            testbed.advance(testbed.now() + 1);
        }
        return testbed.now() - SECOND / 10;
    }

    @Test
    void touchingNewPagesShouldCostTheirWalks() {
        Scenario free = scenario("four-vcpus");
        long walks = beginOfShootdown(free.with("machine.tlb.nested_walk", 1000), 7) - beginOfShootdown(free, 7);
        assertEquals(7 * 1000, walks);
    }

    /** Four vCPUs whose threads fault once after each burst of 100 us; ticks take nothing. */
    private static Testbed faulting(long munmap) {
        Testbed testbed = testbed(
                scenario("four-vcpus")
                        .with("quiet.compute_burst.value", 0.0001)
                        .with("quiet.memory.page_fault_probability", 1)
                        .with("machine.guest.minor_fault", 50_000)
                        .with("machine.guest.munmap_fixed", munmap)
                        .with("machine.guest.tick_rate", 1)
                        .with("machine.scheduler.tick_rate", 1),
                "shoot4u");
        testbed.advance(SECOND / 10);
        return testbed;
    }

    @Test
    void aPageFaultShouldCostWhatTheProfileSays() {
        Testbed testbed = faulting(0);
        long before = testbed.measurement().pageFaults;
        testbed.advance(SECOND / 5);
        double faults = testbed.measurement().pageFaults - before;
        assertEquals(1, faults / (4 * (SECOND / 10) / 150_000.0), 0.01);
    }

    @Test
    void pageFaultsShouldWaitForWhoUnmaps() {
        Testbed testbed = faulting(20_000_000);
        while (!testbed.computes(0)) {
            testbed.advance(testbed.now() + 1000);
        }
        testbed.operate(0, Operation.MUNMAP, 1);
        long begin = testbed.now();
        testbed.advance(begin + 1_000_000);
        long before = testbed.measurement().pageFaults;
        testbed.advance(begin + 19_000_000);
        assertEquals(before, testbed.measurement().pageFaults, "mmap_sem is held for writing");
        testbed.advance(begin + 25_000_000);
        assertTrue(testbed.measurement().pageFaults > before + 50, "and given up");
    }

    /** vCPUs 0 and 1 have a page of their own in the TLB when vCPU 0 unmaps a range with one page in it. */
    private static Testbed afterUnmapping(int pages) {
        Testbed testbed = testbed(scenario("four-vcpus").with("quiet.operations.populated_share", 0.03), "baseline");
        testbed.advance(SECOND / 10);
        for (int v = 0; v < 2; v++) {
            testbed.machine().apply(Step.of(Steps.MAP_PAGE, v, v, v));
            testbed.machine().apply(Step.of(Steps.FILL_TLB, v, v));
        }
        testbed.operate(0, Operation.MUNMAP, pages);
        testbed.advance(SECOND / 10 + 10_000_000);
        assertEquals(1, testbed.measurement().shootdowns);
        return testbed;
    }

    @Test
    void theRangeShouldDecideWhetherEverythingIsFlushed() {
        Testbed within = afterUnmapping(33);
        Testbed above = afterUnmapping(34);
        for (int v = 0; v < 2; v++) {
            int p = within.machine().state.get(v, State.VMCS_CPU);
            assertNotEquals(State.NO_ENTRY, within.machine().state.tlb(p, v, v));
            assertEquals(State.NO_ENTRY, above.machine().state.tlb(p, v, v));
        }
        long invlpgs = 33 * 17;
        long cr3Write = 811;
        assertEquals(invlpgs - cr3Write, within.measurement().longest - above.measurement().longest);
    }

    /** A tick takes a quarter of a computing vCPU's time; slices end at ticks, which are simulated, and not charged again. */
    @Test
    void ticksThatEndSlicesShouldBeChargedOnce() {
        long tick = 1_000_000;
        Scenario scenario = scenario("two-on-one")
                .with("machine.scheduler.tick_rate", 250)
                .with("machine.host.tick", tick)
                .with("machine.guest.tick_rate", 1)
                .with("steady.compute_burst.value", 50);
        Testbed testbed = testbed(scenario, "baseline");
        testbed.advance(40 * SECOND);
        long awayPerTick = 2003 + 5003 + 3001 + 21_011 + tick;
        double burst = 50_000_000 * (1 + awayPerTick / 4_000_000.0);
        long operation = 101 + 401 + 607 + 11 + 709 + 17 + 13;
        double expected = testbed.ran(0) / (burst + operation);
        assertEquals(1, testbed.measurement().operations / expected, 0.02);
    }

    private static Scenario polling(Scenario scenario) {
        return scenario.with("machine.virtualization.halt_poll", 6_000_000).with("sleepy.blocking.sleep.value", 1);
    }

    /** The share of a second's samples in which vCPU 0 is on no pCPU. */
    private static double away(Testbed testbed) {
        testbed.advance(SECOND);
        int away = 0;
        for (int k = 1; k <= 10_000; k++) {
            testbed.advance(SECOND + k * (SECOND / 10_000));
            away += testbed.machine().state.get(0, State.MODE) == State.OUT ? 1 : 0;
        }
        return away / 10_000.0;
    }

    @Test
    void aPollingVcpuShouldStayOnItsPcpu() {
        Scenario sleepers = scenario("four-sleepers").with("sleepy.blocking.sleep.value", 1);
        assertEquals(1.0 / 11, away(testbed(sleepers, "baseline")), 0.02, "sleeps a millisecond after ten");
        assertEquals(0, away(testbed(polling(sleepers), "baseline")), "polls for so long");
    }

    @Test
    void aPollingVcpuShouldGiveWayToWhoeverElseWantsThePcpu() {
        Testbed testbed = testbed(polling(scenario("sleepers-and-others")), "baseline");
        testbed.advance(2 * SECOND);
        double others = testbed.ran(4) / (2.0 * SECOND);
        assertTrue(others > 0.48, "gets what a sleeper leaves: " + others);
    }

    @Test
    void pollsShouldGrowAfterShortHaltsAndEndAfterALongOne() {
        HaltPoll poll = new HaltPoll(2, 200_000, 1e9);
        assertEquals(0, poll.window(1));
        poll.wasHalted(1, 50_000);
        assertEquals(10_000, poll.window(1));
        poll.wasHalted(1, 50_000);
        assertEquals(20_000, poll.window(1));
        poll.wasHalted(1, 15_000);
        assertEquals(20_000, poll.window(1), "it was enough");
        for (int k = 0; k < 10; k++) {
            poll.wasHalted(1, 199_999);
        }
        assertEquals(160_000 + 40_000, poll.window(1), "never longer than allowed");
        poll.wasHalted(1, 200_001);
        assertEquals(0, poll.window(1));
        assertEquals(0, poll.window(0));
    }

    @Test
    void nobodyShouldPollWhereThatIsOff() {
        HaltPoll off = new HaltPoll(1, 0, 1e9);
        off.wasHalted(0, 5);
        assertEquals(0, off.window(0));
    }
}
