package dev.shootdown.modelcheck.prove;

import dev.shootdown.modelcheck.TlaValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The translation, evaluated: formulas and steps of a module in one concrete state, over sets of known size. It says what the
 * solvers are told; TLC says what the text means.
 */
public final class Concrete {
    private final Module module;
    private final Finite finite;
    private final List<Step> steps;
    private final Map<String, Term> formulas = new HashMap<>();
    private final Map<Term, Term> withoutQuantifiers = new IdentityHashMap<>();

    /** For members called {@code Vcpu1}, {@code Vcpu2} and so on. */
    public Concrete(Path file, Map<String, List<String>> fixed, Map<String, Integer> sizes, List<String> formulas) {
        module = new Module(file, fixed, List.of());
        steps = module.steps();
        finite = new Finite(module.constants(), sizes);
        for (String name : formulas) {
            List<Term> parts = new ArrayList<>();
            module.conjuncts(name).forEach(part -> parts.add(module.before(part)));
            this.formulas.put(name, finite.of(Term.and(parts)));
        }
    }

    /** The names of all actions that are not switched off. */
    public Set<String> actions() {
        Set<String> names = new LinkedHashSet<>();
        steps.forEach(step -> names.add(step.action()));
        return names;
    }

    private Term ground(Term term) {
        return withoutQuantifiers.computeIfAbsent(term, finite::of);
    }

    /** A state as a value for every place in every variable. */
    public final class State {
        private final Map<Term, Term> values;

        private State(Map<Term, Term> values) {
            this.values = values;
        }

        /** Whether a formula holds; null if it depends on a function outside of its domain. */
        public Boolean holds(String formula) {
            Term truth = value(formulas.get(formula), values);
            return truth == null ? null : truth.equals(Term.TRUE);
        }

        /** The states after an action with these arguments. */
        public Set<State> after(String action, List<String> arguments) {
            Set<State> states = new LinkedHashSet<>();
            for (Step step : steps) {
                if (step.action().equals(action)) {
                    Map<Term, Term> known = new HashMap<>(values);
                    for (int k = 0; k < arguments.size(); k++) {
                        known.put(
                                step.parameters().get(k),
                                atom(step.parameters().get(k).sort(), arguments.get(k)));
                    }
                    Term possible = value(ground(step.condition()), known);
                    if (possible == null) {
                        throw new AssertionError(action + arguments + " depends on what is outside of a domain");
                    }
                    if (possible.equals(Term.TRUE)) {
                        states.add(new State(after(step, known)));
                    }
                }
            }
            return states;
        }

        private Map<Term, Term> after(Step step, Map<Term, Term> known) {
            Map<Term, Term> next = new HashMap<>();
            for (String variable : module.variables()) {
                Map<Term, Term> places = new LinkedHashMap<>();
                places(module.now(variable), step.after().get(variable), known, places);
                places.forEach((place, term) -> next.put(place, value(finite.of(term), known)));
            }
            return next;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof State state && state.values.equals(values);
        }

        @Override
        public int hashCode() {
            return values.hashCode();
        }

        @Override
        public String toString() {
            return values.toString();
        }
    }

    /** Pairs each place of a variable with the term for its next value; domains have to agree. */
    private void places(Value now, Value next, Map<Term, Term> known, Map<Term, Term> to) {
        if (now instanceof Value.Scalar here && next instanceof Value.Scalar there) {
            to.put(here.term(), there.term());
        } else if (now instanceof Value.SetOf here && next instanceof Value.SetOf there) {
            for (Term element : finite.elements(here.element())) {
                to.put(here.has().apply(element), there.has().apply(element));
            }
        } else if (now instanceof Value.Mapping here && next instanceof Value.Mapping there) {
            for (Term element : finite.elements(here.domain().element())) {
                Term inside = finite.of(here.domain().has().apply(element));
                Term still = value(finite.of(there.domain().has().apply(element)), known);
                if (!inside.equals(still)) {
                    throw new AssertionError("a domain changes at " + element);
                }
                if (inside.equals(Term.TRUE)) {
                    places(here.at().apply(element), there.at().apply(element), known, to);
                }
            }
        } else {
            throw new AssertionError(now + " becomes " + next);
        }
    }

    /** A state as TLC prints it. */
    public State state(String text) {
        Map<Term, Term> values = new HashMap<>();
        for (String line : text.replace("\n", " ").split("/\\\\ ")) {
            if (!line.isBlank()) {
                String[] sides = line.split(" = ", 2);
                read(module.now(sides[0].strip()), TlaValue.parse(sides[1]), values);
            }
        }
        return new State(values);
    }

    private void read(Value variable, TlaValue value, Map<Term, Term> to) {
        if (variable instanceof Value.Scalar scalar) {
            to.put(scalar.term(), atom(scalar.sort(), value.text()));
        } else if (variable instanceof Value.SetOf set) {
            Set<Term> members = new LinkedHashSet<>();
            ((TlaValue.Elements) value).elements().forEach(text -> members.add(atom(set.element(), text)));
            for (Term element : finite.elements(set.element())) {
                to.put(set.has().apply(element), Term.truth(members.contains(element)));
            }
        } else if (variable instanceof Value.Mapping mapping) {
            ((TlaValue.Mapping) value)
                    .entries()
                    .forEach((key, entry) ->
                            read(mapping.at().apply(atom(mapping.domain().element(), key)), entry, to));
        }
    }

    private Term atom(Sort sort, String text) {
        String plain = text.strip().replace("\"", "");
        for (Term element : finite.elements(sort)) {
            if (print(element).equals(plain)) {
                return element;
            }
        }
        throw new AssertionError(text + " is no " + sort);
    }

    private static String print(Term element) {
        if (element instanceof Term.Tuple tuple) {
            return "<<"
                    + String.join(
                            ", ", tuple.parts().stream().map(Concrete::print).toList()) + ">>";
        }
        return element instanceof Term.Truth truth ? truth.value() ? "TRUE" : "FALSE" : ((Term.Name) element).text();
    }

    /** The value of a term without quantifiers, or null if it is not known. */
    private Term value(Term term, Map<Term, Term> known) {
        if (term instanceof Term.And || term instanceof Term.Or) {
            Term decisive = Term.truth(term instanceof Term.Or);
            boolean sure = true;
            for (Term part : Terms.children(term)) {
                Term value = value(part, known);
                if (decisive.equals(value)) {
                    return decisive;
                }
                sure &= value != null;
            }
            return sure ? Term.not(decisive) : null;
        }
        if (term instanceof Term.If choice) {
            Term condition = value(choice.condition(), known);
            return condition == null
                    ? null
                    : value(condition.equals(Term.TRUE) ? choice.then() : choice.otherwise(), known);
        }
        if (term instanceof Term.Var) {
            return known.get(term);
        }
        if (term instanceof Term.Name name && !name.string()) {
            return new Term.Name(
                    Constants.set(name.sort()) + "1", true, name.sort()); // its first member, as in the .cfg
        }
        List<Term> children = Terms.children(term);
        List<Term> values = new ArrayList<>();
        for (Term child : children) {
            Term value = value(child, known);
            if (value == null) {
                return null;
            }
            values.add(value);
        }
        int[] at = {0};
        Term simple = Terms.rebuilt(term, child -> values.get(at[0]++));
        if (simple instanceof Term.Apply) {
            return known.get(simple);
        }
        return simple instanceof Term.Within ? finite.of(simple) : simple;
    }
}
