package dev.shootdown.explore;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Fingerprints;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;
import dev.shootdown.machine.State;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.Symmetry;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;

/**
 * Breadth-first search through every state that a machine can reach. It stops at the first state that breaks an
 * invariant, and the steps to it are as few as can be. With a {@link Symmetry}, of states that differ only by an exchange of
 * CPUs or frames it goes on from the one that came first: as good as any other, since the invariants know no order either.
 */
public final class Exhaustive {
    /** In how many states it is tried whether the scheme, which may be anybody's, really notices no exchange. */
    private static final int TRIED = 1_000;

    private final Machine machine;
    private final State state;
    private final Offers offers;
    private final Fingerprints seen = new Fingerprints();
    private final Snapshots frontier;

    /** How the state of each number was reached first: from which one, and by which of the steps enabled there. */
    private int[] parent = new int[1024];

    private char[] choice = new char[1024];
    private final int[] first;
    private final Symmetry symmetry;
    private long transitions;
    private final boolean[] kinds;
    private final Invariant wanted;

    /** Asked now and then, with the number of states so far, whether to go on. */
    private IntPredicate goOn = states -> true;

    /** Numbers of states from which the search does not go on. */
    private final BitSet ends = new BitSet();

    private Exhaustive(Machine machine, Symmetry symmetry, boolean[] kinds, Invariant wanted) {
        this.machine = machine;
        this.symmetry = symmetry;
        this.kinds = kinds;
        this.wanted = wanted;
        state = machine.state;
        offers = machine.offers();
        frontier = new Snapshots(state.size());
        first = new int[state.size()];
        state.save(first);
    }

    /**
     * What a search found.
     *
     * @param states distinct states; under a symmetry, up to exchanges
     * @param transitions steps out of them, each with its label and arguments
     * @param complete whether these are all: no invariant broke and the limit was not reached
     * @param broken the invariant that broke, or null
     * @param path the steps from the first state to the one that breaks it; empty when none does
     */
    public record Result(int states, long transitions, boolean complete, Invariant broken, long[] path) {}

    /**
     * Searches from the machine's present state, and leaves the machine in some state.
     *
     * @param mostStates where to give up
     */
    public static Result search(Machine machine, int mostStates) {
        return new Exhaustive(machine, null, null, null).run(mostStates);
    }

    /**
     * The same up to exchanges of CPUs and frames.
     *
     * @throws BadInput if the machine has no {@link Symmetry}, or its scheme was seen to notice an exchange
     */
    public static Result searchUpToExchanges(Machine machine, int mostStates) {
        return new Exhaustive(machine, new Symmetry(machine), null, null).run(mostStates);
    }

    /** The same, for a search that somebody watches and may end: the predicate is asked at every state. */
    public static Result search(Machine machine, int mostStates, IntPredicate goOn) {
        Exhaustive search = new Exhaustive(machine, null, null, null);
        search.goOn = goOn;
        return search.run(mostStates);
    }

    /** The same with some kinds of step only, and not past states that break another invariant than the wanted one. */
    static Result search(Machine machine, int mostStates, boolean[] kinds, Invariant wanted) {
        return new Exhaustive(machine, null, kinds, wanted).run(mostStates);
    }

    private Result run(int mostStates) {
        Invariant broken = visit(-1, 0);
        int[] from = new int[state.size()];
        for (int number = 0; broken == null && number < seen.size(); number++) {
            frontier.remove(from);
            if (ends.get(number)) {
                continue;
            }
            state.restore(from);
            if (symmetry != null && number < TRIED) {
                tryExchanges();
            }
            machine.enabled(offers);
            for (int k = 0; broken == null && k < offers.size(); k++) {
                if (kinds != null && !kinds[Step.kind(offers.get(k))]) {
                    continue;
                }
                state.restore(from);
                machine.apply(offers.get(k));
                broken = visit(number, k);
                transitions++;
            }
            if (seen.size() > mostStates || !goOn.test(seen.size())) {
                return new Result(seen.size(), transitions, false, broken, pathToLast(broken));
            }
        }
        return new Result(seen.size(), transitions, broken == null, broken, pathToLast(broken));
    }

    private void tryExchanges() {
        if (!symmetry.holds()) {
            throw new BadInput("scheme " + machine.scheme.name()
                    + " tells CPUs or frames apart: its states cannot be searched up to exchanges of them");
        }
    }

    /** Notes the machine's state, if it is new, and returns the invariant that it breaks. */
    private Invariant visit(int from, int by) {
        int number = symmetry == null ? seen.add(state) : symmetry.addTo(seen);
        if (number < 0) {
            return null;
        }
        if (number == parent.length) {
            parent = Arrays.copyOf(parent, number + number / 2);
            choice = Arrays.copyOf(choice, number + number / 2);
        }
        parent[number] = from;
        choice[number] = (char) by;
        frontier.add(state);
        Invariant broken = Invariant.firstBroken(machine);
        if (broken != null && wanted != null && broken != wanted) {
            ends.set(number);
            return null;
        }
        return broken;
    }

    /** The steps to the last state, found by taking the choices again from the first. */
    private long[] pathToLast(Invariant broken) {
        int length = 0;
        for (int n = seen.size() - 1; broken != null && parent[n] >= 0; n = parent[n]) {
            length++;
        }
        int[] choices = new int[length];
        int place = length;
        for (int n = seen.size() - 1; place > 0; n = parent[n]) {
            choices[--place] = choice[n];
        }
        long[] path = new long[length];
        state.restore(first);
        for (int k = 0; k < length; k++) {
            machine.enabled(offers);
            path[k] = offers.get(choices[k]);
            machine.apply(path[k]);
        }
        return path;
    }
}
