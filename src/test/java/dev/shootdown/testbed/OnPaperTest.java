package dev.shootdown.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.State;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.Steps;
import dev.shootdown.machine.scheme.KvmTlb;
import dev.shootdown.testbed.profile.Operation;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Shootdowns of three targets on an idle machine cost exactly the sum of their costs. Four vCPUs compute, each on a core of
 * its own; vCPU 0 unmaps a page. The costs are those of {@code round-numbers.yaml}, named here as there.
 */
class OnPaperTest {
    private static final long CALL_FIXED = 907;
    private static final long CALL_QUEUE = 19;
    private static final long CALL_ACK = 31;
    private static final long INVLPG = 17;
    private static final long CR3_WRITE = 811;
    private static final long FLUSH_HANDLER = 1009;
    private static final long GUEST_INTERRUPT = 18_002;
    private static final long VM_EXIT = 2003;
    private static final long VM_ENTRY = 3001;
    private static final long ICR_WRITE = 25_013;
    private static final long ICR_TARGET = 20_011;
    private static final long HYPERCALL = 4001;
    private static final long EXTERNAL_INTERRUPT_EXIT = 5003;
    private static final long INJECT = 6007;
    private static final long POSTED_DELIVERY = 7001;
    private static final long INVVPID = 9001;
    private static final long INVEPT = 10_007;
    private static final long SHARED_WORD = 23;
    private static final long HOST_IPI_SEND = 13_001;
    private static final long IPI_SAME_SOCKET = 15_013;
    private static final long HOST_CALL_ACK = 37;
    private static final long CALL_LOCAL = 17_011;
    private static final long HOST_INTERRUPT = 21_011;

    /** 100 ms: every vCPU has started and computes. */
    private static final long BEGIN = 100_000_000;

    private static final Scenario SCENARIO = Profiles.scenario("src/test/resources/testbed/four-vcpus.yaml");

    private static Testbed testbed(Scenario scenario, String scheme, String... bugs) {
        Testbed testbed = new Testbed(scenario, Schemes.named(scheme), Set.of(bugs), 1);
        testbed.advance(BEGIN);
        return testbed;
    }

    private static long latency(Testbed testbed, int pages) {
        testbed.operate(0, Operation.MUNMAP, pages);
        testbed.advance(BEGIN + 10_000_000);
        assertEquals(1, testbed.measurement().shootdowns);
        assertEquals(1, testbed.measurement().operations);
        return testbed.measurement().latency.getMaxValue();
    }

    /** HdrHistogram keeps three digits: the exact figure is what the measured one must be equivalent to. */
    private static void assertLatency(long expected, Testbed testbed, int pages) {
        long measured = latency(testbed, pages);
        assertEquals(expected, testbed.measurement().longest);
        assertEquals(testbed.measurement().latency.highestEquivalentValue(expected), measured);
    }

    /** Until the third IPI has been carried out: requests queued, three exits as a whole, but for the last one's entry. */
    private static final long THREE_IPIS = CALL_FIXED + 3 * CALL_QUEUE + 3 * ICR_WRITE - VM_ENTRY;

    @Test
    void baselineShouldCostThreeExitsAndTheLastTargetsWay() {
        long lastTarget = IPI_SAME_SOCKET
                + VM_EXIT
                + EXTERNAL_INTERRUPT_EXIT
                + HOST_INTERRUPT
                + VM_ENTRY
                + INJECT
                + GUEST_INTERRUPT / 2
                + FLUSH_HANDLER
                + INVLPG
                + CALL_ACK;
        assertLatency(THREE_IPIS + lastTarget, testbed(SCENARIO, "baseline"), 1);
    }

    @Test
    void baselineShouldNeedNoExitOfTheTargetsWithPostedInterrupts() {
        Scenario posted = SCENARIO.with("machine.virtualization.posted_interrupts", 1);
        long lastTarget = IPI_SAME_SOCKET + POSTED_DELIVERY + GUEST_INTERRUPT / 2 + FLUSH_HANDLER + INVLPG + CALL_ACK;
        assertLatency(THREE_IPIS + lastTarget, testbed(posted, "baseline"), 1);
    }

    @Test
    void baselineShouldFlushEverythingAboveTheCeiling() {
        Scenario posted = SCENARIO.with("machine.virtualization.posted_interrupts", 1);
        long lastTarget =
                IPI_SAME_SOCKET + POSTED_DELIVERY + GUEST_INTERRUPT / 2 + FLUSH_HANDLER + CR3_WRITE + CALL_ACK;
        assertLatency(THREE_IPIS + lastTarget, testbed(posted, "baseline"), 34);
    }

    @Test
    void baselineShouldSendAllIpisInOneExitInClusterMode() {
        Scenario cluster = SCENARIO.with("machine.virtualization.posted_interrupts", 1)
                .with("machine.virtualization.ipi_targets_per_exit", 16);
        long ipis = CALL_FIXED + 3 * CALL_QUEUE + ICR_WRITE + 2 * ICR_TARGET - VM_ENTRY;
        long target = IPI_SAME_SOCKET + POSTED_DELIVERY + GUEST_INTERRUPT / 2 + FLUSH_HANDLER + INVLPG + CALL_ACK;
        assertLatency(ipis + target, testbed(cluster, "baseline"), 1);
    }

    @Test
    void kvmTlbShouldCostThreeReadsMoreWhenAllTargetsAreInTheGuest() {
        Scenario posted = SCENARIO.with("machine.virtualization.posted_interrupts", 1);
        long lastTarget = IPI_SAME_SOCKET + POSTED_DELIVERY + GUEST_INTERRUPT / 2 + FLUSH_HANDLER + INVLPG + CALL_ACK;
        // The caller's three exits say that it is out, its two entries between them that it is in the guest again.
        long ownWord = (3 + 2) * SHARED_WORD;
        assertLatency(3 * CALL_ACK + THREE_IPIS + ownWord + lastTarget, testbed(posted, "kvm_tlb"), 1);
    }

    @Test
    void kvmTlbShouldCostThreeFlagsWhenNoTargetIsInTheGuest() {
        Testbed testbed = testbed(SCENARIO, "kvm_tlb");
        leaveGuest(testbed);
        assertLatency(3 * (CALL_ACK + SHARED_WORD), testbed, 1);
    }

    @Test
    void kvmTlbAsPublishedShouldInterruptTheTargetsThatItFlagged() {
        Testbed testbed = testbed(SCENARIO, "kvm_tlb", KvmTlb.CMPXCHG_OLD_VALUE);
        leaveGuest(testbed);
        testbed.operate(0, Operation.MUNMAP, 1);
        testbed.advance(BEGIN + 10_000_000);
        assertEquals(0, testbed.measurement().shootdowns, "the targets never come back to answer");
    }

    @Test
    void pvTlbFlushShouldCostThreeReadsMoreWhenAllTargetsRun() {
        Scenario posted = SCENARIO.with("machine.virtualization.posted_interrupts", 1);
        long lastTarget = IPI_SAME_SOCKET + POSTED_DELIVERY + GUEST_INTERRUPT / 2 + FLUSH_HANDLER + INVLPG + CALL_ACK;
        assertLatency(3 * CALL_ACK + THREE_IPIS + lastTarget, testbed(posted, "pv_tlb_flush"), 1);
    }

    @Test
    void pvTlbFlushShouldCostThreeFlagsWhenAllTargetsArePreempted() {
        Testbed testbed = testbed(SCENARIO, "pv_tlb_flush");
        leaveGuest(testbed);
        for (int v = 1; v < 4; v++) {
            testbed.machine().apply(Step.of(Steps.PREEMPT, v));
        }
        assertLatency(3 * (CALL_ACK + SHARED_WORD), testbed, 1);
    }

    /** Takes vCPUs 1 to 3 out of the guest for good: their next event is a thousand seconds away. */
    private static void leaveGuest(Testbed testbed) {
        for (int v = 1; v < 4; v++) {
            testbed.machine().apply(Step.of(Steps.EXIT_GUEST, v));
        }
    }

    @Test
    void shoot4uShouldCostOneHypercallAndOneHostIpiAfterTheOther() {
        long perTarget =
                HOST_IPI_SEND + IPI_SAME_SOCKET + VM_EXIT + EXTERNAL_INTERRUPT_EXIT + INVVPID + INVEPT + HOST_CALL_ACK;
        assertLatency(VM_EXIT + HYPERCALL + 3 * perTarget + VM_ENTRY, testbed(SCENARIO, "shoot4u"), 1);
    }

    @Test
    void shoot4uShouldFlushForAVcpuOfItsOwnPcpuWithoutAnIpi() {
        Testbed testbed = testbed(SCENARIO, "shoot4u");
        State state = testbed.machine().state;
        state.set(3, State.VCPU_CPU, state.get(0, State.VMCS_CPU)); // as if it had run there last
        long perTarget =
                HOST_IPI_SEND + IPI_SAME_SOCKET + VM_EXIT + EXTERNAL_INTERRUPT_EXIT + INVVPID + INVEPT + HOST_CALL_ACK;
        long local = CALL_LOCAL + INVVPID + INVEPT;
        assertLatency(VM_EXIT + HYPERCALL + 2 * perTarget + local + VM_ENTRY, testbed, 1);
    }

    @Test
    void shoot4uShouldCostTheSameForAnyNumberOfPages() {
        Testbed one = testbed(SCENARIO, "shoot4u");
        Testbed many = testbed(SCENARIO, "shoot4u");
        assertEquals(latency(one, 1), latency(many, 40));
    }

    @Test
    void nobodyShouldBeInterruptedWhenTheMaskNamesNobodyElse() {
        Testbed testbed = testbed(SCENARIO, "baseline");
        for (int v = 1; v < 4; v++) {
            testbed.machine().state.remove(testbed.machine().state.cpumask(0), v);
        }
        testbed.operate(0, Operation.MADVISE, 1);
        testbed.advance(BEGIN + 10_000_000);
        assertEquals(0, testbed.measurement().shootdowns);
        assertEquals(1, testbed.measurement().operations);
    }
}
