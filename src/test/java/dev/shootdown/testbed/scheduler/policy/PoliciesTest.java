package dev.shootdown.testbed.scheduler.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import dev.shootdown.testbed.scheduler.Affinity;
import dev.shootdown.testbed.scheduler.Cfs;
import dev.shootdown.testbed.scheduler.CfsParameters;
import dev.shootdown.testbed.scheduler.Siblings;
import dev.shootdown.testbed.scheduler.Topology;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who runs next, who stops, who goes first. One cycle is one microsecond. */
class PoliciesTest {
    private static final long MS = 1_000;
    private static final CfsParameters PARAMETERS = CfsParameters.kernelDefaults(12, 1, 1000);
    private static final CoschedulingTuning TUNING =
            new CoschedulingTuning(12 * MS, MS, 3 * MS, 1_500, 420, 100 * MS, 500);

    /** VMs on pCPUs 0 to n-1 of as many cores, under a policy; everything happens when it is due. */
    private static final class Host {
        final Vms vms;
        final Policy policy;
        final Cfs cfs;
        final int pcpus;
        long now;

        Host(int pcpus, Vms vms, Policy policy) {
            this(pcpus, vms, policy, anywhere(pcpus, vms.vcpus()));
        }

        private static Affinity[] anywhere(int pcpus, int threads) {
            Affinity[] allowed = new Affinity[threads];
            Arrays.fill(allowed, Affinity.range(0, pcpus - 1));
            return allowed;
        }

        Host(int pcpus, Vms vms, Policy policy, Affinity[] allowed) {
            this.pcpus = pcpus;
            this.vms = vms;
            this.policy = policy;
            int[] groups = vms.groupOf(vms.vcpus());
            Siblings siblings =
                    switch (policy.siblings()) {
                        case NO -> Siblings.together();
                        case YES -> Siblings.apart(groups, pcpus);
                        case UNLESS_CROWDED -> Siblings.apartUnlessCrowded(groups, pcpus);
                    };
            cfs = new Cfs(PARAMETERS, new Topology(1, pcpus, 1), policy.place(allowed), siblings);
            policy.control(cfs);
        }

        /** The VM's vCPUs start, the k-th on the k-th pCPU. */
        void start(int vm) {
            for (int k = 0; k < vms.size(vm); k++) {
                int t = vms.first(vm) + k;
                cfs.start(t, cfs.nearest(t, k % pcpus), now);
            }
            schedule();
        }

        void schedule() {
            for (int p = 0; p < pcpus; p++) {
                if (cfs.needsResched(p)) {
                    cfs.schedule(p, now);
                }
            }
        }

        /** Time passes in steps of 100 us: ticks, balancing and the policy at their times. */
        void run(long until) {
            long[] tick = new long[pcpus];
            while (now < until) {
                for (int p = 0; p < pcpus; p++) {
                    tick[p] = cfs.nextTick(p, now);
                }
                long balance = cfs.nextBalance(now);
                now += 100;
                for (int p = 0; p < pcpus; p++) {
                    if (tick[p] <= now) {
                        cfs.tick(p, now);
                    }
                }
                if (balance <= now) {
                    cfs.balance(now);
                }
                if (policy.next() <= now) {
                    policy.act(now);
                }
                schedule();
            }
        }

        boolean runs(int t) {
            return cfs.running(cfs.pcpuOf(t)) == t;
        }

        long running(int vm) {
            return IntStream.range(vms.first(vm), vms.first(vm) + vms.size(vm))
                    .filter(this::runs)
                    .count();
        }
    }

    private static Vms vms(int pcpus, Integer... sizes) {
        List<Integer> all = IntStream.range(0, pcpus).boxed().toList();
        return new Vms(List.of(sizes), List.of(sizes).stream().map(size -> all).toList());
    }

    // --- strict co-scheduling

    @Test
    void shouldRunAllVcpusOfAVmOrNone() {
        Vms vms = vms(4, 4, 4);
        Host host = new Host(4, vms, new StrictCoscheduling(vms, TUNING));
        host.start(0);
        host.start(1);
        int turns = 0;
        long before = -1;
        for (int k = 0; k < 1_000; k++) {
            host.run(host.now + 100);
            long first = host.running(0);
            long second = host.running(1);
            assertTrue(first == 4 && second == 0 || first == 0 && second == 4, first + " and " + second);
            turns += before == -1 || before == first ? 0 : 1;
            before = first;
        }
        assertTrue(turns >= 7, turns + " turns in 100 ms of slots of 12 ms");
    }

    @Test
    void shouldLeaveThePcpuOfAHaltedVcpuIdleInItsSlot() {
        Vms vms = vms(2, 2, 2);
        Host host = new Host(2, vms, new StrictCoscheduling(vms, TUNING));
        host.start(0);
        host.start(1);
        host.run(MS);
        int vm = host.running(0) == 2 ? 0 : 1;
        int t = vms.first(vm);
        int p = host.cfs.pcpuOf(t);
        host.cfs.block(p, host.now);
        host.schedule();
        assertEquals(Cfs.NOBODY, host.cfs.running(p));
        assertEquals(1, host.running(vm));
    }

    @Test
    void shouldPassOverAVmThatSleeps() {
        Vms vms = vms(2, 2, 2);
        Host host = new Host(2, vms, new StrictCoscheduling(vms, TUNING));
        host.start(0);
        host.run(30 * MS);
        for (int k = 0; k < 50; k++) {
            host.run(host.now + MS);
            assertEquals(2, host.running(0));
        }
    }

    @Test
    void shouldPutSmallVmsIntoOneSlot() {
        Vms vms = vms(4, 2, 3, 2);
        StrictCoscheduling policy = new StrictCoscheduling(vms, TUNING);
        int[] home = policy.homes();
        assertEquals(List.of(0, 1, 0, 1, 2, 2, 3), IntStream.of(home).boxed().toList());
    }

    @Test
    void shouldRefuseAVmThatDoesNotFit() {
        Vms vms = vms(2, 1, 3);
        BadInput complaint = assertThrows(BadInput.class, () -> new StrictCoscheduling(vms, TUNING));
        assertTrue(complaint.getMessage().contains("VM number 2 has 3 vCPUs on 2 pCPUs"), complaint.getMessage());
    }

    // --- relaxed co-scheduling

    /** Two vCPUs of VM 0; its second one shares pCPU 1 with the one of VM 1 and gets half of it. */
    @Test
    void shouldStopAVcpuThatIsTooFarAheadUntilItsSiblingHasCaughtUp() {
        Vms vms = new Vms(List.of(2, 1), List.of(List.of(0, 1), List.of(1)));
        RelaxedCoscheduling policy = new RelaxedCoscheduling(vms, TUNING);
        Affinity[] pinned = {Affinity.range(0, 0), Affinity.range(1, 1), Affinity.range(1, 1)};
        Host host = new Host(2, vms, policy, pinned);
        host.start(1);
        host.cfs.start(0, 0, 0);
        host.cfs.start(1, 1, 0);
        host.schedule();
        long stopped = 0;
        for (int k = 0; k < 2_000; k++) {
            host.run(host.now + 100);
            assertTrue(policy.lead(0) <= 3 * MS + MS, "the lead is " + policy.lead(0));
            stopped += host.cfs.isParked(0) ? 1 : 0;
            assertFalse(host.cfs.isParked(1), "the slowest never stops");
            assertFalse(host.cfs.isParked(2), "an only child never stops");
        }
        assertTrue(stopped > 500, "stopped for " + stopped + " of 2,000 looks");
    }

    /** The same VMs: vCPU 0 stops above 3 ms and goes on at 1.5 ms or less, a check later at most. */
    @Test
    void shouldResumeAStoppedVcpuOnlyWhenItIsHardlyAhead() {
        Vms vms = new Vms(List.of(2, 1), List.of(List.of(0, 1), List.of(1)));
        RelaxedCoscheduling policy = new RelaxedCoscheduling(vms, TUNING);
        Affinity[] pinned = {Affinity.range(0, 0), Affinity.range(1, 1), Affinity.range(1, 1)};
        Host host = new Host(2, vms, policy, pinned);
        host.start(1);
        host.cfs.start(0, 0, 0);
        host.cfs.start(1, 1, 0);
        host.schedule();
        int resumed = 0;
        int between = 0;
        boolean before = false;
        for (int k = 0; k < 2_000; k++) {
            host.run(host.now + 100);
            boolean parked = host.cfs.isParked(0);
            if (before && !parked) {
                assertTrue(policy.lead(0) <= 1_500, "goes on with a lead of " + policy.lead(0));
                resumed++;
            }
            between += parked && policy.lead(0) > 1_500 && policy.lead(0) <= 3 * MS ? 1 : 0;
            before = parked;
        }
        assertTrue(resumed >= 5, resumed + " times it went on");
        assertTrue(between >= 50, between + " looks at a stopped vCPU below the limit");
    }

    @Test
    void shouldStartALaggardThatWaitsOnAnIdlePcpuAtTheNextCheck() {
        Vms vms = vms(3, 2);
        RelaxedCoscheduling policy = new RelaxedCoscheduling(vms, TUNING);
        Host host = new Host(3, vms, policy);
        host.cfs.start(0, 0, 0);
        host.cfs.start(1, 0, 0);
        host.schedule();
        assertFalse(host.runs(1), "stacked on its sibling");
        policy.act(MS);
        host.now = MS;
        host.schedule();
        assertTrue(host.runs(0));
        assertTrue(host.runs(1));
        assertEquals(1, host.cfs.pcpuOf(1), "the first idle pCPU");
    }

    @Test
    void shouldNotHoldAVcpuBackBecauseASiblingSleeps() {
        Vms vms = vms(2, 2);
        RelaxedCoscheduling policy = new RelaxedCoscheduling(vms, TUNING);
        Host host = new Host(2, vms, policy);
        host.start(0);
        host.cfs.block(1, 0);
        host.schedule();
        for (int k = 0; k < 50; k++) {
            host.run(host.now + MS);
            assertTrue(host.runs(0));
        }
        host.cfs.wake(1, 1, host.now);
        host.schedule();
        for (int k = 0; k < 50; k++) {
            host.run(host.now + MS);
            assertEquals(2, host.running(0));
        }
    }

    // --- adaptive co-scheduling

    @Test
    void shouldCoscheduleOnlyAVmWithLongWaits() {
        Vms vms = vms(4, 4, 4);
        AdaptiveCoscheduling policy = new AdaptiveCoscheduling(vms, TUNING);
        Host host = new Host(4, vms, policy);
        host.start(0);
        host.start(1);
        host.run(10 * MS);
        policy.waited(0, 420, host.now);
        assertFalse(policy.isCoscheduled(0, host.now));
        assertEquals(Long.MAX_VALUE, policy.next());
        policy.waited(1, 421, host.now);
        assertTrue(policy.isCoscheduled(1, host.now));
        assertFalse(policy.isCoscheduled(0, host.now));
        host.run(host.now + 200);
        assertEquals(4, host.running(1));
        assertEquals(0, host.running(0));
        host.run(host.now + 11 * MS);
        assertEquals(4, host.running(1), "for its whole slice");
        host.run(host.now + 200 * MS);
        assertFalse(policy.isCoscheduled(1, host.now));
        assertEquals(Long.MAX_VALUE, policy.next());
    }

    @Test
    void shouldShareFairlyEvenWhenCoscheduling() {
        Vms vms = vms(4, 4, 4);
        AdaptiveCoscheduling policy = new AdaptiveCoscheduling(vms, TUNING);
        Host host = new Host(4, vms, policy);
        host.start(0);
        host.start(1);
        long first = 0;
        for (int k = 0; k < 2_000; k++) {
            policy.waited(0, 1_000, host.now);
            host.run(host.now + MS);
            first += host.running(0);
        }
        assertEquals(0.5, first / (2_000.0 * 4), 0.05);
    }

    @Test
    void shouldGatherAGangOnceInTwoSlices() {
        Vms vms = vms(4, 4, 4);
        AdaptiveCoscheduling policy = new AdaptiveCoscheduling(vms, TUNING);
        Host host = new Host(4, vms, policy);
        host.start(0);
        host.start(1);
        host.run(10 * MS);
        policy.waited(0, 1_000, host.now);
        long due = policy.next();
        assertEquals(10 * MS, due, "at once");
        for (int round = 0; round < 4; round++) {
            host.run(due + 100);
            assertEquals(due + 24 * MS, policy.next(), "a slice for the gang, one for the others");
            due = policy.next();
        }
    }

    @Test
    void shouldLetTwoGangsTakeTurns() {
        Vms vms = vms(4, 4, 4);
        AdaptiveCoscheduling policy = new AdaptiveCoscheduling(vms, TUNING);
        Host host = new Host(4, vms, policy);
        host.start(0);
        host.start(1);
        host.run(10 * MS);
        for (int turn = 0; turn < 8; turn++) {
            policy.waited(0, 1_000, host.now);
            policy.waited(1, 1_000, host.now);
            host.run(policy.next() + 200);
            assertEquals(4, host.running(turn % 2), "turn " + turn);
        }
    }

    // --- balance scheduling

    @Test
    void shouldNeverPutTwoSiblingsOnOneRunQueue() {
        Vms vms = vms(3, 3, 3);
        Host host = new Host(3, vms, new BalanceScheduling());
        host.start(0);
        host.start(1);
        int blocked = 0;
        for (int k = 0; k < 3_000; k++) {
            int p = k % 3;
            if (k % 7 == 0 && host.cfs.running(p) != Cfs.NOBODY) {
                host.cfs.block(p, host.now);
                blocked++;
            }
            int t = k % 6;
            if (k % 5 == 0 && !host.cfs.isRunnable(t)) {
                host.cfs.wake(t, (k / 5) % 3, host.now);
            }
            host.schedule();
            for (int vm = 0; vm < 2; vm++) {
                long queues = IntStream.range(vms.first(vm), vms.first(vm) + 3)
                        .filter(host.cfs::isRunnable)
                        .map(host.cfs::pcpuOf)
                        .distinct()
                        .count();
                long runnable = IntStream.range(vms.first(vm), vms.first(vm) + 3)
                        .filter(host.cfs::isRunnable)
                        .count();
                assertEquals(runnable, queues);
            }
            host.run(host.now + 300);
        }
        assertTrue(blocked > 300);
    }

    // --- demand-based scheduling

    @Test
    void shouldLetAVcpuWithAnUrgentInterruptGoFirstForAShortSlice() {
        Vms vms = vms(1, 1, 1);
        Host host = new Host(1, vms, new DemandScheduling(TUNING));
        host.start(0);
        host.start(1);
        host.run(2 * MS);
        assertTrue(host.runs(0));
        host.policy.interrupted(1, host.now);
        host.schedule();
        assertTrue(host.runs(1));
        assertEquals(host.now + 500, host.cfs.nextTick(0, host.now));
        host.policy.interrupted(0, host.now);
        host.schedule();
        assertTrue(host.runs(1), "nobody takes the pCPU from an urgent vCPU");
        host.run(host.now + 600);
        assertTrue(host.runs(0), "then it is the other urgent one's turn");
    }

    @Test
    void shouldStackSiblingsOnlyWhereTheOtherQueuesAreLonger() {
        Vms vms = vms(2, 2, 3);
        Host host = new Host(2, vms, new DemandScheduling(TUNING));
        host.cfs.start(2, 1, 0);
        host.cfs.start(3, 1, 0);
        host.cfs.start(4, 1, 0);
        host.cfs.start(0, 0, 0);
        assertEquals(0, host.cfs.wake(1, 0, 0), "the queue without a sibling has three threads");

        Host empty = new Host(2, vms, new DemandScheduling(TUNING));
        empty.cfs.start(2, 1, 0);
        empty.cfs.start(0, 0, 0);
        assertEquals(1, empty.cfs.wake(1, 0, 0), "the queue without a sibling has one thread");
    }
}
