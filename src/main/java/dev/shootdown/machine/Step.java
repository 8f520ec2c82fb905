package dev.shootdown.machine;

/**
 * A step with its arguments, packed into a {@code long}: kind in 8 bits, then an actor in 16 bits (a vCPU or pCPU) and
 * two more arguments in 20 bits each. Packed steps cost no allocation and compare as numbers.
 */
public final class Step {
    private Step() {}

    public static long of(int kind, int a) {
        return kind | (long) a << 8;
    }

    public static long of(int kind, int a, int b) {
        return kind | (long) a << 8 | (long) b << 24;
    }

    public static long of(int kind, int a, int b, int c) {
        return kind | (long) a << 8 | (long) b << 24 | (long) c << 44;
    }

    public static int kind(long step) {
        return (int) (step & 0xff);
    }

    /** The first argument: who takes the step. */
    public static int a(long step) {
        return (int) (step >>> 8) & 0xffff;
    }

    public static int b(long step) {
        return (int) (step >>> 24) & 0xfffff;
    }

    public static int c(long step) {
        return (int) (step >>> 44) & 0xfffff;
    }
}
