package dev.shootdown.explore;

import dev.shootdown.machine.Fingerprint;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.StepKind;
import dev.shootdown.machine.StepKind.Argument;
import dev.shootdown.machine.Steps;
import java.util.Arrays;

/**
 * Partial order sampling: POS (Yuan, Yang, Gu, CAV 2018). Every enabled step has a random priority, and the highest is
 * taken; then the steps that race with it draw anew, the others keep theirs. So a step may be held back for long, while
 * what does not touch it goes on.
 *
 * <p>Two steps count as racing here when they name the same vCPU, pCPU, page, frame, space or page-table page: nothing in
 * a step says what it reads. What empties a store buffer races with nothing: the buffer is an {@linkplain Actors actor} of
 * its own, so that a store may wait for long. A priority is not stored but follows from the step and from how often each of what it names
 * was part of a step taken.
 */
final class Pos implements Strategy {
    private static final int MOST_NUMBERS = 256;

    private final StepKind[] kinds = new StepKind[256];
    private final int[] generations = new int[(Argument.values().length + 1) * MOST_NUMBERS];
    private Machine machine;
    private long salt;

    @Override
    public void begin(Machine machine, Dice dice, int mostSteps) {
        if (this.machine != machine) {
            this.machine = machine;
            Machine.kindsOf(machine.scheme).forEach(kind -> kinds[kind.code()] = kind);
        }
        Arrays.fill(generations, 0);
        salt = dice.next();
    }

    @Override
    public int choose(Offers enabled) {
        int best = 0;
        long highest = priority(enabled.get(0));
        for (int k = 1; k < enabled.size(); k++) {
            long priority = priority(enabled.get(k));
            if (priority > highest) {
                highest = priority;
                best = k;
            }
        }
        long taken = enabled.get(best);
        for (int place = 0; place < arguments(taken); place++) {
            generations[named(taken, place)]++;
        }
        return best;
    }

    private long priority(long step) {
        long hash = salt ^ number(step) * 0x9E3779B97F4A7C15L;
        for (int place = 0; place < arguments(step); place++) {
            hash = Fingerprint.mix(hash + generations[named(step, place)]);
        }
        return hash;
    }

    /** The step as a number that has nothing to do with how steps are packed: seeds on record give the same schedules. */
    private static long number(long step) {
        return Step.kind(step) | (long) Step.a(step) << 8 | (long) Step.b(step) << 24 | (long) Step.c(step) << 44;
    }

    private int arguments(long step) {
        return kinds[Step.kind(step)].arguments().size();
    }

    private int named(long step, int place) {
        if (Step.kind(step) == Steps.DRAIN_STORE) {
            return Argument.values().length * MOST_NUMBERS + Step.a(step) % MOST_NUMBERS;
        }
        Argument argument = kinds[Step.kind(step)].arguments().get(place);
        return argument.ordinal() * MOST_NUMBERS + StepKind.argument(step, place) % MOST_NUMBERS;
    }
}
