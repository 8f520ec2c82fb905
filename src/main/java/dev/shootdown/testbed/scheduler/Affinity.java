package dev.shootdown.testbed.scheduler;

/** The set of pCPUs a thread may run on (cpus_allowed). Immutable. */
public final class Affinity {
    private final long[] words;

    private Affinity(long[] words) {
        this.words = words;
    }

    /** The pCPUs from {@code first} to {@code last}, both included. */
    public static Affinity range(int first, int last) {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("no such range of pCPUs: " + first + " to " + last);
        }
        long[] words = new long[(last >> 6) + 1];
        for (int p = first; p <= last; p++) {
            words[p >> 6] |= 1L << p;
        }
        return new Affinity(words);
    }

    /** These pCPUs, in ascending order. */
    public static Affinity of(java.util.List<Integer> pcpus) {
        long[] words = new long[(pcpus.get(pcpus.size() - 1) >> 6) + 1];
        for (int p : pcpus) {
            words[p >> 6] |= 1L << p;
        }
        return new Affinity(words);
    }

    public boolean allows(int p) {
        return p >> 6 < words.length && (words[p >> 6] >>> p & 1) != 0;
    }

    /** The lowest allowed pCPU. */
    public int first() {
        int w = 0;
        while (words[w] == 0) {
            w++;
        }
        return (w << 6) + Long.numberOfTrailingZeros(words[w]);
    }
}
