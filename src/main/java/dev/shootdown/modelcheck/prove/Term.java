package dev.shootdown.modelcheck.prove;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A first-order formula or the name of a thing. The factories simplify, so that what does not depend on a state, such as
 * {@code "evict" \in Features}, is gone before anything is printed, and what a step leaves alone is the same formula before
 * and after it.
 */
sealed interface Term {
    Term TRUE = new Truth(true);
    Term FALSE = new Truth(false);

    record Truth(boolean value) implements Term {}

    /** A bound variable, or the parameter of an action; names are unique. */
    record Var(String name, Sort sort) implements Term {
        @Override
        public boolean equals(Object other) {
            return other instanceof Var var && var.name.equals(name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    /** A string, which is distinct from every other one, or a constant of the module, which need not be. */
    record Name(String text, boolean string, Sort sort) implements Term {
        @Override
        public boolean equals(Object other) {
            return other instanceof Name name && name.text.equals(text) && name.string == string;
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }

    /** A symbol, such as a state variable with all its indices. */
    record Apply(String symbol, List<Term> arguments, List<Sort> sorts, Sort sort) implements Term {
        @Override
        public boolean equals(Object other) {
            return other instanceof Apply apply && apply.symbol.equals(symbol) && apply.arguments.equals(arguments);
        }

        @Override
        public int hashCode() {
            return symbol.hashCode() * 31 + arguments.hashCode();
        }
    }

    /** Membership in a set that is a constant of the module. */
    record Within(String set, Term element, Sort sort) implements Term {
        @Override
        public boolean equals(Object other) {
            return other instanceof Within within && within.set.equals(set) && within.element.equals(element);
        }

        @Override
        public int hashCode() {
            return set.hashCode() * 31 + element.hashCode();
        }
    }

    record Tuple(List<Term> parts, Sort sort) implements Term {
        @Override
        public boolean equals(Object other) {
            return other instanceof Tuple tuple && tuple.parts.equals(parts);
        }

        @Override
        public int hashCode() {
            return parts.hashCode();
        }
    }

    /** A component of a tuple, counted from 0. */
    record Part(Term tuple, int index, Sort sort) implements Term {
        @Override
        public boolean equals(Object other) {
            return other instanceof Part part && part.index == index && part.tuple.equals(tuple);
        }

        @Override
        public int hashCode() {
            return tuple.hashCode() * 31 + index;
        }
    }

    /** That a value is a tuple, and not a constant for "nothing". */
    record IsTuple(Term value, Sort sort) implements Term {
        @Override
        public boolean equals(Object other) {
            return other instanceof IsTuple is && is.value.equals(value);
        }

        @Override
        public int hashCode() {
            return value.hashCode() + 17;
        }
    }

    record Not(Term term) implements Term {}

    record And(List<Term> terms) implements Term {}

    record Or(List<Term> terms) implements Term {}

    record Equal(Term left, Term right) implements Term {}

    record If(Term condition, Term then, Term otherwise) implements Term {}

    record Quantified(boolean all, Var var, Term body) implements Term {}

    static Term truth(boolean value) {
        return value ? TRUE : FALSE;
    }

    static Term not(Term term) {
        if (term instanceof Truth truth) {
            return truth(!truth.value());
        }
        return term instanceof Not not ? not.term() : new Not(term);
    }

    static Term and(Term... terms) {
        return and(List.of(terms));
    }

    static Term and(List<Term> terms) {
        Set<Term> kept = new LinkedHashSet<>();
        for (Term term : terms) {
            if (term.equals(FALSE)) {
                return FALSE;
            }
            if (term instanceof And inner) {
                kept.addAll(inner.terms());
            } else if (!term.equals(TRUE)) {
                kept.add(term);
            }
        }
        for (Term term : kept) {
            if (kept.contains(not(term))) {
                return FALSE;
            }
        }
        return kept.isEmpty() ? TRUE : kept.size() == 1 ? kept.iterator().next() : new And(List.copyOf(kept));
    }

    static Term or(Term... terms) {
        return or(List.of(terms));
    }

    static Term or(List<Term> terms) {
        Set<Term> kept = new LinkedHashSet<>();
        for (Term term : terms) {
            if (term.equals(TRUE)) {
                return TRUE;
            }
            if (term instanceof Or inner) {
                kept.addAll(inner.terms());
            } else if (!term.equals(FALSE)) {
                kept.add(term);
            }
        }
        for (Term term : kept) {
            if (kept.contains(not(term))) {
                return TRUE;
            }
        }
        return kept.isEmpty() ? FALSE : kept.size() == 1 ? kept.iterator().next() : new Or(List.copyOf(kept));
    }

    static Term implies(Term premise, Term conclusion) {
        return or(not(premise), conclusion);
    }

    static Term iff(Term left, Term right) {
        if (left.equals(right)) {
            return TRUE;
        }
        if (left instanceof Truth truth) {
            return truth.value() ? right : not(right);
        }
        if (right instanceof Truth truth) {
            return truth.value() ? left : not(left);
        }
        return new Equal(left, right);
    }

    /** Equality of two values that are not sets or functions. */
    static Term equal(Term left, Term right) {
        if (left.equals(right)) {
            return TRUE;
        }
        if (left instanceof Name a && right instanceof Name b && a.string() && b.string()) {
            return FALSE;
        }
        if (left instanceof Truth || right instanceof Truth) {
            return iff(left, right);
        }
        if (left instanceof Tuple a && right instanceof Tuple b) {
            List<Term> parts = new ArrayList<>();
            for (int k = 0; k < a.parts().size(); k++) {
                parts.add(equal(a.parts().get(k), b.parts().get(k)));
            }
            return and(parts);
        }
        if ((left instanceof Tuple && right instanceof Name) || (left instanceof Name && right instanceof Tuple)) {
            return FALSE;
        }
        if (left instanceof If choice && right instanceof Name) {
            return when(choice.condition(), equal(choice.then(), right), equal(choice.otherwise(), right));
        }
        if (right instanceof If && left instanceof Name) {
            return equal(right, left);
        }
        return new Equal(left, right);
    }

    /** IF, for values and for formulas. */
    static Term when(Term condition, Term then, Term otherwise) {
        if (condition instanceof Truth truth) {
            return truth.value() ? then : otherwise;
        }
        if (then.equals(otherwise)) {
            return then;
        }
        if (condition instanceof Not not) {
            return when(not.term(), otherwise, then);
        }
        if (then instanceof Truth truth) {
            return truth.value() ? or(condition, otherwise) : and(not(condition), otherwise);
        }
        if (otherwise instanceof Truth truth) {
            return truth.value() ? or(not(condition), then) : and(condition, then);
        }
        return new If(condition, then, otherwise);
    }

    static Term part(Term tuple, int index, Sort sort) {
        if (tuple instanceof Tuple known) {
            return known.parts().get(index);
        }
        return new Part(tuple, index, sort);
    }

    static Term isTuple(Term value, Sort sort) {
        if (value instanceof Tuple) {
            return TRUE;
        }
        if (value instanceof Name) {
            return FALSE;
        }
        if (value instanceof If choice) {
            return when(choice.condition(), isTuple(choice.then(), sort), isTuple(choice.otherwise(), sort));
        }
        return new IsTuple(value, sort);
    }

    static Term quantified(boolean all, Var var, Term body) {
        return body instanceof Truth ? body : new Quantified(all, var, body);
    }
}
