package dev.shootdown.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import dev.shootdown.testbed.profile.Workload;
import java.util.Set;
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

    /** Within four standard deviations of a count, and 3 % for bursts that ends and barriers cut. */
    private static void assertNear(double expected, long counted, String what) {
        assertEquals(expected, counted, 4 * Math.sqrt(expected) + 0.03 * expected + 2, what);
    }
}
