package dev.shootdown.testbed;

import dev.shootdown.testbed.profile.MachineProfile;
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

    static Affinity[] affinities(Scenario scenario) {
        int pcpus = scenario.machine().topology().pcpus();
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

    static Topology topology(MachineProfile profile) {
        return new Topology(
                profile.topology().sockets(),
                profile.topology().coresPerSocket(),
                profile.topology().threadsPerCore());
    }
}
