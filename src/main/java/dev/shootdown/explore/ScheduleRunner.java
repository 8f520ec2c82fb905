package dev.shootdown.explore;

import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;
import dev.shootdown.machine.Step;
import java.util.Arrays;

/**
 * Runs schedules on one machine, each from the machine's first state, and checks every invariant after every step.
 * Nothing is allocated per step. Belongs to one thread.
 */
public final class ScheduleRunner {
    private final Machine machine;
    private final Offers offers;
    private final int[] first;
    private long[] steps = new long[256];
    private int size;
    private Invariant broken;

    /** Sees the machine after each step. */
    interface Observer {
        void took(Machine machine, long step);
    }

    /** The machine must be in its first state. */
    public ScheduleRunner(Machine machine) {
        this.machine = machine;
        offers = machine.offers();
        first = new int[machine.state.size()];
        machine.state.save(first);
    }

    public Machine machine() {
        return machine;
    }

    /** Lets a strategy choose up to {@code mostSteps} steps, notes its choices on the tape, and stops where one breaks. */
    Invariant run(Strategy strategy, int mostSteps, Tape tape, Observer observer) {
        begin();
        while (size < mostSteps && broken == null) {
            offer();
            if (offers.size() == 0) {
                break;
            }
            int choice = strategy.choose(offers);
            tape.add(choice);
            take(offers.get(choice));
            observer.took(machine, steps[size - 1]);
        }
        return broken;
    }

    /** Runs a tape. Returns the invariant that broke, or null. */
    public Invariant run(Tape tape) {
        begin();
        while (size < tape.size() && broken == null) {
            offer();
            if (offers.size() == 0) {
                break;
            }
            take(offers.get(tape.choice(size, offers.size())));
        }
        return broken;
    }

    /** Takes those of the given steps that are enabled when their turn comes. Returns the invariant that broke, or null. */
    Invariant runEnabled(long[] given) {
        begin();
        for (int k = 0; k < given.length && broken == null; k++) {
            if (machine.can(given[k])) {
                take(given[k]);
            }
        }
        return broken;
    }

    private void begin() {
        machine.state.restore(first);
        size = 0;
        broken = null;
    }

    private void offer() {
        if (size == 0) {
            machine.enabled(offers);
        } else {
            machine.enabledAfter(steps[size - 1], offers);
        }
    }

    private void take(long step) {
        if (size == steps.length) {
            steps = Arrays.copyOf(steps, 2 * size);
        }
        machine.apply(step);
        steps[size++] = step;
        broken = size == 1 ? Invariant.firstBroken(machine) : Invariant.firstBrokenAfter(machine, step);
    }

    /** How many steps the last schedule took. */
    public int size() {
        return size;
    }

    /** The steps of the last schedule. */
    public long[] steps() {
        return Arrays.copyOf(steps, size);
    }

    /** The kinds of step in a schedule, as a set of codes. */
    static boolean[] kinds(long[] steps) {
        boolean[] kinds = new boolean[256];
        for (long step : steps) {
            kinds[Step.kind(step)] = true;
        }
        return kinds;
    }
}
