package dev.shootdown.modelcheck.prove;

import java.util.Optional;

/**
 * One thing to prove: that an action keeps a conjunct of the invariant, that Init establishes it, that the invariant implies a
 * claim, or that an action is possible.
 *
 * @param action the action, {@code Init}, or {@code Inv}
 * @param conjunct what holds after it
 * @param outcome how it went
 * @param counterexample when it does not hold
 */
public record Obligation(String action, String conjunct, Outcome outcome, Optional<String> counterexample) {
    /** How it went. */
    public enum Outcome {
        /** The formula after the step is the one before it: nothing to decide. */
        UNTOUCHED("untouched"),
        /** Both solvers say so. */
        PROVED("proved"),
        /** There is a counterexample. */
        FAILED("not kept"),
        /** One of the solvers does not know. */
        UNDECIDED("not decided");

        private final String label;

        Outcome(String label) {
            this.label = label;
        }

        /** For people. */
        public String label() {
            return label;
        }
    }

    /** Whether there was nothing to decide. */
    public boolean isUntouched() {
        return outcome == Outcome.UNTOUCHED;
    }

    /** Whether it holds. */
    public boolean holds() {
        return outcome == Outcome.UNTOUCHED || outcome == Outcome.PROVED;
    }
}
