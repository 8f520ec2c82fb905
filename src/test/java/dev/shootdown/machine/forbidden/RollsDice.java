package dev.shootdown.machine.forbidden;

/** Gives an answer that no seed of ours decides. */
public final class RollsDice {
    private RollsDice() {}

    static double roll() {
        return Math.random();
    }
}
