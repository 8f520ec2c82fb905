package dev.shootdown.explore;

import java.util.Arrays;

/**
 * The choices of one schedule. A choice is a number, taken modulo how many steps are enabled where it is used, so that
 * every tape is a schedule on every machine, and a tape with some choices deleted is one too.
 */
public final class Tape {
    private int[] choices;
    private int size;

    public Tape() {
        choices = new int[256];
    }

    /** The tape with these choices. */
    public static Tape of(int... choices) {
        Tape tape = new Tape();
        tape.choices = choices.clone();
        tape.size = choices.length;
        return tape;
    }

    public int size() {
        return size;
    }

    /** The k-th choice among n possibilities. */
    public int choice(int k, int n) {
        return Integer.remainderUnsigned(choices[k], n);
    }

    void add(int choice) {
        if (size == choices.length) {
            choices = Arrays.copyOf(choices, Math.max(16, 2 * size));
        }
        choices[size++] = choice;
    }

    void clear() {
        size = 0;
    }

    public int[] toArray() {
        return Arrays.copyOf(choices, size);
    }

    @Override
    public String toString() {
        return Arrays.toString(toArray());
    }
}
