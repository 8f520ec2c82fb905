package dev.shootdown.modelcheck.prove;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One line of {@code proofs/models.yaml}: what of a module is proved.
 *
 * @param name of the model
 * @param module its file in spec
 * @param scheme that it is a model of, or the name of what else it is
 * @param features that are on
 * @param bug that is planted
 * @param constants fixed ones: sets of strings
 * @param anyRanges constants that stand for an arbitrary set of sets
 * @param claims that the invariant implies
 * @param impossible actions that no state of the invariant allows with these features and bugs
 */
public record ProofModel(
        String name,
        String module,
        String scheme,
        List<String> features,
        Optional<String> bug,
        Map<String, List<String>> constants,
        List<String> anyRanges,
        List<String> claims,
        List<String> impossible) {}
