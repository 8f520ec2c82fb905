package dev.shootdown.testbed;

import dev.shootdown.machine.Scope;
import dev.shootdown.testbed.profile.Distribution;
import dev.shootdown.testbed.profile.Scenario;
import dev.shootdown.testbed.profile.VmPlan;
import dev.shootdown.testbed.profile.Workload;

/**
 * How the pages of an address space are dealt out: each thread has its working set and, behind it, an arena for the pages
 * of its operations, twice as large as the largest operation.
 */
final class Memory {
    private Memory() {}

    /** The most pages one operation of the workload may have. */
    static int largestOperation(Workload workload) {
        Distribution pages = workload.operationPages();
        if (pages instanceof Distribution.Constant constant) {
            return (int) constant.value();
        } else if (pages instanceof Distribution.Uniform uniform) {
            return (int) uniform.high();
        } else if (pages instanceof Distribution.Table table) {
            long largest = 0;
            for (int row = 0; row < table.rows(); row++) {
                largest = Math.max(largest, table.to(row));
            }
            return (int) largest;
        }
        throw new IllegalArgumentException("pages are counted by constants, ranges and tables only");
    }

    static int pagesOfThread(Workload workload) {
        return workload.workingSetPages() + 2 * largestOperation(workload);
    }

    /** Pages of the largest address space of the scenario. */
    static int pagesOfSpace(Scenario scenario) {
        long most = 0;
        for (VmPlan vm : scenario.vms()) {
            most = Math.max(most, pagesOf(vm));
        }
        return (int) Math.min(most, Integer.MAX_VALUE);
    }

    private static long pagesOf(VmPlan vm) {
        return (long) vm.vcpus() * vm.workload().threadsPerVcpu() * pagesOfThread(vm.workload());
    }

    /** Complains about more pages than the machine's steps can number; every VM has as many as the largest one. */
    static void requireRoom(Scenario scenario) {
        long most = pagesOfSpace(scenario);
        int vms = scenario.vms().size();
        if (most * vms <= Scope.MOST_PAGES) {
            return;
        }
        int largest = 0;
        while (pagesOf(scenario.vms().get(largest)) < most) {
            largest++;
        }
        throw scenario.facts()
                .bad(
                        "vms[" + largest + "].vcpus",
                        "makes " + most * vms + " pages in all (at most " + Scope.MOST_PAGES
                                + " are supported; each thread has memory.working_set_pages and twice its largest"
                                + " operation, and each VM as many as the largest)");
    }

    /** The largest operation of any workload of the scenario. */
    static int window(Scenario scenario) {
        int most = 1;
        for (Workload workload : scenario.workloads()) {
            most = Math.max(most, largestOperation(workload));
        }
        return most;
    }
}
