package dev.shootdown.testbed.scheduler;

/** Where a thread that wakes up goes (select_task_rq_fair of Linux 3.16, the wake-up path). */
final class Placement {
    private final Topology topology;
    private final RunQueues queues;
    private final Siblings siblings;
    private final boolean looksForIdle;

    Placement(Topology topology, RunQueues queues, Siblings siblings, boolean looksForIdle) {
        this.siblings = siblings;
        this.topology = topology;
        this.queues = queues;
        this.looksForIdle = looksForIdle;
    }

    /**
     * The pCPU for a waking thread.
     *
     * @param previous where it ran last
     * @param waker the pCPU on which the waking happens
     */
    int select(int t, Affinity allowed, int previous, int waker) {
        int target = previous;
        if (allowed.allows(waker)) {
            if (waker != previous && wakesAffine(previous, waker)) {
                target = waker;
            }
            if (looksForIdle) {
                target = idleSibling(allowed, previous, target);
            }
        }
        return apart(t, allowed, allowed.allows(target) ? target : allowed.first());
    }

    /**
     * The target, unless t would join a sibling there: then the allowed pCPU with the fewest threads among those without
     * one, the next after the target first; the target itself if there are siblings everywhere or that pCPU is too busy.
     */
    int apart(int t, Affinity allowed, int target) {
        if (!siblings.crowds(t, target)) {
            return target;
        }
        int best = target;
        for (int k = 1; k < topology.pcpus(); k++) {
            int p = (target + k) % topology.pcpus();
            if (allowed.allows(p)
                    && !siblings.crowds(t, p)
                    && (best == target || queues.count[p] < queues.count[best])) {
                best = p;
            }
        }
        return siblings.isTooLong(queues.count[best], queues.count[target]) ? target : best;
    }

    /**
     * Does the waker's pCPU take the thread (wake_affine)? Only if that leaves it no busier than the previous one, with
     * half the domain's imbalance percentage of tolerance. The load of a pCPU is its number of runnable threads; the
     * kernel's averages over time (runnable_load_avg) and wake_wide are left out.
     */
    private boolean wakesAffine(int previous, int waker) {
        int here = queues.count[waker];
        int there = queues.count[previous];
        if (here == 0) {
            return true;
        }
        int imbalancePercent =
                topology.sameCore(previous, waker) ? 110 : topology.sameSocket(previous, waker) ? 117 : 125;
        return 100 * (here + 1) <= (100 + (imbalancePercent - 100) / 2) * there;
    }

    /**
     * An idle pCPU near the target (select_idle_sibling): the target, the previous one, the first core of the socket that
     * is idle altogether, an idle thread of the target's core; else the target, busy as it is. A core with one idle
     * thread is passed over unless it is the target's own: this is how threads come to be stacked.
     */
    private int idleSibling(Affinity allowed, int previous, int target) {
        if (queues.isIdle(target)) {
            return target;
        }
        if (previous != target && topology.sameSocket(previous, target) && queues.isIdle(previous)) {
            return previous;
        }
        int threads = topology.threadsPerCore();
        int socket = topology.firstOfSocket(target);
        int cores = topology.coresPerSocket();
        int own = (topology.firstOfCore(target) - socket) / threads;
        for (int k = 0; k < cores; k++) {
            int first = socket + (own + k) % cores * threads;
            if (isWholeCoreIdle(first)) {
                for (int p = first; p < first + threads; p++) {
                    if (allowed.allows(p)) {
                        return p;
                    }
                }
            }
        }
        int core = topology.firstOfCore(target);
        for (int p = core; p < core + threads; p++) {
            if (queues.isIdle(p) && allowed.allows(p)) {
                return p;
            }
        }
        return target;
    }

    private boolean isWholeCoreIdle(int first) {
        for (int p = first; p < first + topology.threadsPerCore(); p++) {
            if (!queues.isIdle(p)) {
                return false;
            }
        }
        return true;
    }
}
