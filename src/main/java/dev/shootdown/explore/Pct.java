package dev.shootdown.explore;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.StepKind.Argument;

/**
 * Priorities with few changes, after PCT (Burckhardt, Kothari, Musuvathi, Nagarakatte, ASPLOS 2010): each vCPU and pCPU has
 * a random priority and the highest one that can take a step does; at a few random places of the schedule whoever would go
 * next falls behind all others. Which of its steps an actor takes is random, and so is the number of changes, two to nine:
 * unlike a thread an actor here is never out of steps, so that PCT's bound on the probability of finding a bug does not
 * carry over.
 */
final class Pct implements Strategy {
    private static final int LEAST_CHANGES = 2;
    private static final int MOST_CHANGES = 9;

    private Dice dice;
    private boolean[] isOfPcpu = new boolean[256];
    private Machine machine;
    private int[] priorities = new int[0];
    private final int[] changes = new int[MOST_CHANGES];
    private int vcpus;
    private int lowest;
    private int taken;

    @Override
    public void begin(Machine machine, Dice dice, int mostSteps) {
        this.dice = dice;
        if (this.machine != machine) {
            this.machine = machine;
            isOfPcpu = new boolean[256];
            Machine.kindsOf(machine.scheme)
                    .forEach(kind -> isOfPcpu[kind.code()] = kind.arguments().get(0) == Argument.PCPU);
            vcpus = machine.state.vcpus();
            priorities = new int[vcpus + machine.scope.pcpus()];
        }
        for (int k = 0; k < priorities.length; k++) {
            int other = dice.below(k + 1);
            priorities[k] = priorities[other];
            priorities[other] = k;
        }
        int n = LEAST_CHANGES + dice.below(MOST_CHANGES - LEAST_CHANGES + 1);
        for (int k = 0; k < MOST_CHANGES; k++) {
            changes[k] = k < n ? dice.below(mostSteps) : -1;
        }
        lowest = 0;
        taken = 0;
    }

    private int actor(long step) {
        return isOfPcpu[Step.kind(step)] ? vcpus + Step.a(step) : Step.a(step);
    }

    @Override
    public int choose(Offers enabled) {
        for (int change : changes) {
            if (change == taken) {
                priorities[highest(enabled)] = --lowest;
            }
        }
        taken++;
        int first = highest(enabled);
        int n = 0;
        for (int k = 0; k < enabled.size(); k++) {
            n += actor(enabled.get(k)) == first ? 1 : 0;
        }
        int rest = dice.below(n);
        for (int k = 0; ; k++) {
            if (actor(enabled.get(k)) == first && rest-- == 0) {
                return k;
            }
        }
    }

    private int highest(Offers enabled) {
        int best = actor(enabled.get(0));
        for (int k = 1; k < enabled.size(); k++) {
            int other = actor(enabled.get(k));
            best = priorities[other] > priorities[best] ? other : best;
        }
        return best;
    }
}
