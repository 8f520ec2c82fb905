package dev.shootdown.testbed;

import dev.shootdown.testbed.profile.Scenario;
import dev.shootdown.testbed.profile.SchedulerTuning;
import dev.shootdown.testbed.profile.VmPlan;
import dev.shootdown.testbed.scheduler.Affinity;
import dev.shootdown.testbed.scheduler.CfsParameters;
import dev.shootdown.testbed.scheduler.Topology;

/**
 * The host's threads as its scheduler sees them: first the vCPUs in their order, then one thread of each kind of background
 * work on each pCPU.
 */
final class HostThreads {
    private HostThreads() {}

    /** The sockets up to the last one in use: the rest of the host is idle and not simulated. */
    private static int sockets(Scenario scenario) {
        int last = scenario.pcpus().get(scenario.pcpus().size() - 1);
        return scenario.machine().topology().socket(last) + 1;
    }

    /** How many pCPUs are simulated: those of whole sockets. */
    static int pcpus(Scenario scenario) {
        return topology(scenario).pcpus();
    }

    static Affinity[] affinities(Scenario scenario) {
        int pcpus = pcpus(scenario);
        int works = scenario.machine().background().size();
        Affinity[] allowed = new Affinity[scenario.vcpus() + works * pcpus];
        int t = 0;
        for (VmPlan vm : scenario.vms()) {
            Affinity ofVm = Affinity.of(vm.pcpus());
            for (int k = 0; k < vm.vcpus(); k++) {
                allowed[t++] = ofVm;
            }
        }
        for (int work = 0; work < works; work++) {
            for (int p = 0; p < pcpus; p++) {
                allowed[t++] = Affinity.range(p, p);
            }
        }
        return allowed;
    }

    static CfsParameters parameters(SchedulerTuning tuning) {
        return new CfsParameters(
                tuning.latency(),
                tuning.minGranularity(),
                tuning.wakeupGranularity(),
                tuning.sleeperCredit(),
                tuning.cacheHot(),
                tuning.tickPeriod(),
                tuning.balancePeriod(),
                tuning.busyBalancePeriod(),
                tuning.newIdleBalance(),
                tuning.wakeToIdle());
    }

    static Topology topology(Scenario scenario) {
        return new Topology(
                sockets(scenario),
                scenario.machine().topology().coresPerSocket(),
                scenario.machine().topology().threadsPerCore());
    }
}
