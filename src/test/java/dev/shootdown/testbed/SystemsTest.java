package dev.shootdown.testbed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.lock.Lock;
import dev.shootdown.machine.lock.LockInvariant;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole runs with spinlocks, under each system. Assertions are on in tests: the guards of all steps are checked, those of the
 * machine and those of the locks.
 */
class SystemsTest {
    private static final long MS = 2_500_000;

    /** Two VMs, a program with many shootdowns and locks that are met often. */
    private static Scenario busy() {
        Scenario s = Profiles.scenario("parsec-2vm")
                .with("parsec-dedup.locks.count", 2)
                .with("parsec-dedup.locks.probability", 0.8)
                .with("parsec-dedup.locks.hold.mean", 4);
        return s.lasting(0, 200 * MS);
    }

    private static Result run(Scenario scenario, String system, long seed) {
        return new Testbed(scenario, SystemName.parse(system), Set.of(), seed).run();
    }

    private static void requireInvariants(Lock lock) {
        for (LockInvariant invariant : lock.invariants()) {
            assertEquals("", invariant.explain(lock), invariant.label());
        }
    }

    /** What is safe does not depend on any of these: neither what TLBs hold nor who has a lock. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "baseline",
                "baseline+ple",
                "baseline+pmt",
                "kvm_tlb+pmt-v1",
                "kvm_tlb+pvlock+ple",
                "shoot4u+pvlock",
                "shoot4u+pmt+ple",
                "pv_tlb_flush+pmt"
            })
    void keepsEveryInvariantOnTheWay(String system) {
        Testbed testbed = new Testbed(busy(), SystemName.parse(system), Set.of(), 3);
        long[] steps = {0};
        testbed.watchLocks(lock -> {
            if (steps[0]++ % 211 == 0) {
                requireInvariants(lock);
            }
        });
        long[] machineSteps = {0};
        testbed.watch(step -> {
            if (machineSteps[0]++ % 30_011 == 0) {
                assertNull(Invariant.firstBroken(testbed.machine()), () -> "at " + testbed.now());
            }
        });
        testbed.advance(200 * MS);
        assertTrue(testbed.measurement().shootdowns > 20);
        assertTrue(testbed.measurement().contendedLocks > 20, testbed.measurement().contendedLocks + " waited");
        assertTrue(steps[0] > 1000);
    }

    /** All vCPUs' time is spent on something, and on one thing at a time. */
    @ParameterizedTest
    @ValueSource(strings = {"baseline+ple", "shoot4u+pvlock"})
    void accountsForAllTime(String system) {
        Result result = run(busy(), system, 1);
        long sum = 0;
        for (long cycles : result.guest().cycles()) {
            assertTrue(cycles >= 0);
            sum += cycles;
        }
        assertEquals(12 * result.simulatedCycles(), sum);
    }

    @Test
    void givesTheSameForTheSameSeed() {
        GuestTime first = run(busy(), "shoot4u+pmt+ple", 7).guest();
        GuestTime again = run(busy(), "shoot4u+pmt+ple", 7).guest();
        assertArrayEquals(first.cycles(), again.cycles());
        assertEquals(first.directedYields(), again.directedYields());
        assertTrue(first.directedYields() > 0);
    }

    /** A preempted owner or waiter stalls all behind it for as long as a slice; who may overtake or yield does not wait. */
    @Test
    void losesTheTimeOfAPreemptedOwnerWithTicketsOnly() {
        int spinning = TimeUse.SPINLOCK.ordinal();
        Scenario s = busy().lasting(0, 700 * MS);
        long ticket = run(s, "shoot4u", 1).guest().cycles()[spinning];
        for (String system : new String[] {"shoot4u+pmt", "shoot4u+pvlock"}) {
            long less = run(s, system, 1).guest().cycles()[spinning];
            assertTrue(less < ticket / 2, system + ": " + less + " cycles of spinning, not under half of " + ticket);
        }
    }

    @Test
    void exitsAsTheSystemSays() {
        ExitStatistics plain = run(busy(), "shoot4u", 1).exits();
        assertEquals(0, plain.samples(ExitReason.PAUSE_INSTRUCTION));
        assertTrue(run(busy(), "shoot4u+ple", 1).exits().samples(ExitReason.PAUSE_INSTRUCTION) > 100);
        Scenario crowded = busy().with("parsec-dedup.locks.hold.mean", 100).lasting(0, 200 * MS);
        assertEquals(0, run(crowded, "baseline", 1).exits().samples(ExitReason.VMCALL));
        assertTrue(run(crowded, "baseline+pvlock", 1).exits().samples(ExitReason.VMCALL) > 10, "kicks");
    }

    @Test
    void waitsForShootdownsUnlessTheVmmDoesThem() {
        long[] baseline = run(busy(), "baseline", 1).guest().cycles();
        long[] shoot4u = run(busy(), "shoot4u", 1).guest().cycles();
        assertTrue(baseline[TimeUse.TLB.ordinal()] > 10 * shoot4u[TimeUse.TLB.ordinal()]);
        assertTrue(shoot4u[TimeUse.TLB_EXIT.ordinal()] > shoot4u[TimeUse.TLB.ordinal()]);
    }

    /** Locks, barriers, yields and halts included: under a byte for each of the events. */
    @ParameterizedTest
    @ValueSource(strings = {"shoot4u+pmt+ple", "baseline+pvlock"})
    void allocatesNothingPerEvent(String system) {
        var memory = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        Testbed testbed = new Testbed(busy(), SystemName.parse(system), Set.of(), 1);
        testbed.advance(100 * MS);
        long events = testbed.events();
        long before = memory.getThreadAllocatedBytes(Thread.currentThread().getId());
        testbed.advance(400 * MS);
        long allocated = memory.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertTrue(
                allocated < testbed.events() - events,
                allocated + " bytes in " + (testbed.events() - events) + " events");
    }

    @Test
    void endsWithTheProgram() {
        Scenario s = Profiles.scenario("parsec-1vm").with("parsec-dedup.work", 0.05);
        Result result = run(s, "baseline", 1);
        double seconds = result.guest().runCycles() / 2.5e9;
        assertTrue(seconds > 0.05 && seconds < 0.3, seconds + " s");
        assertTrue(result.simulatedSeconds() < 0.5);
        Result endless = run(s.with("parsec-dedup.work", 0).lasting(0, 100 * MS), "baseline", 1);
        assertEquals(0, endless.guest().runCycles());
        assertEquals(0.1, endless.simulatedSeconds(), 1e-9);
    }

    @Test
    void endsWithBarriers() {
        Scenario s = Profiles.scenario("lightweight-kernel").with("lightweight-kernel.work", 0.05);
        assertTrue(run(s, "baseline", 1).guest().runCycles() > 0.05 * 2.5e9);
    }

    @Test
    void complainsAboutAMachineThatDoesNotSayWhatSpinningCosts() {
        Scenario silent = Profiles.scenario("src/test/resources/testbed/two-quiet-vms.yaml");
        BadInput complaint =
                assertThrows(BadInput.class, () -> Testbed.requireTimes(SystemName.parse("baseline+ple"), silent));
        assertTrue(complaint.getMessage().contains("'spinning'"), complaint.getMessage());
    }
}
