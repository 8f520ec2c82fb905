package dev.shootdown.modelcheck.conform;

import dev.shootdown.machine.Invariant;
import java.util.Set;

/** The code's invariants beside the specification's of the same names, state by state. */
interface Verdicts {
    /** Compares the verdicts on a reachable state. Null when they agree, else where they do not. */
    String onReachable(int[] snapshot, Object state);

    /** The same on crossings of the state with earlier ones, which mostly cannot be reached. */
    String onCrossings(int[] snapshot, Object state);

    /** How many pairs of verdicts were compared. */
    long verdicts();

    /** The machine's invariants that were broken in some state. */
    Set<Invariant> broken();
}
