package dev.shootdown.testbed.scheduler;

import static dev.shootdown.testbed.scheduler.RunQueues.NONE;

/**
 * Which waiting thread a pCPU with less to do takes over from one with more (load_balance of Linux 3.16, on equal
 * weights).
 *
 * <p>Three domains as on a two-socket host with hyper-threads: core, socket, host. Simplified: load is the number of
 * runnable threads (no runnable_load_avg); the busiest queue is looked for, not the busiest group first; running threads
 * are never moved (no active balancing); intervals do not back off.
 */
final class Balancer {
    private static final int DOMAINS = 3;
    private final Topology topology;
    private final CfsParameters parameters;
    private final RunQueues queues;
    private final Affinity[] allowed;
    private final long[] nextBalance;

    Balancer(Topology topology, CfsParameters parameters, RunQueues queues, Affinity[] allowed) {
        this.topology = topology;
        this.parameters = parameters;
        this.queues = queues;
        this.allowed = allowed;
        this.nextBalance = new long[DOMAINS * topology.pcpus()];
    }

    /** A thread for a pCPU that has just run dry, or NONE; the smallest domain first (idle_balance). */
    int pullForNewlyIdle(int p, long now) {
        for (int domain = 0; domain < DOMAINS; domain++) {
            int t = findPull(domain, p, now);
            if (t != NONE) {
                return t;
            }
        }
        return NONE;
    }

    /**
     * A thread for p if one of its periodic balancings is due and finds something, or NONE (rebalance_domains).
     */
    int pullIfDue(int p, long now) {
        boolean busy = !queues.isIdle(p);
        for (int domain = 0; domain < DOMAINS; domain++) {
            int slot = domain * topology.pcpus() + p;
            if (now < nextBalance[slot]) {
                continue;
            }
            nextBalance[slot] = now + (busy ? parameters.busyBalance() : parameters.idleBalance());
            if (busy && domain > 0 && !isFirstOfGroup(domain, p)) {
                continue;
            }
            int t = findPull(domain, p, now);
            if (t != NONE) {
                return t;
            }
        }
        return NONE;
    }

    /** Of a group of busy pCPUs only the first one balances (should_we_balance). */
    private boolean isFirstOfGroup(int domain, int p) {
        return p == (domain == 1 ? topology.firstOfCore(p) : topology.firstOfSocket(p));
    }

    private int findPull(int domain, int p, long now) {
        int span = weight(domain);
        int lower = domain == 0 ? 1 : weight(domain - 1);
        if (span == lower) {
            return NONE;
        }
        int first = p - p % span;
        int busiest = NONE;
        for (int k = 1; k < span; k++) {
            int q = first + (p - first + k) % span;
            if (busiest == NONE || queues.count[q] > queues.count[busiest]) {
                busiest = q;
            }
        }
        int needed = queues.isIdle(p) ? 2 : queues.count[p] + 2;
        return queues.count[busiest] < needed ? NONE : movable(busiest, p, now);
    }

    private int weight(int domain) {
        return domain == 0 ? topology.threadsPerCore() : domain == 1 ? topology.pcpusPerSocket() : topology.pcpus();
    }

    /** The first waiting thread of q that may run on p and is not cache-hot (can_migrate_task, task_hot). */
    private int movable(int q, int p, long now) {
        for (int t = queues.head[q]; t != NONE; t = queues.next[t]) {
            if (allowed[t].allows(p) && now - queues.execStart[t] >= parameters.migrationCost()) {
                return t;
            }
        }
        return NONE;
    }
}
