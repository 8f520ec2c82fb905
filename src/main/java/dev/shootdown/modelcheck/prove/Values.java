package dev.shootdown.modelcheck.prove;

import dev.shootdown.modelcheck.prove.Value.Mapping;
import dev.shootdown.modelcheck.prove.Value.Scalar;
import dev.shootdown.modelcheck.prove.Value.SetOf;
import java.util.ArrayList;
import java.util.List;

/** Equality, choice, and values made of symbols: what works the same way on sets and functions of any depth. */
final class Values {
    private static int names;

    private Values() {}

    /** A variable whose name nobody else has. */
    static synchronized Term.Var fresh(String name, Sort sort) {
        return new Term.Var(name + "!" + names++, sort);
    }

    static Value formula(Term term) {
        return new Scalar(term, Sort.bool());
    }

    /** Whether two values are equal; null if they cannot be of one kind. */
    static Term equal(Value a, Value b) {
        if (!Sort.unify(a.sort(), b.sort())) {
            return null;
        }
        if (a instanceof Scalar x && b instanceof Scalar y) {
            return x.sort().isBool() ? Term.iff(x.term(), y.term()) : Term.equal(x.term(), y.term());
        }
        if (a instanceof SetOf x && b instanceof SetOf y) {
            Term.Var var = fresh("e", x.element());
            return Term.quantified(
                    true, var, Term.iff(x.has().apply(var), y.has().apply(var)));
        }
        if (a instanceof Mapping x && b instanceof Mapping y) {
            if (a == b) {
                return Term.TRUE;
            }
            Term.Var var = fresh("e", x.domain().element());
            Term same = equal(x.at().apply(var), y.at().apply(var));
            return same == null
                    ? null
                    : Term.and(
                            equal(x.domain(), y.domain()),
                            Term.quantified(
                                    true, var, Term.implies(x.domain().has().apply(var), same)));
        }
        return null;
    }

    /** IF condition THEN a ELSE b; null if the two cannot be of one kind. */
    static Value when(Term condition, Value a, Value b) {
        if (condition instanceof Term.Truth truth) {
            return truth.value() ? a : b;
        }
        if (a == b) {
            return a;
        }
        if (!Sort.unify(a.sort(), b.sort())) {
            return null;
        }
        if (a instanceof Scalar x && b instanceof Scalar y) {
            return new Scalar(Term.when(condition, x.term(), y.term()), x.sort());
        }
        if (a instanceof SetOf x && b instanceof SetOf y) {
            return either(condition, x, y);
        }
        if (a instanceof Mapping x && b instanceof Mapping y) {
            return new Mapping(
                    either(condition, x.domain(), y.domain()),
                    x.result(),
                    x.total() && y.total(),
                    e -> when(condition, x.at().apply(e), y.at().apply(e)));
        }
        return null;
    }

    private static SetOf either(Term condition, SetOf x, SetOf y) {
        return new SetOf(
                x.element(), e -> Term.when(condition, x.has().apply(e), y.has().apply(e)));
    }

    /** What a variable is, by TypeOK: for a function with its domain, else null. */
    record Shape(Sort sort, SetOf domain, Shape result) {}

    /** An arbitrary value of a shape: a symbol with the indices of functions and sets as arguments. */
    static Value symbol(String name, List<Term> at, List<Sort> sorts, Shape shape) {
        Sort sort = shape.sort();
        if (shape.domain() != null) {
            Sort argument = sort.element();
            return new Mapping(
                    shape.domain(),
                    sort.result(),
                    true,
                    e -> symbol(name, plus(at, e), plus(sorts, argument), shape.result()));
        }
        return symbol(name, at, sorts, sort);
    }

    /** An arbitrary value of a kind, of which not even the domain is known. */
    static Value symbol(String name, List<Term> at, List<Sort> sorts, Sort sort) {
        if (sort.isSet()) {
            Sort element = sort.element();
            return new SetOf(element, e -> new Term.Apply(name, plus(at, e), plus(sorts, element), Sort.bool()));
        }
        if (sort.isFunction()) {
            Sort argument = sort.element();
            SetOf domain = new SetOf(
                    argument,
                    e -> new Term.Apply(name + ".domain" + at.size(), plus(at, e), plus(sorts, argument), Sort.bool()));
            return new Mapping(
                    domain, sort.result(), true, e -> symbol(name, plus(at, e), plus(sorts, argument), sort.result()));
        }
        return new Scalar(new Term.Apply(name, List.copyOf(at), List.copyOf(sorts), sort), sort);
    }

    private static <T> List<T> plus(List<T> list, T more) {
        List<T> longer = new ArrayList<>(list);
        longer.add(more);
        return List.copyOf(longer);
    }
}
