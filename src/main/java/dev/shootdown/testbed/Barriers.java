package dev.shootdown.testbed;

import dev.shootdown.testbed.profile.Workload;
import java.util.Arrays;

/**
 * Barriers that all living threads of a VM's process meet at, and the end of threads that have done their work. A thread's time
 * is what it has computed: the cycles of its bursts, without whatever came between.
 */
final class Barriers {
    private final Workload[] workload;
    private final int[] vmOf;
    private final long[] computed;
    private final long[] nextBarrier;
    private final boolean[] ended;
    private final int[] living;
    private final int[] arrived;
    private final ThreadList waiting;

    /** Threads that have computed nothing; the workload and the VM of each. */
    Barriers(Workload[] workload, int[] vmOf, Rng[] rng, int vms) {
        this.workload = workload;
        this.vmOf = vmOf;
        int n = workload.length;
        computed = new long[n];
        nextBarrier = new long[n];
        ended = new boolean[n];
        living = new int[vms];
        arrived = new int[vms];
        waiting = new ThreadList(vms, n);
        Arrays.fill(nextBarrier, Long.MAX_VALUE);
        for (int t = 0; t < n; t++) {
            living[vmOf[t]]++;
            if (workload[t].barrierInterval() != null) {
                nextBarrier[t] = workload[t].barrierInterval().sample(rng[t]);
            }
        }
    }

    /** A burst of t begins that is so long: the same, or what is left until its next barrier or its end. */
    long burst(int t, long cycles) {
        long left = nextBarrier[t] - computed[t];
        if (workload[t].ends()) {
            left = Math.min(left, workload[t].work() - computed[t]);
        }
        long length = Math.max(1, Math.min(cycles, left));
        computed[t] += length;
        return length;
    }

    boolean hasDoneItsWork(int t) {
        return workload[t].ends() && computed[t] >= workload[t].work();
    }

    boolean isAtBarrier(int t) {
        return computed[t] >= nextBarrier[t];
    }

    /**
     * t comes to its barrier.
     *
     * @return whether it is the last one, and goes on with all who wait; else it has to wait
     */
    boolean arrive(int t, Rng rng) {
        nextBarrier[t] += workload[t].barrierInterval().sample(rng);
        int vm = vmOf[t];
        if (arrived[vm] + 1 >= living[vm]) {
            return true;
        }
        arrived[vm]++;
        waiting.add(vm, t);
        return false;
    }

    /** t ends: nobody waits for it any more. Whether those who wait can go on. */
    boolean end(int t) {
        ended[t] = true;
        int vm = vmOf[t];
        living[vm]--;
        return arrived[vm] > 0 && arrived[vm] >= living[vm];
    }

    boolean hasEnded(int t) {
        return ended[t];
    }

    boolean allEnded(int vm) {
        return living[vm] == 0;
    }

    /** The next thread that leaves the barrier, or NONE when all have. */
    int leaves(int vm) {
        int t = waiting.poll(vm);
        if (t != Sim.NONE) {
            arrived[vm]--;
        }
        return t;
    }
}
