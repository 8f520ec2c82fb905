package dev.shootdown.modelcheck;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A behaviour that violates a property: the states in order, the first one an initial state.
 *
 * @param backTo for a behaviour that never ends: the index in {@code states} of the state that the last one is again; the
 *     index of the last state itself says that nothing ever happens again (stuttering)
 */
public record Counterexample(List<Step> states, OptionalInt backTo) {
    static final Counterexample NONE = new Counterexample(List.of(), OptionalInt.empty());

    public Counterexample {
        states = List.copyOf(states);
    }

    /** Whether the behaviour ends in a state that it never leaves again. */
    public boolean stutters() {
        return backTo.isPresent() && backTo.getAsInt() == states.size() - 1;
    }

    /**
     * A state and the action that led to it.
     *
     * @param action the action, with its arguments where they are known: {@code QueueCall(v1, v2)}; {@code Init} at first
     * @param values variable to value, both as TLC prints them, in TLC's order
     */
    public record Step(String action, Map<String, String> values) {}
}
