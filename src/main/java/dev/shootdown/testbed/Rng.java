package dev.shootdown.testbed;

/**
 * A stream of random 64-bit numbers: xoshiro256** (Blackman and Vigna, 2018), its four words filled by SplitMix64 (Steele,
 * Lea and Flood, 2014). The same seed gives the same numbers on every JDK, and drawing one allocates nothing.
 *
 * <p>{@link #split(long)} gives independent streams by number, so that the draws of one thread or one vCPU do not depend on
 * how many draws another one made. Not safe for use by several threads, and no good for secrets.
 */
public final class Rng {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long s0;
    private long s1;
    private long s2;
    private long s3;

    private Rng(long s0, long s1, long s2, long s3) {
        this.s0 = s0;
        this.s1 = s1;
        this.s2 = s2;
        this.s3 = s3;
    }

    /** The stream of a seed; every seed is as good as any other, zero too. */
    public static Rng of(long seed) {
        return new Rng(
                mix(seed + GOLDEN_GAMMA),
                mix(seed + 2 * GOLDEN_GAMMA),
                mix(seed + 3 * GOLDEN_GAMMA),
                mix(seed + 4 * GOLDEN_GAMMA));
    }

    /** The stream whose four words of state are given, not all zero: for checking against published values. */
    static Rng ofState(long s0, long s1, long s2, long s3) {
        return new Rng(s0, s1, s2, s3);
    }

    /**
     * The stream with this number that belongs to this one, which is not changed by the call: the same number gives the same
     * stream again as long as nothing was drawn in between.
     */
    public Rng split(long number) {
        return of(mix(s0 ^ mix(number + GOLDEN_GAMMA)) + s3);
    }

    /** The finaliser of SplitMix64: a bijection of 64-bit words. */
    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** All 64 bits, uniform. */
    public long nextLong() {
        long result = Long.rotateLeft(s1 * 5, 7) * 9;
        long t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = Long.rotateLeft(s3, 45);
        return result;
    }

    /** Uniform in [0, 1): a multiple of 2⁻⁵³. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /**
     * Uniform in [0, bound), by one multiplication without rejection: a value's probability is off by less than 2⁻³²
     * of itself.
     *
     * @throws IllegalArgumentException if bound is not in 1 … 2³¹ − 1
     */
    public long nextBelow(long bound) {
        if (bound <= 0 || bound > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("bound must be in 1 … 2^31 - 1: " + bound);
        }
        // the upper half of (unsigned 64-bit draw × bound); bound is positive, so only the draw's sign needs a
        // correction
        long draw = nextLong();
        return Math.multiplyHigh(draw, bound) + ((draw >> 63) & bound);
    }

    /**
     * Draws {@code n} numbers as {@link #nextBelow(long)} does, and says which of them are below a limit that sinks by one with
     * each that is. There is no branch on what was drawn, and the words of this stream stay in registers.
     *
     * @param to the numbers
     * @param lower places in {@code to} of those that are below the limit, ascending; the places behind them mean nothing
     * @return how many those are
     */
    int nextBelow(int bound, int limit, int[] to, int[] lower, int n) {
        long a = s0;
        long b = s1;
        long c = s2;
        long d = s3;
        int found = 0;
        for (int k = 0; k < n; k++) {
            long draw = Long.rotateLeft(b * 5, 7) * 9;
            int number = (int) (Math.multiplyHigh(draw, bound) + ((draw >> 63) & bound));
            to[k] = number;
            lower[found] = k;
            int isLower = number - limit >>> 31;
            found += isLower;
            limit -= isLower;
            long t = b << 17;
            c ^= a;
            d ^= b;
            b ^= c;
            a ^= d;
            c ^= t;
            d = Long.rotateLeft(d, 45);
        }
        s0 = a;
        s1 = b;
        s2 = c;
        s3 = d;
        return found;
    }

    /** Notes where this stream is, in four words. */
    void save(long[] to) {
        to[0] = s0;
        to[1] = s1;
        to[2] = s2;
        to[3] = s3;
    }

    /** Goes back to where this stream was, and on by so many draws. */
    void restore(long[] from, int draws) {
        s0 = from[0];
        s1 = from[1];
        s2 = from[2];
        s3 = from[3];
        for (int k = 0; k < draws; k++) {
            nextLong();
        }
    }

    /** True with this probability; never for 0 or less, always for 1 or more. */
    public boolean nextChance(double probability) {
        return nextDouble() < probability;
    }
}
