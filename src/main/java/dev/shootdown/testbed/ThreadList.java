package dev.shootdown.testbed;

import static dev.shootdown.testbed.Sim.NONE;

/** First-in, first-out lists of threads, a thread in at most one of them; no operation allocates. */
final class ThreadList {
    private final int[] head;
    private final int[] tail;
    private final int[] next;
    private final int[] previous;

    ThreadList(int lists, int threads) {
        head = new int[lists];
        tail = new int[lists];
        next = new int[threads];
        previous = new int[threads];
        java.util.Arrays.fill(head, NONE);
        java.util.Arrays.fill(tail, NONE);
    }

    boolean isEmpty(int list) {
        return head[list] == NONE;
    }

    void add(int list, int thread) {
        previous[thread] = tail[list];
        next[thread] = NONE;
        if (tail[list] == NONE) {
            head[list] = thread;
        } else {
            next[tail[list]] = thread;
        }
        tail[list] = thread;
    }

    /** Takes out the thread that waits longest; NONE if there is none. */
    int poll(int list) {
        int thread = head[list];
        if (thread != NONE) {
            remove(list, thread);
        }
        return thread;
    }

    /** The thread that waits longest, which stays; NONE if there is none. */
    int first(int list) {
        return head[list];
    }

    /** The thread that was added next to the same list; NONE if there is none. */
    int after(int thread) {
        return next[thread];
    }

    void remove(int list, int thread) {
        if (previous[thread] == NONE) {
            head[list] = next[thread];
        } else {
            next[previous[thread]] = next[thread];
        }
        if (next[thread] == NONE) {
            tail[list] = previous[thread];
        } else {
            previous[next[thread]] = previous[thread];
        }
    }
}
