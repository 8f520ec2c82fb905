package dev.shootdown.modelcheck.prove;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Formulas over sets of known size: every quantifier becomes one formula per element. */
final class Finite {
    private final Constants constants;
    private final Map<String, Integer> sizes;
    private final Map<String, List<Term>> elements = new HashMap<>();

    /**
     * Sets of these sizes.
     *
     * @param sizes by the name of the constant
     */
    Finite(Constants constants, Map<String, Integer> sizes) {
        this.constants = constants;
        this.sizes = sizes;
    }

    /** All values of a kind. */
    List<Term> elements(Sort sort) {
        if (sort.isBool()) {
            return List.of(Term.TRUE, Term.FALSE);
        }
        List<Term> known = elements.get(sort.name());
        if (known != null) {
            return known;
        }
        List<Term> all = new ArrayList<>(members(sort));
        if (sort.components() != null) {
            all.addAll(tuples(sort, sort.components(), 0, List.of()));
        }
        for (String constant : constants.outside(sort)) {
            all.add(new Term.Name(constant, true, sort));
        }
        elements.put(sort.name(), all);
        return all;
    }

    private List<Term> members(Sort sort) {
        List<Term> all = new ArrayList<>();
        for (String word : sort.root().strings) {
            all.add(new Term.Name(word, true, sort));
        }
        String set = Constants.set(sort);
        for (int k = 1; set != null && k <= sizes.getOrDefault(set, 1); k++) {
            all.add(new Term.Name(set + k, true, sort));
        }
        return all;
    }

    private List<Term> tuples(Sort sort, List<Sort> parts, int from, List<Term> first) {
        if (from == parts.size()) {
            return List.of(new Term.Tuple(first, sort));
        }
        List<Term> all = new ArrayList<>();
        for (Term part : elements(parts.get(from))) {
            List<Term> longer = new ArrayList<>(first);
            longer.add(part);
            all.addAll(tuples(sort, parts, from + 1, longer));
        }
        return all;
    }

    /** The formula without quantifiers. */
    Term of(Term term) {
        return of(term, Map.of());
    }

    private Term of(Term term, Map<Term.Var, Term> bound) {
        if (term instanceof Term.Var var) {
            return bound.getOrDefault(var, var);
        }
        if (term instanceof Term.Name name
                && !name.string()
                && constants.outside(name.sort()).contains(name.text())) {
            return new Term.Name(name.text(), true, name.sort());
        }
        if (term instanceof Term.Quantified quantified) {
            List<Term> parts = new ArrayList<>();
            for (Term element : elements(quantified.var().sort())) {
                Map<Term.Var, Term> more = new HashMap<>(bound);
                more.put(quantified.var(), element);
                Term part = of(quantified.body(), more);
                if (part.equals(Term.truth(!quantified.all()))) {
                    return part;
                }
                parts.add(part);
            }
            return quantified.all() ? Term.and(parts) : Term.or(parts);
        }
        if (term instanceof Term.Within within) {
            Term element = of(within.element(), bound);
            if (element instanceof Term.Name name && name.string()) {
                return Term.truth(!constants.outside(within.sort()).contains(name.text()));
            }
            List<Term> parts = new ArrayList<>();
            for (String constant : constants.outside(within.sort())) {
                parts.add(Term.not(Term.equal(element, new Term.Name(constant, true, within.sort()))));
            }
            return Term.and(parts);
        }
        if (term instanceof Term.If choice) {
            Term condition = of(choice.condition(), bound);
            if (condition instanceof Term.Truth truth) {
                return of(truth.value() ? choice.then() : choice.otherwise(), bound);
            }
            return Term.when(condition, of(choice.then(), bound), of(choice.otherwise(), bound));
        }
        return Terms.rebuilt(term, part -> of(part, bound));
    }
}
