package dev.shootdown.testbed;

import static dev.shootdown.testbed.Sim.NONE;

import dev.shootdown.testbed.profile.SpinCosts;
import java.util.Arrays;

/**
 * {@code ple}: how long each vCPU may spin before that makes it exit, and to whom it then yields (grow_ple_window and
 * shrink_ple_window of arch/x86/kvm/vmx.c, kvm_vcpu_on_spin of virt/kvm/kvm_main.c, Linux 3.x).
 *
 * <p>A vCPU that is itself in such a yield is passed over every other time (kvm_vcpu_eligible_for_directed_yield): it
 * probably spins, too.
 */
final class PauseLoop {
    /** The vCPUs that may be yielded to. */
    interface Host {
        /** Whether the vCPU was scheduled out while it could go on, and has not run since (vcpu.preempted). */
        boolean isPreempted(int v);

        /** Yields to it: positive if that was done, 0 if it does not wait for a pCPU, negative if it would help nobody. */
        int yieldTo(int v);
    }

    private static final int TRIES = 3;

    private final long firstWindow;
    private final int grow;
    private final long[] window;
    private final int[] lastBoosted;
    private final boolean[] inYield;
    private final boolean[] eligible;

    /** vCPUs that may spin for ever if {@code isOn} is false, or if pauses of a loop are too far apart to be noticed. */
    PauseLoop(boolean isOn, SpinCosts costs, int vms, int vcpus) {
        boolean noticed = isOn && costs.pause() <= costs.pleGap();
        firstWindow = noticed ? costs.pleWindow() : Long.MAX_VALUE;
        grow = noticed ? costs.pleWindowGrow() : 1;
        window = new long[vcpus];
        Arrays.fill(window, firstWindow);
        lastBoosted = new int[vms];
        inYield = new boolean[vcpus];
        eligible = new boolean[vcpus];
    }

    /** Cycles of spinning without a stop after which v exits; {@link Long#MAX_VALUE}: never. */
    long window(int v) {
        return window[v];
    }

    /** v has left a loop for this reason. */
    void exited(int v) {
        window[v] = window[v] > Long.MAX_VALUE / 2 / grow ? window[v] : window[v] * grow;
    }

    /** v got a pCPU. */
    void scheduledIn(int v) {
        window[v] = firstWindow;
    }

    /**
     * v, of a VM whose vCPUs are {@code first} to {@code end} - 1, yields: two passes over its siblings, from behind the one
     * that was boosted last.
     *
     * @return whom it yielded to, or NONE
     */
    int choose(int v, int vm, int first, int end, Host host) {
        inYield[v] = true;
        int last = first + lastBoosted[vm];
        int tries = TRIES;
        for (int k = 1; k <= end - first; k++) {
            int u = last + k < end ? last + k : last + k - (end - first);
            if (u == v || !host.isPreempted(u) || !isEligible(u)) {
                continue;
            }
            int yielded = host.yieldTo(u);
            if (yielded > 0) {
                lastBoosted[vm] = u - first;
                return u;
            }
            if (yielded < 0 && --tries == 0) {
                return NONE;
            }
        }
        return NONE;
    }

    private boolean isEligible(int u) {
        if (!inYield[u]) {
            return true;
        }
        eligible[u] = !eligible[u];
        return !eligible[u];
    }

    /** v's host code goes on after a yield. */
    void yieldEnds(int v) {
        inYield[v] = false;
        eligible[v] = false;
    }
}
