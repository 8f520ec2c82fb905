package dev.shootdown.explore;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Step;
import java.util.Arrays;

/**
 * Which pairs of kinds of step were seen to conflict: one actor's step directly after another's that could not have come
 * first, or would have led to another state. Found out by taking both in the other order, at one place of a schedule in so
 * many.
 */
final class Conflicts {
    private static final int ONE_IN = 8;

    /** A bit for each pair of kinds: first, then second. */
    final long[] pairs = new long[256 * 256 / 64];

    /** The number of a pair of kinds. */
    static int pair(long first, long second) {
        return Step.kind(first) << 8 | Step.kind(second);
    }

    boolean has(int pair) {
        return (pairs[pair >>> 6] >>> pair & 1) != 0;
    }

    void add(int pair) {
        pairs[pair >>> 6] |= 1L << pair;
    }

    void addAll(Conflicts other) {
        for (int k = 0; k < pairs.length; k++) {
            pairs[k] |= other.pairs[k];
        }
    }

    void clear() {
        Arrays.fill(pairs, 0);
    }

    int size() {
        int n = 0;
        for (long word : pairs) {
            n += Long.bitCount(word);
        }
        return n;
    }

    /** Whether it is tried at that place of a schedule. */
    static boolean isTried(int place) {
        return place % ONE_IN == 0;
    }

    /**
     * Whether two steps conflict that were taken one after the other by different actors.
     *
     * @param before a snapshot of the state before the first
     * @param after a snapshot of the state after the second, in which the machine is and is left
     */
    static boolean conflict(Machine machine, long first, long second, int[] before, int[] after) {
        machine.state.restore(before);
        boolean commutes = machine.can(second);
        if (commutes) {
            machine.apply(second);
            commutes = machine.can(first);
        }
        if (commutes) {
            machine.apply(first);
            long otherWay = machine.state.fingerprint(0);
            machine.state.restore(after);
            return otherWay != machine.state.fingerprint(0);
        }
        machine.state.restore(after);
        return true;
    }
}
