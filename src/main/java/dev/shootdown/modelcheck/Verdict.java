package dev.shootdown.modelcheck;

import dev.shootdown.modelcheck.TlcResult.EvaluationError;
import dev.shootdown.modelcheck.TlcResult.Holds;
import dev.shootdown.modelcheck.TlcResult.NoVerdict;
import dev.shootdown.modelcheck.TlcResult.OutOfMemory;
import dev.shootdown.modelcheck.TlcResult.SpecificationError;
import dev.shootdown.modelcheck.TlcResult.Violated;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What TLC says of a model, next to what was expected.
 *
 * @param checked the properties that were asked for
 * @param how by how many threads or workers, or that it is the answer of an earlier run
 * @param wallS how long it took, seconds
 */
public record Verdict(Model model, List<String> checked, TlcResult result, String how, double wallS) {
    /** Whether TLC came to an answer, good or bad. */
    public boolean isDecided() {
        return result instanceof Holds || result instanceof Violated;
    }

    /** Why there is no answer, a sentence; only if there is none. */
    public Optional<String> trouble() {
        if (result instanceof SpecificationError error) {
            return Optional.of(error.sentence());
        } else if (result instanceof EvaluationError error) {
            return Optional.of(error.sentence());
        } else if (result instanceof OutOfMemory error) {
            return Optional.of(error.sentence());
        } else if (result instanceof NoVerdict error) {
            return Optional.of(error.sentence());
        }
        return Optional.empty();
    }

    /** The property that fails, if one does. */
    public Optional<Violated> violation() {
        return result instanceof Violated violated ? Optional.of(violated) : Optional.empty();
    }

    /** How a decided answer differs from the recorded one, a sentence; empty if it does not. */
    public Optional<String> surprise() {
        Optional<String> violated = violation().map(Violated::property);
        if (!isDecided()) {
            return Optional.empty();
        }
        if (!violated.equals(model.violates())) {
            return Optional.of(model.name() + ": " + spoken(violated) + ", but the recorded verdict is that "
                    + spoken(model.violates()) + ".");
        }
        long expected = model.distinctStates();
        long found = result.states().distinct();
        if (violated.isEmpty() && expected != 0 && expected != found) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "%s: there are %,d distinct states, but %,d are on record.",
                    model.name(),
                    found,
                    expected));
        }
        return Optional.empty();
    }

    private static String spoken(Optional<String> violated) {
        return violated.map(property -> property + " is violated").orElse("everything holds");
    }
}
