package dev.shootdown.modelcheck.prove;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Formulas as one text in SMT-LIB 2.6, the same for every solver: whether all of them can be true at once. Kinds of atoms are
 * uninterpreted sorts, so that nothing is said of how many there are, or enumerations if the query is {@link Finite}.
 */
final class Query {
    private final Constants constants;
    private final Finite finite;
    private final List<Term> asserted = new ArrayList<>();
    private final Map<String, Term> asked = new LinkedHashMap<>();
    private final Map<String, String> sortNames = new LinkedHashMap<>();
    private final StringBuilder declarations = new StringBuilder();
    private final Set<String> declared = new LinkedHashSet<>();

    /** An empty query; over sets of any size if `finite` is null. */
    Query(Constants constants, Finite finite) {
        this.constants = constants;
        this.finite = finite;
    }

    Query and(Term term) {
        asserted.add(finite == null ? term : finite.of(term));
        return this;
    }

    /** What is to be known of a model: the value of a term, under a name. */
    void ask(String name, Term term) {
        asked.put(name, finite.of(term));
    }

    String text() {
        StringBuilder body = new StringBuilder();
        for (int k = 0; k < asserted.size(); k++) { // printing declares kinds, and some say what their constants are
            line(body, "(assert " + print(asserted.get(k)) + ")");
        }
        asked.forEach((name, term) -> {
            String sort = sort(sortOf(term));
            line(declarations, "(declare-fun " + quoted(name) + " () " + sort + ")");
            line(body, "(assert (= " + quoted(name) + " " + print(term) + "))");
        });
        return declarations.toString() + body;
    }

    private static void line(StringBuilder to, String text) {
        to.append(text).append('\n');
    }

    private static Sort sortOf(Term term) {
        if (term instanceof Term.Apply apply) {
            return apply.sort();
        }
        if (term instanceof Term.Name name) {
            return name.sort();
        }
        if (term instanceof Term.Var var) {
            return var.sort();
        }
        if (term instanceof Term.Tuple tuple) {
            return tuple.sort();
        }
        if (term instanceof Term.Part part) {
            return part.sort();
        }
        if (term instanceof Term.If choice) {
            return sortOf(choice.then());
        }
        return Sort.bool();
    }

    private static String quoted(String name) {
        return "|" + name + "|";
    }

    private String sort(Sort sort) {
        if (sort.isBool()) {
            return "Bool";
        }
        String known = sortNames.get(sort.name());
        if (known != null) {
            return known;
        }
        String set = Constants.set(sort);
        boolean tuples = sort.components() != null;
        List<String> parts = new ArrayList<>();
        if (tuples) {
            sort.components().forEach(part -> parts.add(sort(part)));
        }
        String name = set != null ? set + "_" : "Kind" + sortNames.size(); // "Table" alone is a word of cvc5
        sortNames.put(sort.name(), name);
        if (set != null && finite == null) {
            line(declarations, "(declare-sort " + name + " 0)");
            for (String constant : sort.root().constants) {
                line(declarations, "(declare-fun " + quoted(constant) + " () " + name + ")");
                if (constants.inside(sort).contains(constant)) {
                    asserted.add(new Term.Within(set, new Term.Name(constant, false, sort), sort));
                }
            }
            return name;
        }
        StringBuilder constructors = new StringBuilder();
        if (finite != null && !tuples) {
            finite.elements(sort).forEach(element -> constructors
                    .append('(')
                    .append(constructor(name, ((Term.Name) element).text()))
                    .append(')'));
        } else {
            for (String word : sort.root().strings) {
                constructors.append('(').append(constructor(name, word)).append(')');
            }
            for (String constant : constants.outside(sort)) {
                constructors.append('(').append(constructor(name, constant)).append(')');
            }
        }
        if (tuples) {
            constructors.append("(tuple").append(name);
            for (int k = 0; k < parts.size(); k++) {
                constructors
                        .append(" (part")
                        .append(k + 1)
                        .append(name)
                        .append(' ')
                        .append(parts.get(k))
                        .append(')');
            }
            constructors.append(')');
        }
        if (constructors.isEmpty()) {
            constructors.append('(').append(constructor(name, "any")).append(')');
        }
        line(declarations, "(declare-datatypes ((" + name + " 0)) ((" + constructors + ")))");
        if (finite != null) {
            for (String constant : constants.inside(sort)) {
                line(declarations, "(declare-fun " + quoted(constant) + " () " + name + ")");
                and(new Term.Within(set, new Term.Name(constant, false, sort), sort));
            }
        }
        return name;
    }

    private static String constructor(String sort, String name) {
        return quoted(sort + ":" + name);
    }

    private String list(String operator, List<Term> terms) {
        StringBuilder text = new StringBuilder("(").append(operator);
        terms.forEach(term -> text.append(' ').append(print(term)));
        return text.append(')').toString();
    }

    private String print(Term term) {
        if (term instanceof Term.Truth truth) {
            return String.valueOf(truth.value());
        }
        if (term instanceof Term.Var var) {
            String sort = sort(var.sort());
            if (declared.add(var.name())) {
                line(declarations, "(declare-fun " + quoted(var.name()) + " () " + sort + ")");
            }
            return quoted(var.name());
        }
        if (term instanceof Term.Name name) {
            String sort = sort(name.sort());
            boolean declaredAlone = !name.string()
                    && Constants.set(name.sort()) != null
                    && (finite == null || constants.inside(name.sort()).contains(name.text()));
            return declaredAlone ? quoted(name.text()) : constructor(sort, name.text());
        }
        if (term instanceof Term.Apply apply) {
            if (declared.add(apply.symbol())) {
                StringBuilder line = new StringBuilder("(declare-fun " + quoted(apply.symbol()) + " (");
                apply.sorts().forEach(sort -> line.append(' ').append(sort(sort)));
                line(
                        declarations,
                        line.append(") ").append(sort(apply.sort())).append(')').toString());
            }
            return apply.arguments().isEmpty()
                    ? quoted(apply.symbol())
                    : list(quoted(apply.symbol()), apply.arguments());
        }
        if (term instanceof Term.Within within) {
            List<Term> parts = new ArrayList<>();
            for (String constant : constants.outside(within.sort())) {
                parts.add(Term.not(new Term.Equal(within.element(), new Term.Name(constant, false, within.sort()))));
            }
            return print(Term.and(parts));
        }
        if (term instanceof Term.Tuple tuple) {
            return list("tuple" + sort(tuple.sort()), tuple.parts());
        }
        if (term instanceof Term.Part part) {
            return list("part" + (part.index() + 1) + sort(sortOf(part.tuple())), List.of(part.tuple()));
        }
        if (term instanceof Term.IsTuple is) {
            Sort sort = sortOf(is.value());
            return constants.outside(sort).isEmpty()
                    ? "true"
                    : "((_ is tuple" + sort(sort) + ") " + print(is.value()) + ")";
        }
        if (term instanceof Term.Not not) {
            return list("not", List.of(not.term()));
        }
        if (term instanceof Term.And and) {
            return list("and", and.terms());
        }
        if (term instanceof Term.Or or) {
            return list("or", or.terms());
        }
        if (term instanceof Term.Equal equal) {
            return list("=", List.of(equal.left(), equal.right()));
        }
        if (term instanceof Term.If choice) {
            return list("ite", List.of(choice.condition(), choice.then(), choice.otherwise()));
        }
        Term.Quantified quantified = (Term.Quantified) term;
        String sort = sort(quantified.var().sort());
        declared.add(quantified.var().name());
        return "(" + (quantified.all() ? "forall" : "exists") + " (("
                + quoted(quantified.var().name()) + " " + sort + ")) " + print(quantified.body()) + ")";
    }
}
