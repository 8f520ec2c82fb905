package dev.shootdown.modelcheck;

/** What came of one run of TLC. */
public sealed interface TlcResult {
    /** What TLC had seen when it ended. */
    StateCount states();

    /** Every reachable state was seen, and every property of the configuration holds. */
    record Holds(StateCount states) implements TlcResult {}

    /** What kind of claim was violated. */
    enum Kind {
        INVARIANT,
        ACTION_PROPERTY,
        TEMPORAL_PROPERTY,
        DEADLOCK
    }

    /**
     * A property fails; the search ended there, so nothing is known of the other properties.
     *
     * @param property its name; {@code Deadlock} for a state without successors
     */
    record Violated(Kind kind, String property, Counterexample counterexample, StateCount states)
            implements TlcResult {}

    /** The specification or its configuration is not well-formed; nothing was checked. */
    record SpecificationError(String sentence) implements TlcResult {
        @Override
        public StateCount states() {
            return StateCount.NONE;
        }
    }

    /** An expression has no value in some state: the specification is wrong, though well-formed. */
    record EvaluationError(String sentence, Counterexample counterexample, StateCount states) implements TlcResult {}

    /** Heap or stack were too small for the model. */
    record OutOfMemory(String sentence, StateCount states) implements TlcResult {}

    /** TLC ended without saying what it found: it was killed, or could not work. */
    record NoVerdict(String sentence, StateCount states) implements TlcResult {}
}
