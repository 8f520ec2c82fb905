package dev.shootdown.explore;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;

/**
 * Priorities with few changes: PCT (Burckhardt, Kothari, Musuvathi, Nagarakatte, ASPLOS 2010). Each {@linkplain Actors
 * actor} has a random priority, and the highest one that can take a step does. At d − 1 random places of the schedule whoever
 * would go next gets a priority below all the first ones, of those places each another one. A schedule draws its depth d
 * from two to ten.
 *
 * <p>PCT finds a bug that d ordering constraints make with probability at least 1/(n·k^(d−1)), among n threads and k steps
 * ({@link PctBound}). Which of its steps an actor takes is drawn evenly, and is not part of that bound: it is for the
 * order of the actors, given what each of them would do next.
 */
final class Pct implements Strategy {
    static final int LEAST_DEPTH = 2;
    static final int MOST_DEPTH = 10;

    private Dice dice;
    private Machine machine;
    private Actors actors;
    private int[] priorities = new int[0];
    private final int[] changes = new int[MOST_DEPTH - 1];
    private int depth;
    private int taken;

    @Override
    public void begin(Machine machine, Dice dice, int mostSteps) {
        this.dice = dice;
        if (this.machine != machine) {
            this.machine = machine;
            actors = Actors.withStoreBuffers(machine);
            priorities = new int[actors.size()];
        }
        depth = LEAST_DEPTH + dice.below(MOST_DEPTH - LEAST_DEPTH + 1);
        for (int k = 0; k < priorities.length; k++) {
            int other = dice.below(k + 1);
            priorities[k] = priorities[other];
            priorities[other] = k + MOST_DEPTH;
        }
        for (int k = 0; k < changes.length; k++) {
            changes[k] = k < depth - 1 ? dice.below(mostSteps) : -1;
        }
        taken = 0;
    }

    @Override
    public int choose(Offers enabled) {
        for (int k = 0; k < depth - 1; k++) {
            if (changes[k] == taken) {
                priorities[highest(enabled)] = k;
            }
        }
        taken++;
        return actors.any(highest(enabled), enabled, dice);
    }

    private int highest(Offers enabled) {
        int best = actors.of(enabled.get(0));
        for (int k = 1; k < enabled.size(); k++) {
            int other = actors.of(enabled.get(k));
            best = priorities[other] > priorities[best] ? other : best;
        }
        return best;
    }

    @Override
    public int depth() {
        return depth;
    }
}
