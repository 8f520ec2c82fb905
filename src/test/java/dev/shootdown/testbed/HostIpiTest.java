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
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What Shoot4U's host IPIs do to the vCPUs that are not their targets. */
class HostIpiTest {
    /** Costs of {@code round-numbers.yaml}: exit and entry, its handling, the interrupt, INVVPID and INVEPT. */
    private static final long INTERRUPTION = 2003 + 3001 + 5003 + 21_011 + 9001 + 10_007;

    private static Testbed testbed(String scenario, long seed) {
        return new Testbed(
                Profiles.scenario("src/test/resources/testbed/" + scenario), Schemes.named("shoot4u"), Set.of(), seed);
    }

    /** Advances until a vCPU is in guest mode. */
    private static void awaitGuest(Testbed testbed, int v) {
        long end = testbed.now() + 1_000_000_000;
        while (testbed.machine().state.get(v, State.MODE) != State.GUEST) {
            testbed.advance(testbed.now() + 100_000);
            assertTrue(testbed.now() < end);
        }
    }

    /** The vCPU, in guest mode, maps the page and has it in the TLB. */
    private static void touch(Testbed testbed, int v, int page) {
        awaitGuest(testbed, v);
        State s = testbed.machine().state;
        testbed.machine().apply(Step.of(Steps.MAP_PAGE, v, page, s.vmOf(v) * s.scope.frames() + page));
        testbed.machine().apply(Step.of(Steps.FILL_TLB, v, page));
        assertNotEquals(State.NO_ENTRY, s.tlb(s.get(v, State.VMCS_CPU), v, page));
    }

    @Test
    void shouldTakeTheEntriesOfSiblingsButNotOfAnotherVm() {
        Testbed testbed = testbed("stacked.yaml", 1);
        testbed.advance(100_000_000);
        State s = testbed.machine().state;
        for (int v = 0; v < s.vcpus(); v++) {
            touch(testbed, v, v);
        }
        awaitGuest(testbed, 0);
        int p = s.get(0, State.VMCS_CPU);
        assertEquals(p, s.get(2, State.VCPU_CPU), "vCPU 2 is a target that ran last on the initiator's pCPU");
        assertEquals(p, s.get(4, State.VCPU_CPU), "and so is a vCPU of another VM");
        assertNotEquals(State.NO_ENTRY, s.tlb(p, 0, 0));
        testbed.operate(0, Operation.MUNMAP, 1);
        testbed.advance(testbed.now() + 5_000_000);
        assertEquals(1, testbed.measurement().shootdowns);
        assertEquals(State.NO_ENTRY, s.tlb(p, 2, 2), "INVVPID of the target");
        assertEquals(State.NO_ENTRY, s.tlb(p, 0, 0), "INVEPT of its VM");
        assertNotEquals(State.NO_ENTRY, s.tlb(p, 4, 4), "another VM has another root");
    }

    @Test
    void shouldCountEachVcpuOfAnotherVmThatTheyInterrupt() {
        int most = 0;
        for (long seed = 1; seed <= 8; seed++) {
            Testbed testbed = testbed("two-quiet-vms.yaml", seed);
            testbed.advance(100_000_000);
            awaitGuest(testbed, 0);
            int strangers = strangersOnTargets(testbed.machine().state);
            testbed.operate(0, Operation.MUNMAP, 1);
            testbed.advance(testbed.now() + 500_000);
            assertEquals(1, testbed.measurement().shootdowns);
            assertEquals(strangers, testbed.measurement().coRunnerInterruptions);
            assertEquals(strangers * INTERRUPTION, testbed.measurement().coRunnerCycles);
            most = Math.max(most, strangers);
        }
        assertTrue(most >= 2, "at least once there were several");
    }

    /** How many of vCPU 0's targets ran last where the other VM is in the guest now. */
    private static int strangersOnTargets(State s) {
        int strangers = 0;
        for (int t = 1; t < 4; t++) {
            int running = s.loadedOn(s.get(t, State.VCPU_CPU));
            strangers += s.vmOf(running) == 1 && s.get(running, State.MODE) == State.GUEST ? 1 : 0;
        }
        return strangers;
    }
}
