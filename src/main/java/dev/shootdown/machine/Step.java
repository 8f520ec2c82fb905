package dev.shootdown.machine;

/**
 * A step with its arguments, packed into a {@code long}: kind in 8 bits, then an actor in 12 bits (a vCPU or pCPU) and
 * two more arguments in 22 bits each ({@link Scope#MOST_CPUS}, {@link Scope#MOST_PAGES}). Packed steps cost no allocation
 * and compare as numbers.
 */
public final class Step {
    private static final int A = 8;
    private static final int B = 20;
    private static final int C = 42;

    private Step() {}

    public static long of(int kind, int a) {
        return kind | (long) a << A;
    }

    public static long of(int kind, int a, int b) {
        return kind | (long) a << A | (long) b << B;
    }

    public static long of(int kind, int a, int b, int c) {
        return kind | (long) a << A | (long) b << B | (long) c << C;
    }

    public static int kind(long step) {
        return (int) (step & 0xff);
    }

    /** The first argument: who takes the step. */
    public static int a(long step) {
        return (int) (step >>> A) & 0xfff;
    }

    public static int b(long step) {
        return (int) (step >>> B) & 0x3fffff;
    }

    public static int c(long step) {
        return (int) (step >>> C);
    }
}
