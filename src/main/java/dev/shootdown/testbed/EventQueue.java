package dev.shootdown.testbed;

import java.util.Arrays;

/**
 * The pending events of a simulation: a fixed number of sources, each with at most one pending event at an absolute
 * time in cycles. The earliest event comes first; of events at the same time, the one of the lower source number.
 *
 * <p>No operation allocates.
 */
public final class EventQueue {
    /*
     * A winner tree. Leaf s holds source s's key, every inner node the smaller key of its two children, so that the
     * root is the next event. A key packs (time, source) into one long, time above source: comparing keys breaks ties
     * by source number for free, and the minimum is arithmetic, with no branch to predict: Math.min would be one too where
     * either of the two wins every other time, but most new keys lose, and what nearly always happens is compiled as a branch.
     *
     * On the way from a leaf to the root only siblings are read, and none of those loads depends on the one before:
     * the chain is one minimum per level. A binary heap, on the other hand, must know the outcome of each level before it
     * can load the next one.
     */
    private static final long NEVER = Long.MAX_VALUE;

    private final int sources;
    private final int leaves;
    private final int shift;
    private final long[] tree;

    /**
     * A queue with nothing pending.
     *
     * @param sources how many sources there are, 1 to 2^20
     */
    public EventQueue(int sources) {
        if (sources < 1 || sources > 1 << 20) {
            throw new IllegalArgumentException("sources must be 1 to 2^20: " + sources);
        }
        this.sources = sources;
        this.leaves = Math.max(2, Integer.highestOneBit(2 * sources - 1));
        this.shift = Integer.numberOfTrailingZeros(leaves);
        this.tree = new long[2 * leaves];
        Arrays.fill(tree, NEVER);
    }

    /** The latest time this queue can hold, in cycles: over twelve hours at 3 GHz with 65,536 sources. */
    public long latestTime() {
        return (NEVER >> shift) - 1;
    }

    /** Makes {@code time} (cycles, 0 or later) the pending event of this source, in place of an earlier one if any. */
    public void schedule(int source, long time) {
        assert source >= 0 && source < sources : source;
        assert time >= 0 && time <= latestTime() : time;
        replay(source, time << shift | source);
    }

    /** Takes back the pending event of this source; nothing happens if there is none. */
    public void cancel(int source) {
        assert source >= 0 && source < sources : source;
        if (isPending(source)) {
            replay(source, NEVER);
        }
    }

    private void replay(int source, long key) {
        final long[] t = tree;
        int node = leaves + source;
        long winner = key;
        t[node] = key;
        while (node > 1) {
            winner = lesser(winner, t[node ^ 1]);
            node >>= 1;
            t[node] = winner;
        }
    }

    /** The minimum of two keys, neither of them negative. */
    private static long lesser(long a, long b) {
        long difference = a - b;
        return b + (difference & difference >> 63);
    }

    /**
     * The source whose event is next, or -1 when nothing is pending. The event stays pending: whoever handles it
     * schedules the source anew, which is one walk up the tree instead of two, or cancels it.
     */
    public int next() {
        long root = tree[1];
        return root == NEVER ? -1 : (int) root & leaves - 1;
    }

    /** The time of the next event in cycles, or {@link Long#MAX_VALUE} when nothing is pending. */
    public long nextTime() {
        long root = tree[1];
        return root == NEVER ? Long.MAX_VALUE : root >>> shift;
    }

    public boolean isPending(int source) {
        return tree[leaves + source] != NEVER;
    }

    /** The time of this source's pending event in cycles, or {@link Long#MAX_VALUE} when it has none. */
    public long timeOf(int source) {
        long key = tree[leaves + source];
        return key == NEVER ? Long.MAX_VALUE : key >>> shift;
    }
}
