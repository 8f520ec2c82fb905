package dev.shootdown.testbed;

import static dev.shootdown.testbed.Sim.NONE;

import java.util.Arrays;

/**
 * Interrupts that were sent to pCPUs and have not arrived: each comes at its own time, none with an earlier one. Those of one
 * pCPU that arrive in the same cycle are one.
 */
final class InterruptsOnTheWay {
    /** Per pCPU, the interrupt that arrives first; they are linked in the order of their arrival. */
    private final int[] first;

    private int[] next;
    private int[] reasons;
    private long[] time;
    private int free = NONE;

    InterruptsOnTheWay(int pcpus) {
        first = new int[pcpus];
        Arrays.fill(first, NONE);
        grow(0, 4 * pcpus);
    }

    /** Room for more is made when there is none, and kept: a run in its steady state allocates nothing. */
    private void grow(int from, int to) {
        next = from == 0 ? new int[to] : Arrays.copyOf(next, to);
        reasons = from == 0 ? new int[to] : Arrays.copyOf(reasons, to);
        time = from == 0 ? new long[to] : Arrays.copyOf(time, to);
        for (int k = from; k < to; k++) {
            next[k] = free;
            free = k;
        }
    }

    void add(int p, int reason, long arrival) {
        int before = NONE;
        int at = first[p];
        while (at != NONE && time[at] < arrival) {
            before = at;
            at = next[at];
        }
        if (at != NONE && time[at] == arrival) {
            reasons[at] |= reason;
            return;
        }
        if (free == NONE) {
            grow(next.length, 2 * next.length);
        }
        int added = free;
        free = next[added];
        reasons[added] = reason;
        time[added] = arrival;
        next[added] = at;
        if (before == NONE) {
            first[p] = added;
        } else {
            next[before] = added;
        }
    }

    /** When the next one arrives at p; {@link Long#MAX_VALUE} if none is on its way. */
    long nextArrival(int p) {
        return first[p] == NONE ? Long.MAX_VALUE : time[first[p]];
    }

    /** Takes out the one that arrives next at p: its reasons. */
    int arrive(int p) {
        int at = first[p];
        first[p] = next[at];
        next[at] = free;
        free = at;
        return reasons[at];
    }
}
