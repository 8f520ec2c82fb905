package dev.shootdown.modelcheck.prove;

import java.util.function.Function;

/** The meaning of an expression: sets are predicates and functions are closures, so that a solver never sees either. */
sealed interface Value {
    Sort sort();

    /** A truth value, or an element of something. */
    record Scalar(Term term, Sort sort) implements Value {}

    /** A set: who is in it. */
    record SetOf(Sort element, Function<Term, Term> has) implements Value {
        @Override
        public Sort sort() {
            return Sort.setOf(element);
        }
    }

    /** A set of sets or of functions: whether a value is in it. */
    record Collection(Sort element, Function<Value, Term> has) implements Value {
        @Override
        public Sort sort() {
            return Sort.setOf(element);
        }
    }

    /**
     * A function with its domain. What `at` says outside of the domain means nothing, unless `total`: then it is an
     * arbitrary value, as TLA+ has it.
     */
    record Mapping(SetOf domain, Sort result, boolean total, Function<Term, Value> at) implements Value {
        @Override
        public Sort sort() {
            return Sort.function(domain.element(), result);
        }
    }
}
