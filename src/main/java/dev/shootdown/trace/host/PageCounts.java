package dev.shootdown.trace.host;

import java.util.Arrays;

/** How often flushes of each size were seen: of so many pages, of more than are told apart, and of everything. */
public final class PageCounts {
    /** Sizes told apart; Linux flushes everything above 33 pages unless told otherwise. */
    public static final int MOST = 512;

    private final long[] counts = new long[MOST + 1];
    private long larger;
    private long full;

    void add(long pages) {
        if (pages < 0) {
            full++;
        } else if (pages > MOST) {
            larger++;
        } else {
            counts[(int) pages]++;
        }
    }

    void add(PageCounts other) {
        for (int k = 0; k <= MOST; k++) {
            counts[k] += other.counts[k];
        }
        larger += other.larger;
        full += other.full;
    }

    public long of(int pages) {
        return counts[pages];
    }

    /** Flushes of more than {@link #MOST} pages, page by page. */
    public long larger() {
        return larger;
    }

    /** Flushes of everything. */
    public long full() {
        return full;
    }

    public long total() {
        return Arrays.stream(counts).sum() + larger + full;
    }

    /** The largest size told apart that was seen; 0 if there is none. */
    public int largest() {
        int k = MOST;
        while (k > 0 && counts[k] == 0) {
            k--;
        }
        return k;
    }
}
