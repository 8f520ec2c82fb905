package dev.shootdown.explore.search;

/** Numbers in as few bytes as they need, seven bits in each, the lowest first. */
final class Varints {
    private Varints() {}

    /** Writes a number that is not negative and returns where it ends; at most ten bytes. */
    static int write(byte[] to, int at, long number) {
        int next = at;
        long rest = number;
        while (rest >= 0x80) {
            to[next++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        to[next++] = (byte) rest;
        return next;
    }

    static long zigzag(int number) {
        return (number << 1 ^ number >> 31) & 0xFFFF_FFFFL;
    }

    static int unzigzag(long number) {
        int n = (int) number;
        return n >>> 1 ^ -(n & 1);
    }

    /** Reads one number after the other. */
    static final class Cursor {
        private final byte[] from;
        int at;

        Cursor(byte[] from, int at) {
            this.from = from;
            this.at = at;
        }

        long next() {
            long number = 0;
            for (int shift = 0; ; shift += 7) {
                byte one = from[at++];
                number |= (one & 0x7FL) << shift;
                if (one >= 0) {
                    return number;
                }
            }
        }
    }
}
