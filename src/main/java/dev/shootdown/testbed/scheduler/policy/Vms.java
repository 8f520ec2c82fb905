package dev.shootdown.testbed.scheduler.policy;

import dev.shootdown.testbed.scheduler.Affinity;
import java.util.Arrays;
import java.util.List;

/**
 * Which of the host's threads are vCPUs of which VM: vCPUs come first, VM by VM; threads after them belong to none.
 *
 * @param sizes vCPUs per VM
 * @param pcpus on which pCPUs each VM may run, ascending
 */
public record Vms(List<Integer> sizes, List<List<Integer>> pcpus) {
    public Vms {
        sizes = List.copyOf(sizes);
        pcpus = List.copyOf(pcpus);
    }

    int count() {
        return sizes.size();
    }

    int size(int vm) {
        return sizes.get(vm);
    }

    /** The VM's first vCPU thread; of the number of VMs, the first thread that is no vCPU. */
    int first(int vm) {
        int first = 0;
        for (int k = 0; k < vm; k++) {
            first += sizes.get(k);
        }
        return first;
    }

    int vcpus() {
        return first(count());
    }

    /** The VM of each thread, -1 for those that are no vCPU. */
    public int[] groupOf(int threads) {
        int[] group = new int[threads];
        Arrays.fill(group, -1);
        for (int vm = 0; vm < count(); vm++) {
            Arrays.fill(group, first(vm), first(vm) + size(vm), vm);
        }
        return group;
    }

    /** Threads at exactly these pCPUs, the others where they were. */
    static Affinity[] pinned(Affinity[] allowed, int[] homes) {
        Affinity[] pinned = allowed.clone();
        for (int t = 0; t < homes.length; t++) {
            pinned[t] = Affinity.range(homes[t], homes[t]);
        }
        return pinned;
    }
}
