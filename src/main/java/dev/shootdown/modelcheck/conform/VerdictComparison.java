package dev.shootdown.modelcheck.conform;

import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Recount;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The machine's invariants beside the specification's of the same names, on states that can be reached and on crossings of
 * two such states, which mostly cannot: there the invariants break, in both languages or in none.
 */
final class VerdictComparison implements Verdicts {
    private static final int EARLIER = 64;
    private static final int CROSSINGS = 2;
    private static final int MOST_WORDS = 3;

    private final Machine machine;
    private final SpecificationGraph specification;
    private final Mapping mapping;
    private final int[] sizes;
    private final SplittableRandom random = new SplittableRandom(1);
    private final int[][] earlierSnapshots = new int[EARLIER][];
    private final Object[] earlierStates = new Object[EARLIER];
    private final int[] words;
    private int seen;
    private long verdicts;
    private final Set<Invariant> broken = EnumSet.noneOf(Invariant.class);

    VerdictComparison(Machine machine, SpecificationGraph specification) {
        this.machine = machine;
        this.specification = specification;
        mapping = new Mapping(machine.scope);
        sizes = Mapping.sizes(machine.scope);
        words = new int[machine.state.size()];
    }

    /** How many pairs of verdicts were compared. */
    @Override
    public long verdicts() {
        return verdicts;
    }

    /** The invariants that were broken in some state. */
    @Override
    public Set<Invariant> broken() {
        return broken;
    }

    /** Compares the verdicts on a reachable state. Null when they agree, else where they do not. */
    @Override
    public String onReachable(int[] snapshot, Object state) {
        machine.state.restore(snapshot);
        String difference = verdicts(state);
        int place = random.nextInt(++seen);
        if (place < EARLIER) {
            earlierSnapshots[seen <= EARLIER ? seen - 1 : place] = snapshot.clone();
            earlierStates[seen <= EARLIER ? seen - 1 : place] = state;
        }
        return difference;
    }

    /** The same on crossings of the state with earlier ones. */
    @Override
    public String onCrossings(int[] snapshot, Object state) {
        String difference = null;
        for (int k = 0; k < CROSSINGS && difference == null; k++) {
            difference = onCrossing(snapshot, state, random.nextInt(Math.min(seen, EARLIER)));
        }
        return difference;
    }

    private String onCrossing(int[] snapshot, Object state, int other) {
        machine.state.restore(snapshot);
        int[] ours = mapping.vector(machine.state);
        machine.state.restore(earlierSnapshots[other]);
        int[] theirs = mapping.vector(machine.state);
        System.arraycopy(snapshot, 0, words, 0, words.length);
        for (int k = 1 + random.nextInt(MOST_WORDS); k > 0; k--) {
            int word = differingWord(snapshot, earlierSnapshots[other]);
            words[word] = earlierSnapshots[other][word];
        }
        machine.state.restore(words);
        Recount.of(machine.state);
        int[] crossed = mapping.vector(machine.state);
        BitSet places = new BitSet();
        for (int at = 0; at < crossed.length; at++) {
            if (crossed[at] != ours[at]) {
                if (crossed[at] != theirs[at]) {
                    return null; // a word holds part of a value only: no value of either state
                }
                places.set(at);
            }
        }
        return verdicts(specification.crossed(state, earlierStates[other], places, Mapping.VARIABLES, sizes));
    }

    /** A word of the variables in which two snapshots differ, or just a word if they agree in many. */
    private int differingWord(int[] one, int[] other) {
        int n = machine.state.variableWords();
        int word = random.nextInt(n);
        for (int k = 0; k < n && one[word] == other[word]; k++) {
            word = word + 1 == n ? 0 : word + 1;
        }
        return word;
    }

    private String verdicts(Object state) {
        for (Invariant invariant : Invariant.values()) {
            boolean ours = invariant.holds(machine);
            boolean theirs = specification.holds(invariant.label(), state);
            verdicts++;
            if (!theirs) {
                broken.add(invariant);
            }
            if (ours != theirs) {
                return invariant.label() + (ours ? " holds" : " is broken (" + invariant.explain(machine) + ")")
                        + " in the machine and " + (theirs ? "holds" : "is broken")
                        + " in the specification, in a state"
                        + " made from a reachable one\n"
                        + mapping.show(specification.vector(state, Mapping.VARIABLES, sizes));
            }
        }
        return null;
    }
}
