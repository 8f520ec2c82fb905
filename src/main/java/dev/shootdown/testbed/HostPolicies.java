package dev.shootdown.testbed;

import dev.shootdown.machine.BadInput;
import dev.shootdown.testbed.profile.Coscheduling;
import dev.shootdown.testbed.profile.Scenario;
import dev.shootdown.testbed.profile.VmPlan;
import dev.shootdown.testbed.scheduler.Siblings;
import dev.shootdown.testbed.scheduler.policy.AdaptiveCoscheduling;
import dev.shootdown.testbed.scheduler.policy.BalanceScheduling;
import dev.shootdown.testbed.scheduler.policy.CoschedulingTuning;
import dev.shootdown.testbed.scheduler.policy.DemandScheduling;
import dev.shootdown.testbed.scheduler.policy.Policy;
import dev.shootdown.testbed.scheduler.policy.RelaxedCoscheduling;
import dev.shootdown.testbed.scheduler.policy.StrictCoscheduling;
import dev.shootdown.testbed.scheduler.policy.Vms;

/** The policy of the host's scheduler that a system's name asks for. */
final class HostPolicies {
    private HostPolicies() {}

    /**
     * A new policy for one run; one that does nothing if the name has none.
     *
     * @throws BadInput if the machine does not say how the policy is tuned, or the VMs do not fit
     */
    static Policy of(SystemName system, Scenario scenario) {
        if (system.has(Addition.COSCHED)) {
            requirePcpuForEachVcpu(scenario);
            return new StrictCoscheduling(vms(scenario), tuning(system, scenario));
        } else if (system.has(Addition.RELAXED)) {
            return new RelaxedCoscheduling(vms(scenario), tuning(system, scenario));
        } else if (system.has(Addition.ADAPTIVE)) {
            return new AdaptiveCoscheduling(vms(scenario), tuning(system, scenario));
        } else if (system.has(Addition.BALANCE)) {
            return new BalanceScheduling();
        } else if (system.has(Addition.DEMAND)) {
            return new DemandScheduling(tuning(system, scenario));
        }
        return new Policy() {};
    }

    private static void requirePcpuForEachVcpu(Scenario scenario) {
        for (int vm = 0; vm < scenario.vms().size(); vm++) {
            VmPlan plan = scenario.vms().get(vm);
            if (plan.vcpus() > plan.pcpus().size()) {
                throw scenario.facts()
                        .bad(
                                "vms[" + vm + "].vcpus",
                                "is " + plan.vcpus() + ", and the VM has "
                                        + plan.pcpus().size()
                                        + " pCPUs (with +cosched a pCPU for each vCPU is expected)");
            }
        }
    }

    static Siblings siblings(Policy policy, Scenario scenario, int threads) {
        int[] groups = vms(scenario).groupOf(threads);
        int pcpus = HostThreads.pcpus(scenario);
        return switch (policy.siblings()) {
            case NO -> Siblings.together();
            case YES -> Siblings.apart(groups, pcpus);
            case UNLESS_CROWDED -> Siblings.apartUnlessCrowded(groups, pcpus);
        };
    }

    private static Vms vms(Scenario scenario) {
        return new Vms(
                scenario.vms().stream().map(VmPlan::vcpus).toList(),
                scenario.vms().stream().map(VmPlan::pcpus).toList());
    }

    private static CoschedulingTuning tuning(SystemName system, Scenario scenario) {
        Coscheduling knobs = scenario.machine()
                .coscheduling()
                .orElseThrow(() -> new BadInput(scenario.machine().facts().file()
                        + ": key 'coscheduling' is missing, and " + system.label() + " needs it."));
        return new CoschedulingTuning(
                scenario.machine().scheduler().slice(2),
                knobs.skewCheck(),
                knobs.skewLimit(),
                knobs.skewResume(),
                knobs.longWait(),
                knobs.coscheduledFor(),
                knobs.urgentSlice());
    }
}
