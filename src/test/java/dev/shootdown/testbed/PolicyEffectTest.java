package dev.shootdown.testbed;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/**
 * What each addition is there for shows in whole runs, by a margin that no choice of seeds or costs explains: three seeds
 * together, and bounds several times as wide as what was measured.
 */
class PolicyEffectTest {
    private static final long MS = 2_500_000;
    private static final int SEEDS = 3;

    private static final Scenario ALONE = Profiles.scenario("paper-1vm").lasting(50 * MS, 250 * MS);
    private static final Scenario BESIDE = Profiles.scenario("paper-2vm").lasting(100 * MS, 800 * MS);
    /** Threads that never sleep: who runs is the scheduler's choice alone, and no credit for sleep undoes it. */
    private static final Scenario SLEEPLESS = BESIDE.with("dedup.blocking.probability", 0);

    /** One lock for all, met often and held long: there is always somebody in line behind a vCPU that is out. */
    private static final Scenario CONVOY = Profiles.scenario("parsec-2vm")
            .with("parsec-dedup.locks.count", 1)
            .with("parsec-dedup.locks.probability", 0.8)
            .with("parsec-dedup.locks.hold.mean", 10)
            .lasting(200 * MS, 150 * MS);

    private static Result run(Scenario scenario, String system, long seed) {
        return new Testbed(scenario, SystemName.parse(system), Set.of(), seed).run();
    }

    /** Mean cycles of a shootdown. */
    private static double shootdown(Scenario scenario, String system) {
        Histogram all = run(scenario, system, 1).latency();
        for (long seed = 2; seed <= SEEDS; seed++) {
            all.add(run(scenario, system, seed).latency());
        }
        assertTrue(all.getTotalCount() > 200, all.getTotalCount() + " shootdowns");
        return all.getMean();
    }

    /** How often the lock is taken. */
    private static long sections(String system) {
        long taken = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            taken += run(CONVOY, system, seed).guest().locks();
        }
        return taken;
    }

    private static void requireUnder(double share, double ofPlain, double cycles) {
        assertTrue(
                cycles < share * ofPlain, String.format("%.0f cycles, not under %.2f of %.0f", cycles, share, ofPlain));
    }

    private static void requireOver(double times, long plain, long sections) {
        assertTrue(
                sections > times * plain, String.format("%d sections, not over %.1f times %d", sections, times, plain));
    }

    /** Most keep siblings apart; relaxed co-scheduling starts those that wait on idle pCPUs at its next check. */
    @Test
    void everyPolicyShouldUnstackAVmThatIsAlone() {
        double plain = shootdown(ALONE, "baseline");
        requireUnder(0.3, plain, shootdown(ALONE, "baseline+balance"));
        requireUnder(0.3, plain, shootdown(ALONE, "baseline+cosched"));
        requireUnder(0.3, plain, shootdown(ALONE, "baseline+demand"));
        requireUnder(0.3, plain, shootdown(ALONE, "baseline+adaptive"));
        requireUnder(0.5, plain, shootdown(ALONE, "baseline+relaxed"));
    }

    @Test
    void whoMustRunForAShootdownShouldDoSoUnderCoschedulingAndOnDemand() {
        double plain = shootdown(BESIDE, "baseline");
        requireUnder(0.05, plain, shootdown(BESIDE, "baseline+cosched"));
        requireUnder(0.05, plain, shootdown(BESIDE, "baseline+demand"));
        requireUnder(0.7, plain, shootdown(BESIDE, "baseline+relaxed"));
        requireUnder(0.8, plain, shootdown(BESIDE, "baseline+balance"));
    }

    /** Adaptive co-scheduling keeps siblings apart as balance scheduling does: what is beyond that is its gangs' work. */
    @Test
    void adaptiveCoschedulingShouldGatherVcpusThatWaitLong() {
        double adaptive = shootdown(SLEEPLESS, "baseline+adaptive");
        requireUnder(0.4, shootdown(SLEEPLESS, "baseline+balance"), adaptive);
        requireUnder(0.15, shootdown(SLEEPLESS, "baseline"), adaptive);
    }

    /** Behind a ticket of a vCPU that is out everybody waits for a slice; who may overtake, halt or yield gets on. */
    @Test
    void whateverEndsConvoysShouldLetMoreThreadsThroughTheLock() {
        long ticket = sections("shoot4u");
        long eager = sections("shoot4u+pmt");
        long patient = sections("shoot4u+pmt-v1");
        requireOver(20, ticket, eager);
        requireOver(8, ticket, patient);
        requireOver(1.5, patient, eager);
        requireOver(8, ticket, sections("shoot4u+pvlock"));
        requireOver(8, ticket, sections("shoot4u+ple"));
    }
}
