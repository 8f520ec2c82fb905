package dev.shootdown.testbed;

import static dev.shootdown.testbed.Sim.NONE;

/**
 * mmap_sem of each VM's address space: one writer or many readers; who has to wait sleeps, in order of arrival, and later
 * readers queue behind a waiting writer (rw_semaphore, without optimistic spinning).
 */
final class MmapSem {
    private final int[] readers;
    private final int[] writer;
    private final int[] head;
    private final int[] tail;
    private final int[] next;
    private final boolean[] wantsWrite;

    MmapSem(int spaces, int threads) {
        readers = new int[spaces];
        writer = filled(spaces);
        head = filled(spaces);
        tail = filled(spaces);
        next = filled(threads);
        wantsWrite = new boolean[threads];
    }

    private static int[] filled(int n) {
        int[] array = new int[n];
        java.util.Arrays.fill(array, NONE);
        return array;
    }

    /** Whether the thread has it now; if not, it is queued and will be {@linkplain #grant granted} it. */
    boolean acquire(int space, int thread, boolean write) {
        if (head[space] == NONE && isFreeFor(space, write)) {
            take(space, thread, write);
            return true;
        }
        wantsWrite[thread] = write;
        next[thread] = NONE;
        if (head[space] == NONE) {
            head[space] = thread;
        } else {
            next[tail[space]] = thread;
        }
        tail[space] = thread;
        return false;
    }

    private boolean isFreeFor(int space, boolean write) {
        return writer[space] == NONE && (!write || readers[space] == 0);
    }

    private void take(int space, int thread, boolean write) {
        if (write) {
            writer[space] = thread;
        } else {
            readers[space]++;
        }
    }

    void release(int space, int thread) {
        if (writer[space] == thread) {
            writer[space] = NONE;
        } else {
            assert readers[space] > 0;
            readers[space]--;
        }
    }

    /** The next waiting thread that has it now, or NONE; ask until there is none. */
    int grant(int space) {
        int thread = head[space];
        if (thread == NONE || !isFreeFor(space, wantsWrite[thread])) {
            return NONE;
        }
        head[space] = next[thread];
        take(space, thread, wantsWrite[thread]);
        return thread;
    }
}
