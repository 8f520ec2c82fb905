package dev.shootdown.explore;

import dev.shootdown.machine.Scope;
import java.util.ArrayList;
import java.util.List;

/** Tapes that showed something new when they were recorded, the latest ones: what coverage-guided schedules begin with. */
final class Corpus {
    static final int MOST = 1024;
    private static final int RECENT = 64;

    private final List<Tape> tapes = new ArrayList<>();
    private long added;

    /** The steps of a schedule up to the last that showed something new, on the machine where they were taken. */
    record Tape(Scope scope, long[] steps) {}

    void add(Tape tape) {
        if (tapes.size() < MOST) {
            tapes.add(tape);
        } else {
            tapes.set((int) (added % MOST), tape);
        }
        added++;
    }

    boolean isEmpty() {
        return tapes.isEmpty();
    }

    /** One of them, a recent one in every other case; there must be one. */
    Tape draw(Dice dice) {
        int n = tapes.size();
        if (dice.oneIn(2)) {
            return tapes.get(dice.below(n));
        }
        long newest = added - 1 - dice.below(Math.min(n, RECENT));
        return tapes.get((int) (newest % MOST));
    }

    List<Tape> tapes() {
        return tapes;
    }

    long added() {
        return added;
    }

    /** Becomes what it was. */
    void restore(List<Tape> saved, long added) {
        tapes.clear();
        tapes.addAll(saved);
        this.added = added;
    }
}
