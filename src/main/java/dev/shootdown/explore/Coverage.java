package dev.shootdown.explore;

import dev.shootdown.machine.Fingerprint;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.Step;
import java.util.Arrays;

/**
 * What the schedules of one thread show, step by step: states, abstract states, pairs of conflicting steps. It knows what the
 * campaign had seen when the round began, and notes what is new. Looks at the machine and leaves it as it was.
 */
final class Coverage implements ScheduleRunner.Observer {
    private static final int SLOTS = 1 << 11;

    private final Tally tally;
    private Tally known = new Tally();
    private Actors actors;
    private long salt;

    /** Snapshots of the states before the last step, after it, and after this one, in turn. */
    private int[][] snapshots = new int[3][0];

    private int place;
    private long last;

    /** The abstract states of this schedule, each with the number of the schedule that put it there. */
    private final long[] hashes = new long[SLOTS];

    private final int[] owners = new int[SLOTS];
    private int schedule;
    private int different;

    private long[] newStates = new long[16];
    private int states;
    private int[] newPairs = new int[4];
    private int pairs;
    private int lastNew;

    Coverage(Tally tally) {
        this.tally = tally;
    }

    /** The next schedules run on this machine; what the campaign has seen is not to change meanwhile. */
    void on(Machine machine, Tally known) {
        this.known = known;
        actors = new Actors(machine);
        salt = saltOf(machine.scope);
        if (snapshots[0].length != machine.state.size()) {
            snapshots = new int[3][machine.state.size()];
        }
    }

    void begin() {
        place = 0;
        states = 0;
        pairs = 0;
        lastNew = 0;
        different = 0;
        if (++schedule == Integer.MAX_VALUE) {
            Arrays.fill(owners, 0);
            schedule = 1;
        }
    }

    @Override
    public void took(Machine machine, long step) {
        tally.taken[Step.kind(step)]++;
        tally.states.add(machine.state.fingerprint(0) + salt);
        int[] after = snapshots[place % 3];
        machine.state.save(after);
        if (place >= 2 && Conflicts.isTried(place) && actors.of(step) != actors.of(last)) {
            compare(machine, step, after);
        }
        see(Abstraction.of(machine));
        last = step;
        place++;
    }

    /** Would the last two steps have been the same in the other order? */
    private void compare(Machine machine, long step, int[] after) {
        int pair = Conflicts.pair(last, step);
        int[] before = snapshots[(place + 1) % 3];
        if (known.conflicts.has(pair) || !Conflicts.conflict(machine, last, step, before, after)) {
            return;
        }
        tally.conflicts.add(pair);
        if (pairs == newPairs.length) {
            newPairs = Arrays.copyOf(newPairs, 2 * pairs);
        }
        newPairs[pairs++] = pair;
        lastNew = place + 1;
    }

    private void see(long hash) {
        int slot = (int) (hash >>> 32) & SLOTS - 1;
        while (owners[slot] == schedule && hashes[slot] != hash) {
            slot = slot + 1 & SLOTS - 1;
        }
        if (owners[slot] == schedule || different == SLOTS / 2) {
            return; // a schedule that shows more than a thousand different ones is not followed further
        }
        owners[slot] = schedule;
        hashes[slot] = hash;
        different++;
        tally.sightings.add(hash);
        if (!known.sightings.isKnown(hash)) {
            if (states == newStates.length) {
                newStates = Arrays.copyOf(newStates, 2 * states);
            }
            newStates[states++] = hash;
            lastNew = place + 1;
        }
    }

    /** What the schedule showed that the campaign had not seen, or null. */
    Novelty novelty(long number, Scope scope, ScheduleRunner runner) {
        if (lastNew == 0) {
            return null;
        }
        return new Novelty(
                number,
                new Corpus.Tape(scope, Arrays.copyOf(runner.steps(), lastNew)),
                Arrays.copyOf(newStates, states),
                Arrays.copyOf(newPairs, pairs));
    }

    /** States of different machines are different states. */
    private static long saltOf(Scope scope) {
        String text = scope.toString();
        long hash = 0;
        for (int k = 0; k < text.length(); k++) {
            hash = Fingerprint.mix(hash + text.charAt(k));
        }
        return hash;
    }
}
