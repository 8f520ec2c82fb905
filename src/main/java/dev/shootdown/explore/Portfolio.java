package dev.shootdown.explore;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;

/** Every schedule by one of the other strategies, drawn when it begins: what one is blind to another one sees. */
final class Portfolio implements Strategy {
    private final Strategy[] strategies = {new RandomWalk(), new RandomWalk(), new Swarm(), new Pct()};
    private Strategy chosen = strategies[0];

    @Override
    public void begin(Machine machine, Dice dice, int mostSteps) {
        chosen = strategies[dice.below(strategies.length)];
        chosen.begin(machine, dice, mostSteps);
    }

    @Override
    public int choose(Offers enabled) {
        return chosen.choose(enabled);
    }
}
