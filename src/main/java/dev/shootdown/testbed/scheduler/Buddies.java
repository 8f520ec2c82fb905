package dev.shootdown.testbed.scheduler;

import static dev.shootdown.testbed.scheduler.RunQueues.NONE;

import java.util.Arrays;

/**
 * The threads that a queue would rather run next or not at once, because somebody yielded (the next and skip buddies of
 * kernel/sched/fair.c, Linux 3.16), and the pick that heeds them (pick_next_entity): neither makes a thread run that is more
 * than the wake-up granularity ahead of the one whose turn it is.
 */
final class Buddies {
    private final RunQueues queues;
    private final long granularity;
    private final int[] next;
    private final int[] skip;

    Buddies(RunQueues queues, int pcpus, long granularity) {
        this.queues = queues;
        this.granularity = granularity;
        next = new int[pcpus];
        skip = new int[pcpus];
        Arrays.fill(next, NONE);
        Arrays.fill(skip, NONE);
    }

    /** p's current thread gives way to t, which waits on its queue. */
    void yielded(int p, int t) {
        next[queues.pcpu[t]] = t;
        if (queues.count[p] > 1) {
            skip[p] = queues.current[p];
        }
    }

    /** t leaves p's queue, or has been picked (clear_buddies). */
    void forget(int p, int t) {
        next[p] = next[p] == t ? NONE : next[p];
        skip[p] = skip[p] == t ? NONE : skip[p];
    }

    /** The thread that p is to run, which is its current one or waits on its queue; NONE if there is none. */
    int pick(int p) {
        int current = queues.current[p];
        int first = queues.head[p];
        int left = isBefore(current, first) ? current : first;
        if (left == NONE) {
            left = current;
        }
        if (next[p] == NONE && skip[p] == NONE || left == NONE) {
            return left;
        }
        int chosen = left;
        if (skip[p] == left) {
            int second = left == current ? first : queues.next[left];
            if (left != current && (second == NONE || isBefore(current, second)) && current != NONE) {
                second = current;
            }
            if (second != NONE && isNear(second, left)) {
                chosen = second;
            }
        }
        if (next[p] != NONE && isNear(next[p], left)) {
            chosen = next[p];
        }
        forget(p, chosen);
        return chosen;
    }

    private boolean isBefore(int t, int u) {
        return t != NONE && u != NONE && queues.vruntime[t] < queues.vruntime[u];
    }

    /** wakeup_preempt_entity(t, left) < 1. */
    private boolean isNear(int t, int left) {
        return queues.vruntime[t] - queues.vruntime[left] <= granularity;
    }
}
