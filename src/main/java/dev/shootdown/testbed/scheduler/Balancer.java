package dev.shootdown.testbed.scheduler;

import static dev.shootdown.testbed.scheduler.RunQueues.NONE;

/**
 * Which thread a pCPU with less to do takes over from one with more (load_balance, find_busiest_group,
 * need_active_balance of Linux 3.16, on equal weights).
 *
 * <p>Three domains as on a host with several sockets and hyper-threads: the core, made of threads; the socket, made of
 * cores; the host, made of sockets. A group is busy when it runs more threads than it has cores. Its <em>waiting</em>
 * threads can be pulled; where every thread has a pCPU of its own, but two share a core while another core is half idle, a
 * pCPU that failed often enough has the running thread pushed over (active balancing). The latter is how a vCPU finds
 * somebody else on its pCPU when it wakes up.
 *
 * <p>Simplified: load is the number of runnable threads (no runnable_load_avg), and intervals do not back off.
 */
final class Balancer {
    private static final int CORE = 0;
    private static final int SOCKET = 1;
    private static final int DOMAINS = 3;
    /** Failures in a row before a running thread is pushed: more than cache_nice_tries (1) and two. */
    private static final int PATIENCE = 3;

    private final Topology topology;
    private final CfsParameters parameters;
    private final RunQueues queues;
    private final Siblings siblings;
    private final Affinity[] allowed;
    private final int[] span;
    private final long[] lastBalance;
    private final int[] failed;
    /** The queue whose running thread the last {@link #pullIfDue} wants pushed, or NONE. */
    private int pushFrom = NONE;

    Balancer(Topology topology, CfsParameters parameters, RunQueues queues, Siblings siblings, Affinity[] allowed) {
        this.siblings = siblings;
        this.topology = topology;
        this.parameters = parameters;
        this.queues = queues;
        this.allowed = allowed;
        span = new int[] {topology.threadsPerCore(), topology.pcpusPerSocket(), topology.pcpus()};
        lastBalance = new long[DOMAINS * topology.pcpus()];
        failed = new int[DOMAINS * topology.pcpus()];
    }

    /** A waiting thread for a pCPU that has just run dry, or NONE; the smallest domain first (idle_balance). */
    int pullForNewlyIdle(int p, long now) {
        for (int domain = CORE; domain < DOMAINS; domain++) {
            int q = busiest(domain, p);
            int t = q == NONE || queues.count[q] < 2 ? NONE : movable(q, p, now);
            if (t != NONE) {
                return t;
            }
        }
        return NONE;
    }

    /**
     * A waiting thread for p if one of its periodic balancings is due and finds one, or NONE (rebalance_domains). If there
     * is none but a running thread should come, {@link #pushFrom} says from where.
     */
    int pullIfDue(int p, long now) {
        pushFrom = NONE;
        boolean busy = !queues.isIdle(p);
        for (int domain = CORE; domain < DOMAINS; domain++) {
            int slot = domain * topology.pcpus() + p;
            if (now - lastBalance[slot] < interval(domain, busy) || !balancesForGroup(domain, p)) {
                continue;
            }
            lastBalance[slot] = now;
            int q = busiest(domain, p);
            if (q == NONE) {
                failed[slot] = 0;
                continue;
            }
            int t = queues.count[q] < 2 ? NONE : movable(q, p, now);
            if (t != NONE) {
                failed[slot] = 0;
                return t;
            }
            int running = queues.current[q];
            if (++failed[slot] > PATIENCE
                    && running != NONE
                    && allowed[running].allows(p)
                    && !siblings.bars(running, p)) {
                failed[slot] = PATIENCE - 1;
                pushFrom = q;
                return NONE;
            }
        }
        return NONE;
    }

    int pushFrom() {
        return pushFrom;
    }

    /** The profile's periods are those of a socket; the kernel's are proportional to the number of CPUs in a domain. */
    private long interval(int domain, boolean busy) {
        return (busy ? parameters.busyBalance() : parameters.idleBalance()) * span[domain] / span[SOCKET];
    }

    /** Of a group, its first idle pCPU balances, or its first one when none is idle (should_we_balance). */
    private boolean balancesForGroup(int domain, int p) {
        int n = domain == CORE ? 1 : span[domain - 1];
        int first = p - p % n;
        for (int q = first; q < first + n; q++) {
            if (queues.isIdle(q)) {
                return q == p;
            }
        }
        return p == first;
    }

    /** The fullest queue of the busiest group of the domain, if that is busy enough for p to take something over. */
    private int busiest(int domain, int p) {
        if (domain != CORE && span[domain] == span[domain - 1]) {
            return NONE;
        }
        int group = domain == CORE ? 1 : span[domain - 1];
        int[] load = domain == CORE ? queues.count : domain == SOCKET ? queues.countOfCore : queues.countOfSocket;
        int n = span[domain] / group;
        int first = p / span[domain] * n;
        int own = p / group;
        int best = NONE;
        int bestLoad = 0;
        for (int k = 1; k < n; k++) {
            int g = own + k < first + n ? own + k : own + k - n;
            if (load[g] > bestLoad) {
                bestLoad = load[g];
                best = g;
            }
        }
        int cores = Math.max(1, group / topology.threadsPerCore());
        int needed = queues.isIdle(p) ? load[own] + 1 : load[own] + 2;
        return best == NONE || bestLoad <= cores || bestLoad < needed ? NONE : fullest(best * group, group);
    }

    private int fullest(int first, int n) {
        int fullest = first;
        for (int q = first; q < first + n; q++) {
            if (queues.count[q] > queues.count[fullest]) {
                fullest = q;
            }
        }
        return fullest;
    }

    /** The first waiting thread of q that may run on p and is not cache-hot (can_migrate_task, task_hot). */
    private int movable(int q, int p, long now) {
        for (int t = queues.head[q]; t != NONE; t = queues.next[t]) {
            if (allowed[t].allows(p)
                    && !siblings.bars(t, p)
                    && now - queues.execStart[t] >= parameters.migrationCost()) {
                return t;
            }
        }
        return NONE;
    }
}
