package dev.shootdown.machine;

import java.util.Arrays;

/**
 * A set of 128-bit fingerprints that numbers them from zero in the order in which they come. Open addressing with linear
 * probing, at most half full, 40 to 80 bytes per fingerprint. Two different states share a fingerprint with probability
 * n²/2¹²⁹ among n states: 10⁻²⁵ among ten million.
 */
public final class Fingerprints {
    private static final int MOST = 1 << 29;

    private long[] keys = new long[2 * 1024];
    private int[] numbers = new int[1024];
    private int size;

    /** How many there are. */
    public int size() {
        return size;
    }

    /** Adds the fingerprint of a state; see {@link #add(long, long)}. */
    public int add(State state) {
        return add(state.fingerprint(0), state.fingerprint(1));
    }

    /**
     * Adds a fingerprint.
     *
     * @return its number when it is new; {@code -1 - number} when it was there
     */
    public int add(long first, long second) {
        if (2 * size >= numbers.length) {
            grow();
        }
        int slot = slotOf(first, second);
        if (numbers[slot] != 0) {
            return -numbers[slot];
        }
        keys[2 * slot] = first;
        keys[2 * slot + 1] = second;
        numbers[slot] = ++size;
        return size - 1;
    }

    private int slotOf(long first, long second) {
        int mask = numbers.length - 1;
        int slot = (int) first & mask;
        while (numbers[slot] != 0 && (keys[2 * slot] != first || keys[2 * slot + 1] != second)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        if (numbers.length >= MOST) {
            throw new BadInput("this scope has more than " + size + " states: choose a smaller one");
        }
        long[] oldKeys = keys;
        int[] oldNumbers = numbers;
        keys = new long[2 * oldKeys.length];
        numbers = new int[2 * oldNumbers.length];
        for (int k = 0; k < oldNumbers.length; k++) {
            if (oldNumbers[k] != 0) {
                int slot = slotOf(oldKeys[2 * k], oldKeys[2 * k + 1]);
                keys[2 * slot] = oldKeys[2 * k];
                keys[2 * slot + 1] = oldKeys[2 * k + 1];
                numbers[slot] = oldNumbers[k];
            }
        }
    }

    /** Forgets everything. */
    public void clear() {
        Arrays.fill(numbers, 0);
        size = 0;
    }
}
