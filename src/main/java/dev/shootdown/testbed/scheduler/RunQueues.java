package dev.shootdown.testbed.scheduler;

import java.util.Arrays;

/**
 * Who is runnable where: per pCPU the running thread and a list of waiting ones in the order of their virtual run time.
 * All threads weigh the same (nice 0), so that virtual run time is run time, in cycles.
 */
final class RunQueues {
    /*
     * The kernel keeps a red-black tree per pCPU. Queues of vCPUs are short (two, now and then five), so a linked list
     * over arrays finds a place faster and needs no memory per pCPU. Equal keys queue behind each other, as in the tree.
     */
    static final int NONE = -1;

    final int[] current;
    final int[] head;
    /** Runnable threads, the running one included (cfs_rq.nr_running). */
    final int[] count;

    /** The same of each core and of each socket. */
    final int[] countOfCore;

    final int[] countOfSocket;
    private final Topology topology;

    final long[] minVruntime;

    final int[] next;
    /** Where a thread runs, waits, or ran last. */
    final int[] pcpu;

    final boolean[] queued;
    final long[] vruntime;
    final long[] execStart;
    /** Run time since the thread was picked last (sum_exec_runtime - prev_sum_exec_runtime). */
    final long[] ranSincePick;
    /** Run time ever. */
    final long[] ran;

    RunQueues(Topology topology, int threads) {
        this.topology = topology;
        int pcpus = topology.pcpus();
        countOfCore = new int[pcpus / topology.threadsPerCore()];
        countOfSocket = new int[topology.sockets()];
        current = filled(pcpus);
        head = filled(pcpus);
        count = new int[pcpus];
        minVruntime = new long[pcpus];
        next = filled(threads);
        pcpu = new int[threads];
        queued = new boolean[threads];
        vruntime = new long[threads];
        execStart = new long[threads];
        ranSincePick = new long[threads];
        ran = new long[threads];
    }

    private static int[] filled(int length) {
        int[] array = new int[length];
        Arrays.fill(array, NONE);
        return array;
    }

    /** So many more threads (or fewer) are runnable on p. */
    void changeCount(int p, int more) {
        count[p] += more;
        countOfCore[p / topology.threadsPerCore()] += more;
        countOfSocket[p / topology.pcpusPerSocket()] += more;
    }

    boolean isIdle(int p) {
        return count[p] == 0 && current[p] == NONE;
    }

    /** Charges the running thread of p for its time until now (update_curr). */
    void updateCurrent(int p, long now) {
        int t = current[p];
        if (t != NONE) {
            long delta = now - execStart[t];
            assert delta >= 0 : "time runs backwards";
            execStart[t] = now;
            vruntime[t] += delta;
            ranSincePick[t] += delta;
            ran[t] += delta;
        }
        updateMinVruntime(p);
    }

    /** The clock of a queue never runs backwards (update_min_vruntime). */
    private void updateMinVruntime(int p) {
        int c = current[p];
        int h = head[p];
        if (c == NONE && h == NONE) {
            return;
        }
        long smallest = c == NONE ? vruntime[h] : h == NONE ? vruntime[c] : Math.min(vruntime[c], vruntime[h]);
        minVruntime[p] = Math.max(minVruntime[p], smallest);
    }

    /** Puts a waiting thread into its place (__enqueue_entity). */
    void insert(int p, int t) {
        assert !queued[t];
        int before = NONE;
        int at = head[p];
        while (at != NONE && vruntime[at] <= vruntime[t]) {
            before = at;
            at = next[at];
        }
        next[t] = at;
        if (before == NONE) {
            head[p] = t;
        } else {
            next[before] = t;
        }
        queued[t] = true;
        pcpu[t] = p;
    }

    /** Takes a waiting thread out (__dequeue_entity). */
    void remove(int p, int t) {
        assert queued[t] && pcpu[t] == p;
        if (head[p] == t) {
            head[p] = next[t];
        } else {
            int at = head[p];
            while (next[at] != t) {
                at = next[at];
            }
            next[at] = next[t];
        }
        next[t] = NONE;
        queued[t] = false;
    }
}
