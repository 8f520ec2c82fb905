package dev.shootdown.modelcheck.prove;

import dev.shootdown.machine.BadInput;
import dev.shootdown.modelcheck.prove.Value.Collection;
import dev.shootdown.modelcheck.prove.Value.Scalar;
import dev.shootdown.modelcheck.prove.Value.SetOf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import tla2sany.semantic.AssumeNode;
import tla2sany.semantic.ModuleNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDeclNode;
import tla2sany.semantic.SemanticNode;

/**
 * What the constants of a module stand for. Those that a proof fixes are sets of strings. Of those that an ASSUME says are,
 * or are not, members of a set, each is one thing. All others are sets of any size, and each is the only set of its kind: a
 * value of that kind is a member of the set or one of the constants outside of it.
 */
final class Constants {
    /** A set of sets of which nothing is known, or the only member of a list that stands for any set of strings. */
    static final String ANY = "any";

    private final Map<String, List<String>> fixed;
    private final Map<String, Value> open = new TreeMap<>();
    private final TreeSet<String> unknown = new TreeSet<>();
    private final Map<String, Sort> sortOf = new TreeMap<>();
    private final Map<String, String> insideOf = new LinkedHashMap<>();
    private final Map<String, String> outsideOf = new LinkedHashMap<>();
    private final List<SemanticNode> others = new ArrayList<>();

    /** The constants of a module, some of them fixed to sets of strings or to {@link #ANY} set of sets. */
    Constants(ModuleNode module, Map<String, List<String>> fixed, List<String> anyRanges) {
        this.fixed = fixed;
        unknown.addAll(anyRanges);
        for (AssumeNode assumption : module.getAssumptions()) {
            read(assumption.getAssume());
        }
        insideOf.forEach((element, set) -> unify(element, set));
        outsideOf.forEach((element, set) -> unify(element, set));
    }

    private void unify(String element, String set) {
        if (sortOf.containsKey(set)) {
            Sort.unify(sort(set), sort(element));
        }
    }

    private void read(SemanticNode node) {
        if (node instanceof OpApplNode apply) {
            String operator = apply.getOperator().getName().toString();
            if (operator.equals("$ConjList") || operator.equals("\\land")) {
                for (SemanticNode part : apply.getArgs()) {
                    read(part);
                }
                return;
            }
            if ((operator.equals("\\in") || operator.equals("\\notin"))
                    && apply.getArgs()[0] instanceof OpApplNode element
                    && element.getOperator() instanceof OpDeclNode constant) {
                String set = ((OpApplNode) apply.getArgs()[1])
                        .getOperator()
                        .getName()
                        .toString();
                String name = constant.getName().toString();
                (operator.equals("\\in") ? insideOf : outsideOf).put(name, set);
                sort(name);
                if (((OpApplNode) apply.getArgs()[1]).getOperator() instanceof OpDeclNode) {
                    sort(set);
                }
                return;
            }
        }
        others.add(node);
    }

    private Sort sort(String name) {
        return sortOf.computeIfAbsent(name, any -> {
            Sort sort = Sort.unknown();
            (isElement(name) ? sort.constants : sort.sets).add(name);
            return sort;
        });
    }

    private boolean isElement(String name) {
        return insideOf.containsKey(name) || outsideOf.containsKey(name);
    }

    /** Assumptions that are neither {@code c \in S} nor {@code c \notin S}. */
    List<SemanticNode> otherAssumptions() {
        return others;
    }

    Value value(OpDeclNode declared, SemanticNode place, Function<SemanticNode, Term> unknownSet) {
        String name = declared.getName().toString();
        if (List.of(ANY).equals(fixed.get(name))) {
            return open.computeIfAbsent(name, Constants::anyStrings);
        }
        if (fixed.containsKey(name)) {
            return strings(fixed.get(name));
        }
        if (unknown.contains(name)) {
            return new Collection(Sort.unknown(), any -> unknownSet.apply(place));
        }
        Sort sort = sort(name);
        if (isElement(name)) {
            return new Scalar(new Term.Name(name, false, sort), sort);
        }
        return new SetOf(sort, e -> new Term.Within(name, e, sort));
    }

    /** A set of strings of which only the ASSUMEs say something: for each string, it is in the set or it is not. */
    private static Value anyStrings(String name) {
        Sort sort = Sort.unknown();
        return new SetOf(sort, e -> new Term.Apply(name, List.of(e), List.of(sort), Sort.bool()));
    }

    private static Value strings(List<String> words) {
        Sort sort = Sort.unknown();
        sort.strings.addAll(words);
        return new SetOf(
                sort,
                e -> Term.or(words.stream()
                        .map(word -> Term.equal(e, new Term.Name(word, true, sort)))
                        .toList()));
    }

    /** The names of the sets of any size. */
    List<String> sets() {
        return sortOf.keySet().stream().filter(name -> !isElement(name)).toList();
    }

    /** The constants of a kind that are no member of its set. */
    List<String> outside(Sort sort) {
        List<String> names = new ArrayList<>();
        for (String name : sort.root().constants) {
            if (outsideOf.containsKey(name)) {
                names.add(name);
            } else if (!insideOf.containsKey(name)) {
                throw new BadInput("the constant " + name + " needs an ASSUME that says what it is not a member of.");
            }
        }
        return names;
    }

    /** The constants of a kind that are members of its set. */
    List<String> inside(Sort sort) {
        return sort.root().constants.stream().filter(insideOf::containsKey).toList();
    }

    /** The set that a kind is made of, or null if it has none. */
    static String set(Sort sort) {
        if (sort.root().sets.size() > 1) {
            throw new BadInput("the sets " + String.join(" and ", sort.root().sets)
                    + " are mixed in one variable: the solvers are told of one set for each kind of thing.");
        }
        return sort.root().sets.isEmpty() ? null : sort.root().sets.first();
    }
}
