package dev.shootdown.testbed.scheduler;

import static dev.shootdown.testbed.scheduler.RunQueues.NONE;

/**
 * The completely fair scheduler of Linux 3.16 (kernel/sched/fair.c), for threads of equal weight. Threads are not
 * pinned: waking threads look for an idle sibling, idle pCPUs pull, and so threads stack on a pCPU and part again as on a
 * real host.
 *
 * <p>The caller reports what happens ({@link #start}, {@link #wake}, {@link #block}, {@link #tick}, {@link #balance}); each
 * of these may leave pCPUs that {@linkplain #needsResched need to reschedule}, and the caller answers with
 * {@link #schedule} when the pCPU gets round to it. Times are absolute, in cycles, and must not run backwards on a pCPU.
 *
 * <p>Nothing happens at a tick unless two threads compete for the pCPU, so that {@link #nextTick} skips to the first tick
 * that ends a slice. Ticks are at multiples of the tick period on every pCPU (skew_tick=0, the kernel's default): slices
 * that started apart end together.
 *
 * <p>Left out: groups and weights, bandwidth limits, the last buddy. No operation allocates.
 */
public final class Cfs {
    /** No thread, no pCPU. */
    public static final int NOBODY = NONE;

    private final CfsParameters parameters;
    private final Topology topology;
    private final Affinity[] allowed;
    private final RunQueues queues;
    private final Placement placement;
    private final Balancer balancer;
    private final Buddies buddies;
    private final Siblings siblings;
    private final boolean[] resched;
    /** t may not run; and, of those, t would if it might. */
    private final boolean[] parked;

    private final boolean[] stalled;
    /** The slice that t gets ahead of everybody when it is picked next; 0 for an ordinary one. */
    private final long[] urgentSlice;
    /** Urgent threads in queues: while there are none, nobody looks for them. */
    private int urgent;
    /** Until when nobody takes the pCPU from the urgent thread that runs there. */
    private final long[] protectedUntil;

    /** When t fell asleep, and for how long it slept before. */
    private final long[] asleepSince;

    private final long[] slept;
    private final long[] idleSince;
    private final long[] averageIdle;
    /** Where the running thread of a pCPU is to be pushed to at its next schedule, or NOBODY (active_balance). */
    private final int[] pushTo;
    /** pCPUs with two or more threads, cores with two or more, and pCPUs with none. */
    private int overloaded;

    private int pairedCores;
    private int idlePcpus;
    private int pushedTo = NONE;
    private long migrations;
    /** Threads that the balancing of each pCPU has moved and nobody has {@linkplain #movedBy asked for}. */
    private final int[] moved;

    /**
     * A scheduler whose threads are all asleep.
     *
     * @param allowed per thread, where it may run
     */
    public Cfs(CfsParameters parameters, Topology topology, Affinity[] allowed) {
        this(parameters, topology, allowed, Siblings.together());
    }

    /**
     * The same, with threads that may have to keep apart.
     *
     * @param siblings who belongs together; it is the scheduler's from now on
     */
    public Cfs(CfsParameters parameters, Topology topology, Affinity[] allowed, Siblings siblings) {
        this.siblings = siblings;
        parked = new boolean[allowed.length];
        stalled = new boolean[allowed.length];
        asleepSince = new long[allowed.length];
        slept = new long[allowed.length];
        urgentSlice = new long[allowed.length];
        protectedUntil = new long[topology.pcpus()];
        this.parameters = parameters;
        this.topology = topology;
        this.allowed = allowed.clone();
        int pcpus = topology.pcpus();
        queues = new RunQueues(topology, allowed.length);
        placement = new Placement(topology, queues, siblings, parameters.wakeToIdle());
        balancer = new Balancer(topology, parameters, queues, siblings, this.allowed);
        buddies = new Buddies(queues, pcpus, parameters.wakeupGranularity());
        resched = new boolean[pcpus];
        moved = new int[pcpus];
        idleSince = new long[pcpus];
        averageIdle = new long[pcpus];
        idlePcpus = pcpus;
        pushTo = new int[pcpus];
        java.util.Arrays.fill(pushTo, NONE);
        java.util.Arrays.fill(averageIdle, 2 * parameters.migrationCost());
        for (int t = 0; t < allowed.length; t++) {
            queues.pcpu[t] = allowed[t].first();
        }
    }

    /** Where a thread that is new starts: on p, or else the lowest pCPU on which it may run, or where no sibling is. */
    public int nearest(int t, int p) {
        return placement.apart(t, allowed[t], allowed[t].allows(p) ? p : allowed[t].first());
    }

    /** A new thread becomes runnable on p, one slice behind the others (place_entity with START_DEBIT). */
    public void start(int t, int p, long now) {
        assert allowed[t].allows(p) && !isRunnable(t);
        slept[t] += now - asleepSince[t];
        queues.updateCurrent(p, now);
        queues.vruntime[t] = queues.minVruntime[p] + parameters.slice(queues.count[p] + 1);
        queues.execStart[t] = now;
        if (parked[t]) {
            queues.pcpu[t] = p;
            stall(t, p);
            return;
        }
        enqueue(t, p, now);
        if (queues.current[p] == NONE) {
            resched[p] = true;
        }
    }

    /**
     * A sleeping thread becomes runnable (try_to_wake_up): it is placed near where it ran, gets credit for its sleep, and
     * asks for the pCPU if it is far enough behind the thread that runs there.
     *
     * @param waker the pCPU the waking happens on
     * @return the pCPU the thread was put on
     */
    public int wake(int t, int waker, long now) {
        assert !isRunnable(t) : t;
        slept[t] += now - asleepSince[t];
        int previous = queues.pcpu[t];
        if (parked[t]) {
            stall(t, previous);
            return previous;
        }
        int p = placement.select(t, allowed[t], previous, waker);
        queues.vruntime[t] += queues.minVruntime[p] - queues.minVruntime[previous];
        queues.updateCurrent(p, now);
        queues.vruntime[t] = Math.max(queues.vruntime[t], queues.minVruntime[p] - parameters.sleeperCredit());
        enqueue(t, p, now);
        checkPreempt(p, t);
        return p;
    }

    private void enqueue(int t, int p, long now) {
        if (queues.isIdle(p)) {
            updateAverageIdle(p, now);
        }
        if (queues.pcpu[t] != p) {
            migrations++;
        }
        queues.insert(p, t);
        changeCount(p, 1);
        siblings.enter(t, p);
    }

    private void changeCount(int p, int more) {
        int core = p / topology.threadsPerCore();
        int before = queues.countOfCore[core];
        int n = queues.count[p] + more;
        overloaded += (n >= 2 ? 1 : 0) - (queues.count[p] >= 2 ? 1 : 0);
        idlePcpus += (n == 0 ? 1 : 0) - (queues.count[p] == 0 ? 1 : 0);
        queues.changeCount(p, more);
        pairedCores += (before + more >= 2 ? 1 : 0) - (before >= 2 ? 1 : 0);
    }

    /** A pCPU that idles only briefly does not go looking for work (ttwu_do_wakeup, rq.avg_idle). */
    private void updateAverageIdle(int p, long now) {
        averageIdle[p] += (now - idleSince[p] - averageIdle[p]) / 8;
        averageIdle[p] = Math.min(averageIdle[p], 2 * parameters.migrationCost());
    }

    /** Shall t, just made runnable on p, have it at once (check_preempt_wakeup, wakeup_preempt_entity)? */
    private void checkPreempt(int p, int t) {
        int c = queues.current[p];
        if (c == NONE
                || protectedUntil[p] == 0 && queues.vruntime[c] - queues.vruntime[t] > parameters.wakeupGranularity()) {
            resched[p] = true;
        }
    }

    /** The thread that runs on p goes to sleep; p has to reschedule (dequeue_task_fair with DEQUEUE_SLEEP). */
    public void block(int p, long now) {
        int t = queues.current[p];
        assert t != NONE;
        asleepSince[t] = now;
        queues.updateCurrent(p, now);
        dropCurrent(p);
        queues.updateCurrent(p, now);
        resched[p] = true;
    }

    private void dropCurrent(int p) {
        siblings.leave(queues.current[p], p);
        buddies.forget(p, queues.current[p]);
        queues.current[p] = NONE;
        protectedUntil[p] = 0;
        changeCount(p, -1);
    }

    /**
     * p picks the thread to run from now on: the one with the least virtual run time, the current one only if it has
     * strictly less than the waiting ones (pick_next_entity). A pCPU that runs dry looks for work elsewhere first.
     *
     * @return the thread, or {@link #NOBODY} when p goes idle
     */
    public int schedule(int p, long now) {
        resched[p] = false;
        queues.updateCurrent(p, now);
        int running = queues.current[p];
        if (running != NONE && parked[running]) {
            dropCurrent(p);
            stall(running, p);
        }
        push(p, now);
        if (queues.count[p] == 0) {
            pullForNewlyIdle(p, now);
        }
        int previous = queues.current[p];
        int first = firstUrgent(p);
        if (previous != NONE && protectedUntil[p] != 0) {
            return previous;
        }
        if (first == NONE) {
            first = buddies.pick(p);
            if (first == previous) {
                if (previous == NONE) {
                    idleSince[p] = now;
                }
                return previous;
            }
        } else {
            protectedUntil[p] = now + urgentSlice[first];
            calm(first);
        }
        if (previous != NONE) {
            queues.current[p] = NONE;
            queues.insert(p, previous);
        }
        queues.remove(p, first);
        queues.current[p] = first;
        queues.execStart[first] = now;
        queues.ranSincePick[first] = 0;
        return first;
    }

    /**
     * The running thread of p yields to t (yield_to with preemption): t is to run next on its pCPU and p's thread is to be
     * skipped, once, if that is not too unfair.
     *
     * @return 1 if that was asked for, and the pCPUs of both need to reschedule; 0 if t does not wait for a pCPU; -1 if
     *     neither thread has anybody to share its pCPU with
     */
    public int yieldTo(int p, int t, long now) {
        int q = queues.pcpu[t];
        if (queues.count[p] == 1 && queues.count[q] == 1) {
            return -1;
        }
        if (!queues.queued[t]) {
            return 0;
        }
        queues.updateCurrent(p, now);
        buddies.yielded(p, t);
        resched[p] = true;
        resched[q] = true;
        return 1;
    }

    /** The running thread of p goes where it was asked for, if that pCPU is still idle (active_load_balance_cpu_stop). */
    private void push(int p, long now) {
        int to = pushTo[p];
        int t = queues.current[p];
        pushTo[p] = NONE;
        pushedTo = NONE;
        if (to == NONE || t == NONE || !allowed[t].allows(to) || !queues.isIdle(to)) {
            return;
        }
        queues.current[p] = NONE;
        protectedUntil[p] = 0;
        queues.insert(p, t);
        move(t, to, now);
        moved[p]++;
        resched[to] = true;
        pushedTo = to;
    }

    /** The pCPU that the last {@link #schedule} pushed a thread to, which has to reschedule, or {@link #NOBODY}. */
    public int pushedTo() {
        return pushedTo;
    }

    private void pullForNewlyIdle(int p, long now) {
        if (overloaded == 0 || !parameters.newIdleBalance() || averageIdle[p] < parameters.migrationCost()) {
            return;
        }
        int t = balancer.pullForNewlyIdle(p, now);
        if (t != NONE) {
            move(t, p, now);
            moved[p]++;
        }
    }

    /** A waiting thread changes queues and keeps its distance to the queue's clock (move_task). */
    private void move(int t, int p, long now) {
        int from = queues.pcpu[t];
        queues.updateCurrent(from, now);
        queues.updateCurrent(p, now);
        queues.remove(from, t);
        buddies.forget(from, t);
        changeCount(from, -1);
        siblings.leave(t, from);
        queues.vruntime[t] += queues.minVruntime[p] - queues.minVruntime[from];
        enqueue(t, p, now);
    }

    /**
     * The next tick at which something may happen on p: the running thread has had its slice while others wait. Changes
     * whenever the queue of p does.
     *
     * @return cycles, later than {@code now}, or {@link Long#MAX_VALUE} when no tick matters
     */
    public long nextTick(int p, long now) {
        int c = queues.current[p];
        int first = queues.head[p];
        if (c == NONE || first == NONE) {
            return Long.MAX_VALUE;
        }
        if (protectedUntil[p] != 0) {
            return Math.max(protectedUntil[p], now + 1); // a high-resolution timer, as hrtick
        }
        long slice = parameters.slice(queues.count[p]);
        long start = queues.execStart[c];
        long overSlice = start + slice - queues.ranSincePick[c] + 1;
        long overLead = start + slice + queues.vruntime[first] - queues.vruntime[c] + 1;
        long overMinimum = start + parameters.minGranularity() - queues.ranSincePick[c];
        long earliest = Math.min(overSlice, Math.max(overLead, overMinimum));
        return tickAtOrAfter(Math.max(earliest, now + 1));
    }

    private long tickAtOrAfter(long time) {
        long tick = parameters.tick();
        return (time + tick - 1) / tick * tick;
    }

    /** The tick on p: the running thread has to give way when its slice is over (check_preempt_tick). */
    public void tick(int p, long now) {
        queues.updateCurrent(p, now);
        int c = queues.current[p];
        int first = queues.head[p];
        if (c == NONE || first == NONE) {
            return;
        }
        if (protectedUntil[p] != 0) {
            if (now >= protectedUntil[p]) {
                protectedUntil[p] = 0;
                resched[p] = true;
            }
            return;
        }
        long slice = parameters.slice(queues.count[p]);
        long delta = queues.ranSincePick[c];
        long lead = queues.vruntime[c] - queues.vruntime[first];
        if (delta > slice || delta >= parameters.minGranularity() && lead > slice) {
            resched[p] = true;
        }
    }

    /**
     * The next tick at which pCPUs look whether they should take over work: never while every thread has a pCPU of its own
     * and either none is idle or none shares a core.
     */
    public long nextBalance(long now) {
        return mayBalance() ? tickAtOrAfter(now + 1) : Long.MAX_VALUE;
    }

    private boolean mayBalance() {
        return overloaded > 0 || idlePcpus > 0 && pairedCores > 0;
    }

    /**
     * The balancing part of a tick, on every pCPU: busy ones on their own account, idle ones because a pCPU with two
     * threads kicks them (rebalance_domains, nohz_idle_balance). Receivers {@linkplain #needsResched need to reschedule}.
     */
    public void balance(long now) {
        for (int p = 0; p < topology.pcpus() && mayBalance(); p++) {
            int t = balancer.pullIfDue(p, now);
            if (t != NONE) {
                move(t, p, now);
                moved[p]++;
                checkPreempt(p, t);
            } else if (balancer.pushFrom() != NONE && pushTo[balancer.pushFrom()] == NONE) {
                pushTo[balancer.pushFrom()] = p;
                resched[balancer.pushFrom()] = true;
            }
        }
    }

    // --- what policies of co-scheduling ask for

    /**
     * t may not run from now on, as if its group were throttled. If it runs, its pCPU {@linkplain #needsResched needs to
     * reschedule}; if it sleeps, it may wake up and still does not run.
     */
    public void park(int t, long now) {
        if (parked[t]) {
            return;
        }
        parked[t] = true;
        int p = queues.pcpu[t];
        if (queues.queued[t]) {
            queues.updateCurrent(p, now);
            if (urgentSlice[t] != 0) {
                calm(t);
            }
            queues.remove(p, t);
            buddies.forget(p, t);
            changeCount(p, -1);
            siblings.leave(t, p);
            stall(t, p);
        } else if (queues.current[p] == t) {
            resched[p] = true;
        }
    }

    /** t would run, but is parked: it keeps its distance to the clock of its queue. */
    private void stall(int t, int p) {
        stalled[t] = true;
        queues.vruntime[t] -= queues.minVruntime[p];
    }

    /** t may run again, and queues up where it was, or where no sibling is. */
    public void unpark(int t, long now) {
        if (!parked[t]) {
            return;
        }
        parked[t] = false;
        if (!stalled[t]) {
            return;
        }
        stalled[t] = false;
        int p = placement.apart(t, allowed[t], queues.pcpu[t]);
        queues.updateCurrent(p, now);
        queues.vruntime[t] += queues.minVruntime[p];
        enqueue(t, p, now);
        checkPreempt(p, t);
    }

    /** Whether t may not run. */
    public boolean isParked(int t) {
        return parked[t];
    }

    /**
     * t, if it waits, is picked next on its pCPU, and nobody takes the pCPU from it for so long; several such threads of one
     * pCPU come after each other. If t runs, nobody takes its pCPU for so long. What it runs is charged to it as ever.
     *
     * @param slice cycles
     */
    public void boost(int t, long slice, long now) {
        int p = queues.pcpu[t];
        if (queues.queued[t] && urgentSlice[t] == 0) {
            urgentSlice[t] = slice;
            urgent++;
            resched[p] |= protectedUntil[p] == 0;
        } else if (queues.current[p] == t) {
            protectedUntil[p] = Math.max(protectedUntil[p], now + slice);
        }
    }

    /** t, if it waits and a pCPU that it may use is idle, goes there at once. */
    public void startOnIdle(int t, long now) {
        for (int p = 0; idlePcpus > 0 && queues.queued[t] && p < topology.pcpus(); p++) {
            if (allowed[t].allows(p) && queues.isIdle(p)) {
                move(t, p, now);
                moved[p]++;
                resched[p] = true;
                return;
            }
        }
    }

    private void calm(int t) {
        urgentSlice[t] = 0;
        urgent--;
    }

    private int firstUrgent(int p) {
        int t = urgent == 0 ? NONE : queues.head[p];
        while (t != NONE && urgentSlice[t] == 0) {
            t = queues.next[t];
        }
        return t;
    }

    /** Whether p's balancing has moved threads that {@link #movedBy} has not reported. */
    public boolean hasMoved(int p) {
        return moved[p] > 0;
    }

    /** How many threads p's balancing has pulled or pushed since it was asked last: work that p has done. */
    public int movedBy(int p) {
        int n = moved[p];
        moved[p] = 0;
        return n;
    }

    /** p's running thread has to give way, or p is idle and has got work (TIF_NEED_RESCHED). */
    public boolean needsResched(int p) {
        return resched[p];
    }

    /** The thread that runs on p, or {@link #NOBODY}. */
    public int running(int p) {
        return queues.current[p];
    }

    /** Where t runs, waits, or ran last. */
    public int pcpuOf(int t) {
        return queues.pcpu[t];
    }

    public boolean isRunnable(int t) {
        return queues.queued[t] || stalled[t] || queues.current[queues.pcpu[t]] == t;
    }

    /** Whether t waits in a queue: it would run, may run, and does not. */
    public boolean isWaiting(int t) {
        return queues.queued[t];
    }

    /** How many threads run or wait on p. */
    public int runnable(int p) {
        return queues.count[p];
    }

    /** Cycles until now in which t has not waited: it ran, or had nothing to do. */
    public long progress(int t, long now) {
        long running = queues.current[queues.pcpu[t]] == t ? now - queues.execStart[t] : 0;
        long sleeping = isRunnable(t) ? 0 : now - asleepSince[t];
        return queues.ran[t] + running + slept[t] + sleeping;
    }

    /** Cycles t has run until p's clock was last updated. */
    public long ran(int t) {
        return queues.ran[t];
    }

    /** How often a thread woke up or was moved to another pCPU than the one before. */
    public long migrations() {
        return migrations;
    }
}
