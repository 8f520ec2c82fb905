package dev.shootdown.explore.search;

/**
 * A set of fingerprints without numbers or anything else: open addressing, at most 85 % full, 16 bytes a slot. It does not
 * grow by itself: who owns it knows how many will come, and must find the memory.
 */
final class FingerprintTable {
    private static final double FULL = 0.85;

    /** An array of two longs a slot has at most that many. */
    private static final long MOST_SLOTS = 1L << 29;

    private long[] keys;
    private int slots;
    private int size;
    private boolean hasZero;

    FingerprintTable(long room) {
        slots = slotsFor(room);
        keys = new long[2 * slots];
    }

    private static int slotsFor(long room) {
        return (int) Math.min(MOST_SLOTS, (long) (room / FULL) + 16);
    }

    /** Bytes of a table with room for that many. */
    static long bytesFor(long room) {
        return 16L * slotsFor(room);
    }

    /** Whether a table can be that large. */
    static boolean canHold(long room) {
        return room / FULL + 16 <= MOST_SLOTS;
    }

    boolean hasRoomFor(long room) {
        return slotsFor(room) <= slots;
    }

    long bytes() {
        return 16L * slots;
    }

    /** Becomes one with room for that many. */
    void grow(long room) {
        long[] old = keys;
        slots = slotsFor(room);
        keys = new long[2 * slots];
        size = hasZero ? 1 : 0;
        for (int k = 0; k < old.length; k += 2) {
            if ((old[k] | old[k + 1]) != 0) {
                add(old[k], old[k + 1]);
            }
        }
    }

    /** Whether the room that it was made with is taken. */
    boolean isFull() {
        return size > slots * FULL;
    }

    int size() {
        return size;
    }

    private int slotOf(long second) {
        return (int) ((second >>> 32) * slots >>> 32);
    }

    /** Brings the place of a fingerprint into the processor's cache; what it returns means nothing, but must be used. */
    long touch(long second) {
        return keys[2 * slotOf(second)];
    }

    /** Adds a fingerprint; false when it was there. */
    boolean add(long first, long second) {
        if ((first | second) == 0) {
            boolean isNew = !hasZero;
            hasZero = true;
            size += isNew ? 1 : 0;
            return isNew;
        }
        int slot = slotOf(second);
        while (true) {
            long there = keys[2 * slot];
            long behind = keys[2 * slot + 1];
            if ((there | behind) == 0) {
                keys[2 * slot] = first;
                keys[2 * slot + 1] = second;
                size++;
                return true;
            }
            if (there == first && behind == second) {
                return false;
            }
            if (++slot == slots) {
                slot = 0;
            }
        }
    }
}
