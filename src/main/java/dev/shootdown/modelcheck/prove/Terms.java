package dev.shootdown.modelcheck.prove;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Going through formulas. */
final class Terms {
    private Terms() {}

    static List<Term> children(Term term) {
        if (term instanceof Term.Apply apply) {
            return apply.arguments();
        }
        if (term instanceof Term.Within within) {
            return List.of(within.element());
        }
        if (term instanceof Term.Tuple tuple) {
            return tuple.parts();
        }
        if (term instanceof Term.Part part) {
            return List.of(part.tuple());
        }
        if (term instanceof Term.IsTuple is) {
            return List.of(is.value());
        }
        if (term instanceof Term.Not not) {
            return List.of(not.term());
        }
        if (term instanceof Term.And and) {
            return and.terms();
        }
        if (term instanceof Term.Or or) {
            return or.terms();
        }
        if (term instanceof Term.Equal equal) {
            return List.of(equal.left(), equal.right());
        }
        if (term instanceof Term.If choice) {
            return List.of(choice.condition(), choice.then(), choice.otherwise());
        }
        if (term instanceof Term.Quantified quantified) {
            return List.of(quantified.body());
        }
        return List.of();
    }

    static void visit(Term term, Consumer<Term> visitor) {
        visitor.accept(term);
        children(term).forEach(child -> visit(child, visitor));
    }

    /** All variables that occur, bound ones among them. */
    static Set<Term.Var> variables(Term term) {
        Set<Term.Var> found = new LinkedHashSet<>();
        visit(term, part -> {
            if (part instanceof Term.Var var) {
                found.add(var);
            }
        });
        return found;
    }

    private static List<Term> map(List<Term> terms, UnaryOperator<Term> change) {
        List<Term> changed = new ArrayList<>();
        terms.forEach(term -> changed.add(change.apply(term)));
        return changed;
    }

    /** The same formula with other parts, simplified again. */
    static Term rebuilt(Term term, UnaryOperator<Term> change) {
        if (term instanceof Term.Apply apply) {
            return new Term.Apply(apply.symbol(), map(apply.arguments(), change), apply.sorts(), apply.sort());
        }
        if (term instanceof Term.Within within) {
            return new Term.Within(within.set(), change.apply(within.element()), within.sort());
        }
        if (term instanceof Term.Tuple tuple) {
            return new Term.Tuple(map(tuple.parts(), change), tuple.sort());
        }
        if (term instanceof Term.Part part) {
            return Term.part(change.apply(part.tuple()), part.index(), part.sort());
        }
        if (term instanceof Term.IsTuple is) {
            return Term.isTuple(change.apply(is.value()), is.sort());
        }
        if (term instanceof Term.Not not) {
            return Term.not(change.apply(not.term()));
        }
        if (term instanceof Term.And and) {
            return Term.and(map(and.terms(), change));
        }
        if (term instanceof Term.Or or) {
            return Term.or(map(or.terms(), change));
        }
        if (term instanceof Term.Equal equal) {
            return Term.equal(change.apply(equal.left()), change.apply(equal.right()));
        }
        if (term instanceof Term.If choice) {
            Term condition = change.apply(choice.condition());
            if (condition instanceof Term.Truth truth) {
                return change.apply(truth.value() ? choice.then() : choice.otherwise());
            }
            return Term.when(condition, change.apply(choice.then()), change.apply(choice.otherwise()));
        }
        if (term instanceof Term.Quantified quantified) {
            return Term.quantified(quantified.all(), quantified.var(), change.apply(quantified.body()));
        }
        return term;
    }
}
