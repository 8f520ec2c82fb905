package dev.shootdown.explore;

import dev.shootdown.machine.State;
import java.util.ArrayDeque;

/** A queue of snapshots of one machine, first in, first out, kept in blocks. */
final class Snapshots {
    private static final int BLOCK = 1 << 16;

    private final int words;
    private final int perBlock;
    private final int[] scratch;
    private final ArrayDeque<int[]> blocks = new ArrayDeque<>();
    private int[] spare;
    private int first;
    private int next;

    Snapshots(int words) {
        this.words = words;
        perBlock = Math.max(1, BLOCK / words);
        next = perBlock;
        scratch = new int[words];
    }

    void add(State state) {
        if (next == perBlock) {
            blocks.addLast(spare != null ? spare : new int[perBlock * words]);
            spare = null;
            next = 0;
        }
        state.save(scratch);
        System.arraycopy(scratch, 0, blocks.getLast(), next++ * words, words);
    }

    /** Removes the oldest; there must be one. */
    void remove(int[] to) {
        System.arraycopy(blocks.getFirst(), first++ * words, to, 0, words);
        if (first == perBlock) {
            spare = blocks.removeFirst();
            first = 0;
        }
    }
}
