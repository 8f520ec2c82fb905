package dev.shootdown.explore;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;
import dev.shootdown.machine.Scope;

/**
 * Coverage-guided schedules: most begin as a schedule did that showed a new abstract state or a new pair of conflicting
 * steps, and then go another way. All of the {@linkplain Corpus tape} is kept, or a part of it; then another strategy
 * chooses, for the rest or for a few steps only, after which those of the tape come that are still possible. What a
 * schedule shows becomes a tape for the schedules of later rounds.
 */
final class Guided implements Strategy {
    private static final int MOST_INSERTED = 8;
    private static final long[] NONE = {};

    private final Strategy[] others = {new Lag(), new Swarm(), new Pct(), new Pos()};
    private Strategy other = others[0];
    private long[] tape = NONE;

    /** The next step of the tape, where the tape is left, how many steps the other strategy then chooses. */
    private int at;

    private int cut;
    private int inserted;

    @Override
    public Scope scope(Dice dice, Corpus corpus) {
        if (corpus.isEmpty() || dice.oneIn(4)) {
            tape = NONE;
            return Settings.draw(dice);
        }
        Corpus.Tape drawn = corpus.draw(dice);
        tape = drawn.steps();
        return drawn.scope();
    }

    @Override
    public void begin(Machine machine, Dice dice, int mostSteps) {
        other = others[dice.below(others.length)];
        other.begin(machine, dice, mostSteps);
        at = 0;
        cut = dice.oneIn(2) ? tape.length : dice.below(tape.length + 1);
        inserted = dice.oneIn(2) ? Integer.MAX_VALUE : 1 + dice.below(MOST_INSERTED);
    }

    @Override
    public int choose(Offers enabled) {
        if (at >= cut && inserted > 0) {
            inserted--;
            return other.choose(enabled);
        }
        while (at < tape.length) {
            long step = tape[at++];
            for (int k = 0; k < enabled.size(); k++) {
                if (enabled.get(k) == step) {
                    return k;
                }
            }
        }
        return other.choose(enabled);
    }
}
