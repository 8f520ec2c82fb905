package dev.shootdown.testbed.profile;

import java.util.List;

/**
 * One virtual machine of a scenario.
 *
 * @param pcpus on which pCPUs its vCPUs may run, ascending
 */
public record VmPlan(String name, int vcpus, Workload workload, List<Integer> pcpus) {
    public VmPlan {
        pcpus = List.copyOf(pcpus);
    }
}
