package dev.shootdown.machine;

/**
 * A hash of words: the sum of each word times a fixed key of its place, mixed at the end. The multiplications do not wait
 * for each other. Two halves with independent keys make 128 bits. The mixing function is there for whoever needs one.
 */
public final class Fingerprint {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Fingerprint() {}

    /** One half of the hash over the first words, as many as there are {@link #keys} of that half. */
    static long of(int[] words, long[] keys, int half) {
        long sum = half;
        for (int k = 0; k < keys.length; k++) {
            sum += keys[k] * (words[k] + 0x1_0000_0001L);
        }
        return mix(sum);
    }

    /** The keys of that many words. */
    static long[] keys(int length, int half) {
        long[] keys = new long[length];
        long key = firstKey(half);
        for (int k = 0; k < length; k++) {
            key += GOLDEN;
            keys[k] = key ^ key >>> 29;
        }
        return keys;
    }

    private static long firstKey(int half) {
        return half == 0 ? 0x243F6A8885A308D3L : 0x13198A2E03707344L; // digits of pi
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
    public static long mix(long z) {
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
