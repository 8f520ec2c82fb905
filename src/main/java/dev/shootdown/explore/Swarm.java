package dev.shootdown.explore;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;
import dev.shootdown.machine.Step;

/**
 * A random walk in which every schedule has its own taste: each kind of step gets a weight of 1, 4, 16 or 64, drawn when
 * the schedule begins. Every other schedule does without some kinds, which it takes only when nothing else is possible.
 * Schedules that hardly ever preempt, or do little else, come up as often as balanced ones (the idea of swarm testing:
 * Groce et al., ISSTA 2012).
 */
final class Swarm implements Strategy {
    private final int[] weights = new int[256];
    private Dice dice;

    @Override
    public void begin(Machine machine, Dice dice, int mostSteps) {
        this.dice = dice;
        long bits = 0;
        for (int kind = 0; kind < weights.length; kind++) {
            bits = (kind & 31) == 0 ? dice.next() : bits >>> 2;
            weights[kind] = 1 << 2 * (int) (bits & 3);
        }
        if (dice.oneIn(2)) {
            int rarity = 2 + dice.below(7);
            for (int kind = 0; kind < weights.length; kind++) {
                weights[kind] = dice.oneIn(rarity) ? 0 : weights[kind];
            }
        }
    }

    @Override
    public int choose(Offers enabled) {
        int sum = 0;
        for (int k = 0; k < enabled.size(); k++) {
            sum += weights[Step.kind(enabled.get(k))];
        }
        if (sum == 0) {
            return dice.below(enabled.size());
        }
        int rest = dice.below(sum);
        int k = 0;
        while ((rest -= weights[Step.kind(enabled.get(k))]) >= 0) {
            k++;
        }
        return k;
    }
}
