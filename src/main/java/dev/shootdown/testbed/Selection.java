package dev.shootdown.testbed;

/**
 * Where the k-th one of a word is, with neither a loop nor a branch that a processor would guess wrongly: all eight bytes are
 * counted at once, then one of them is looked up (Vigna, "Broadword implementation of rank/select queries", 2008).
 */
final class Selection {
    private static final long LOWEST = 0x0101010101010101L;
    private static final long HIGHEST = LOWEST << 7;
    /** For each byte, and each of its ones, where that is. */
    private static final byte[] IN_BYTE = new byte[256 * 8];

    static {
        for (int bits = 0; bits < 256; bits++) {
            int rank = 0;
            for (int at = 0; at < 8; at++) {
                if ((bits >>> at & 1) != 0) {
                    IN_BYTE[bits * 8 + rank++] = (byte) at;
                }
            }
        }
    }

    private Selection() {}

    /**
     * The place of a one, from the lowest.
     *
     * @param rank how many ones are below it; there must be more ones than that
     */
    static int select(long ones, int rank) {
        long pairs = ones - (ones >>> 1 & 0x5555555555555555L);
        long nibbles = (pairs & 0x3333333333333333L) + (pairs >>> 2 & 0x3333333333333333L);
        long upTo = (nibbles + (nibbles >>> 4) & 0x0f0f0f0f0f0f0f0fL) * LOWEST; // ones in a byte and those below it
        int at = 8
                * Long.bitCount(
                        (rank * LOWEST | HIGHEST) - upTo & HIGHEST); // bytes with no more ones up to them than rank
        int left = rank - (int) (upTo << 8 >>> at & 0xff);
        return at + IN_BYTE[(int) (ones >>> at & 0xff) * 8 + left];
    }
}
