package dev.shootdown.modelcheck.prove;

import dev.shootdown.machine.BadInput;
import dev.shootdown.modelcheck.prove.Value.Collection;
import dev.shootdown.modelcheck.prove.Value.Mapping;
import dev.shootdown.modelcheck.prove.Value.Scalar;
import dev.shootdown.modelcheck.prove.Value.SetOf;
import tla2sany.semantic.SemanticNode;

/**
 * What can be said of two values if they are of kinds that go together. TLA+ has no types; an expression that mixes kinds is
 * refused with the place where it stands.
 */
final class Kinds {
    private Kinds() {}

    /** What the solvers cannot be told. */
    static BadInput outside(SemanticNode node, String what) {
        return new BadInput(Sany.place(node) + ": " + what + " cannot be translated for the solvers.");
    }

    static Term equal(SemanticNode node, Value a, Value b) {
        Term same = Values.equal(a, b);
        if (same == null) {
            throw outside(node, "a comparison of " + a.sort() + " with " + b.sort());
        }
        return same;
    }

    static Term in(SemanticNode node, Value element, Value set) {
        if (set instanceof Collection collection) {
            if (!Sort.unify(element.sort(), collection.element())) {
                throw outside(node, "membership of " + element.sort() + " in " + set.sort());
            }
            return collection.has().apply(element);
        }
        if (element instanceof Scalar scalar && set instanceof SetOf of && Sort.unify(scalar.sort(), of.element())) {
            return of.has().apply(scalar.term());
        }
        if (set instanceof SetOf of
                && of.has().apply(Values.fresh("e", of.element())).equals(Term.FALSE)) {
            return Term.FALSE; // nothing is in the empty set, of whatever kind
        }
        throw outside(node, "membership of " + element.sort() + " in " + set.sort());
    }

    static Term subset(SemanticNode node, Value a, Value b) {
        SetOf part = set(node, a);
        SetOf whole = set(node, b);
        unify(node, part.element(), whole.element());
        Term.Var var = Values.fresh("e", part.element());
        return Term.quantified(
                true, var, Term.implies(part.has().apply(var), whole.has().apply(var)));
    }

    static void unify(SemanticNode node, Sort a, Sort b) {
        if (!Sort.unify(a, b)) {
            throw outside(node, a + " where " + b + " is expected, which");
        }
    }

    static SetOf set(SemanticNode node, Value value) {
        if (value instanceof SetOf set) {
            return set;
        }
        throw outside(node, value.sort() + " where a set of things is expected");
    }

    static Mapping mapping(SemanticNode node, Value value) {
        if (value instanceof Mapping mapping) {
            return mapping;
        }
        throw outside(node, value.sort() + " where a function is expected");
    }
}
