package dev.shootdown.explore;

import dev.shootdown.machine.Fingerprint;

/**
 * A stream of random numbers: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). A seed and a number name a stream, so that
 * what one schedule draws does not depend on what another one drew.
 */
public final class Dice {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    private Dice(long state) {
        this.state = state;
    }

    /** The stream of that number under a seed. */
    public static Dice of(long seed, long number) {
        Dice dice = new Dice(0);
        dice.restart(seed, number);
        return dice;
    }

    /** Becomes the stream of that number under a seed. */
    public void restart(long seed, long number) {
        state = Fingerprint.mix(Fingerprint.mix(seed + GOLDEN) + number * GOLDEN);
    }

    public long next() {
        state += GOLDEN;
        return Fingerprint.mix(state);
    }

    /** A number from 0 to bound − 1; off from uniform by less than bound/2³². */
    public int below(int bound) {
        return (int) ((next() >>> 32) * bound >>> 32);
    }

    /** True in one case of n. */
    public boolean oneIn(int n) {
        return below(n) == 0;
    }
}
