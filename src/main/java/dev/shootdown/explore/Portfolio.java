package dev.shootdown.explore;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;
import dev.shootdown.machine.Scope;

/**
 * Every schedule by one of the other strategies, drawn when it begins: what one is blind to another one sees. Of the
 * machines, some are those of tapes that showed something new, for {@link Guided}. {@link Lag} comes twice as often as the
 * others: it finds most of what is rare.
 */
final class Portfolio implements Strategy {
    private final Guided guided = new Guided();
    private final Strategy[] strategies = {
        new RandomWalk(), new Swarm(), new Pct(), new Pos(), new Surw(), new Lag(), new Lag()
    };
    private boolean isGuided;
    private Strategy chosen = strategies[0];

    @Override
    public Scope scope(Dice dice, Corpus corpus) {
        isGuided = dice.oneIn(4);
        return isGuided ? guided.scope(dice, corpus) : Settings.draw(dice);
    }

    @Override
    public void begin(Machine machine, Dice dice, int mostSteps) {
        chosen = isGuided ? guided : strategies[dice.below(strategies.length)];
        chosen.begin(machine, dice, mostSteps);
    }

    @Override
    public int choose(Offers enabled) {
        return chosen.choose(enabled);
    }

    @Override
    public int depth() {
        return chosen.depth();
    }
}
