package dev.shootdown.modelcheck.conform;

import java.util.BitSet;
import java.util.List;

/** The graph of a specification, state by state. States are opaque: they live in TLC's own class loader. */
public interface SpecificationGraph {
    /** The specification's variables. */
    List<String> variables();

    /** What each action is called, with its arguments, as in {@code ClearPte(v1, m1, g1)}. */
    List<String> labels();

    List<Object> initialStates();

    /** Hands every transition out of a state to {@code to}. Equal successors under one label may come twice. */
    void expand(Object state, Transitions to);

    /** The successors under one label, by its place in {@link #labels}; none when the specification forbids it here. */
    List<Object> successors(int label, Object state);

    /** Whether an invariant that the configuration names holds. */
    boolean holds(String invariant, Object state);

    /**
     * The first state, but with the other one's values at some places of the vector: a state that may well be unreachable.
     */
    Object crossed(Object first, Object other, BitSet places, List<Variable> variables, int[] sizes);

    long fingerprint(Object state);

    /** The values of all variables, as {@link Mapping#vector} gives those of a machine. */
    int[] vector(Object state, List<Variable> variables, int[] sizes);

    /** Receives transitions. */
    interface Transitions {
        void add(int label, long fingerprint, Object successor);
    }
}
