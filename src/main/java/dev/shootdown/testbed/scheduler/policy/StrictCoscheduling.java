package dev.shootdown.testbed.scheduler.policy;

import dev.shootdown.machine.BadInput;
import dev.shootdown.testbed.scheduler.Affinity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Strict co-scheduling: all vCPUs of a VM start and stop together, on as many pCPUs. The matrix of Ousterhout (ICDCS'82): a
 * column per pCPU, a row per time slot; a VM gets a row in which enough pCPUs are left, each vCPU a column of its own. While
 * a row has its slot, nobody else's vCPUs run: the pCPU of a halted vCPU idles, which is the price of strictness. A row in
 * which nobody would run is passed over.
 */
public final class StrictCoscheduling extends Policy {
    private final Vms vms;
    private final long slice;
    private final int[] home;
    private final int[] rowOf;
    private final int rows;
    private int row;
    private long slotEnd;

    /** @throws BadInput if a VM has more vCPUs than pCPUs */
    public StrictCoscheduling(Vms vms, CoschedulingTuning tuning) {
        this.vms = vms;
        slice = tuning.slice();
        home = new int[vms.vcpus()];
        rowOf = new int[vms.count()];
        List<List<Integer>> taken = new ArrayList<>();
        for (int vm = 0; vm < vms.count(); vm++) {
            rowOf[vm] = firstFit(vm, taken);
        }
        rows = taken.size();
        row = rows - 1;
    }

    private int firstFit(int vm, List<List<Integer>> taken) {
        int size = vms.size(vm);
        if (size > vms.pcpus().get(vm).size()) {
            throw new BadInput("Strict co-scheduling needs a pCPU for each vCPU of a VM, and VM number " + (vm + 1)
                    + " has " + size + " vCPUs on " + vms.pcpus().get(vm).size() + " pCPUs.");
        }
        for (int r = 0; ; r++) {
            if (r == taken.size()) {
                taken.add(new ArrayList<>());
            }
            List<Integer> free = new ArrayList<>(vms.pcpus().get(vm));
            free.removeAll(taken.get(r));
            if (free.size() >= size) {
                for (int k = 0; k < size; k++) {
                    home[vms.first(vm) + k] = free.get(k);
                }
                taken.get(r).addAll(free.subList(0, size));
                return r;
            }
        }
    }

    @Override
    public Affinity[] place(Affinity[] allowed) {
        return Vms.pinned(allowed, home);
    }

    @Override
    public long next() {
        return rows > 1 ? slotEnd : Long.MAX_VALUE;
    }

    @Override
    public void act(long now) {
        slotEnd = now + slice;
        for (int k = 1; k <= rows; k++) {
            int candidate = (row + k) % rows;
            if (wouldRun(candidate)) {
                row = candidate;
                break;
            }
        }
        for (int vm = 0; vm < rowOf.length; vm++) {
            for (int t = vms.first(vm); t < vms.first(vm) + vms.size(vm); t++) {
                if (rowOf[vm] == row) {
                    cfs().unpark(t, now);
                } else {
                    cfs().park(t, now);
                }
            }
        }
    }

    private boolean wouldRun(int candidate) {
        for (int vm = 0; vm < rowOf.length; vm++) {
            for (int t = vms.first(vm); rowOf[vm] == candidate && t < vms.first(vm) + vms.size(vm); t++) {
                if (cfs().isRunnable(t)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The pCPU of each vCPU. */
    int[] homes() {
        return Arrays.copyOf(home, home.length);
    }
}
