package dev.shootdown.testbed;

import dev.shootdown.machine.State;
import java.util.Arrays;

/** Where the time of each VM's vCPUs goes: every vCPU is at one {@link TimeUse} at any time. */
final class CpuTime {
    private static final int USES = TimeUse.values().length;

    private final Sim sim;
    private final int[] vmOf;
    private final TimeUse[] use;
    private final long[] since;
    private final long[] sum;

    CpuTime(Sim sim, State state, int vms, int vcpus) {
        this.sim = sim;
        vmOf = new int[vcpus];
        for (int v = 0; v < vcpus; v++) {
            vmOf[v] = state.vmOf(v);
        }
        use = new TimeUse[vcpus];
        Arrays.fill(use, TimeUse.IDLE);
        since = new long[vcpus];
        sum = new long[vms * USES];
    }

    /** From now on v's time goes there. */
    void spend(int v, TimeUse on) {
        if (use[v] != on) {
            settle(v);
            use[v] = on;
        }
    }

    TimeUse use(int v) {
        return use[v];
    }

    private void settle(int v) {
        sum[vmOf[v] * USES + use[v].ordinal()] += sim.now - since[v];
        since[v] = sim.now;
    }

    /** Forgets what was counted: the warm-up is over. */
    void clear() {
        Arrays.fill(since, sim.now);
        Arrays.fill(sum, 0);
    }

    /** Cycles that a VM's vCPUs have spent so far, by {@link TimeUse}. */
    long[] of(int vm) {
        for (int v = 0; v < use.length; v++) {
            settle(v);
        }
        return Arrays.copyOfRange(sum, vm * USES, (vm + 1) * USES);
    }
}
