package dev.shootdown.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import dev.shootdown.testbed.profile.Workload;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the threads of a run do is what the workload's file says: rates per second of computing, within chance. */
class WorkloadRatesTest {
    private static final double HZ = 2.5e9;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "parsec-dedup",
                "parsec-vips",
                "parsec-raytrace",
                "parsec-streamcluster",
                "parsec-swaptions",
                "hackbench"
            })
    void operationsLocksAndPageFaultsComeAtTheirRates(String name) {
        Workload workload = Profiles.workload(name, HZ).with("work", 0.1);
        Scenario scenario = Profiles.scenario("parsec-1vm").running(workload);
        Result result = new Testbed(scenario, SystemName.parse("baseline"), Set.of(), 5).run();
        double threads = 12.0 * workload.threadsPerVcpu();
        double computed = 0.1 * HZ * threads;
        double bursts = computed / workload.computeBurst().mean();
        double met = workload.barrierInterval() == null
                ? 0
                : computed / workload.barrierInterval().mean();
        bursts += met / 2; // a barrier cuts a burst in two
        double locks = workload.locks().atBarriers()
                ? met + (bursts - met) * workload.locks().probability()
                : bursts * workload.locks().probability();
        assertNear(locks, result.guest().locks(), name + ": locks");
        double operations = (bursts + met / 2) * workload.operationProbability();
        assertNear(operations, result.operations(), name + ": operations");
        double pageFaults = (bursts + met / 2) * workload.pageFaultProbability();
        assertNear(pageFaults, result.guest().pageFaults(), name + ": page faults");
        assertTrue(result.guest().runCycles() > 0.1 * HZ, "longer than the computing of one thread");
    }

    /** Hears when threads give up their vCPU because they wait, and when they get it back. */
    private static final class Waits {
        private final long[] since = new long[12];
        private long begun;
        private long ended;
        private long cycles;

        KernelEvents of(Testbed testbed) {
            return (KernelEvents) Proxy.newProxyInstance(
                    KernelEvents.class.getClassLoader(), new Class<?>[] {KernelEvents.class}, (proxy, method, args) -> {
                        if (method.getName().equals("guestSwitches")) {
                            switched((int) args[1], (int) args[2], (boolean) args[3], testbed.now());
                        }
                        return null;
                    });
        }

        private void switched(int from, int to, boolean fromIsRunnable, long now) {
            if (from >= 0 && !fromIsRunnable) {
                begun++;
                since[from] = now;
            }
            if (to >= 0 && since[to] != 0) {
                ended++;
                cycles += now - since[to];
                since[to] = 0;
            }
        }
    }

    /** The latency table's workload, all of whose operations may go on at the same time; who waits for a peer waits in vain. */
    @Test
    void threadsOfThePapersWorkloadWaitAsOftenAndAsLongAsItSays() {
        Scenario scenario = Profiles.scenario("paper-1vm")
                .with("dedup.operations.probability", 0.5)
                .with("dedup.operations.munmap_weight", 0)
                .with("dedup.operations.mprotect_weight", 0)
                .with("dedup.blocking.wake_probability", 0);
        Workload workload = scenario.vms().get(0).workload();
        Testbed testbed = new Testbed(scenario, SystemName.parse("shoot4u"), Set.of(), 7);
        testbed.advance((long) (0.2 * HZ));
        Waits waits = new Waits();
        testbed.listen(waits.of(testbed));
        long before = testbed.measurement().operations;
        testbed.advance((long) (2.2 * HZ));
        double bursts = (testbed.measurement().operations - before) / workload.operationProbability();
        assertNear(bursts * workload.blocking().probability(), waits.begun, "waits");
        double mean = (double) waits.cycles
                / waits.ended
                / workload.blocking().sleep().mean();
        assertTrue(mean > 0.95 && mean < 1.2, "a wait is " + mean + " times as long as it should, waking up included");
    }

    /** Within four standard deviations of a count, and 3 % for bursts that ends and barriers cut. */
    private static void assertNear(double expected, long counted, String what) {
        assertEquals(expected, counted, 4 * Math.sqrt(expected) + 0.03 * expected + 2, what);
    }
}
