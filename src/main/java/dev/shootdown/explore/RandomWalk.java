package dev.shootdown.explore;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;

/** Any enabled step, each with the same probability. */
final class RandomWalk implements Strategy {
    private Dice dice;

    @Override
    public void begin(Machine machine, Dice dice, int mostSteps) {
        this.dice = dice;
    }

    @Override
    public int choose(Offers enabled) {
        return dice.below(enabled.size());
    }
}
