package dev.shootdown.modelcheck.prove;

import dev.shootdown.modelcheck.TlaValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The translation, evaluated: formulas and steps of a module in one concrete state, over sets of known size. It says what the
 * solvers are told; TLC says what the text means.
 */
public final class Concrete {
    private final Module module;
    private final Finite finite;
    private final List<Step> steps;
    private final Map<String, Term> formulas = new HashMap<>();
    private final Map<Step, Effect> effects = new IdentityHashMap<>();
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

    /** The variables that each conjunct of a definition speaks of, by the conjunct's name. */
    public Map<String, Set<String>> speaksOf(String definition) {
        Map<String, Set<String>> variables = new LinkedHashMap<>();
        for (Module.Conjunct part : module.conjuncts(definition)) {
            Set<String> symbols = new TreeSet<>();
            Terms.visit(module.before(part), term -> {
                if (term instanceof Term.Apply apply) {
                    symbols.add(apply.symbol());
                }
            });
            variables.put(part.name(), symbols);
        }
        return variables;
    }

    /** How many states satisfy a formula, if some variables have their first values: all are tried, place by place. */
    public long count(String formula, List<String> variables, Set<String> atFirst) {
        return new Search(formula, variables, atFirst).from(0);
    }

    private final class Search {
        private final List<Term.Apply> places = new ArrayList<>();
        private final List<List<Term>> open = new ArrayList<>(); // what a value at this place may decide
        private final Map<Term, Term> known = new HashMap<>();

        Search(String formula, List<String> variables, Set<String> atFirst) {
            Map<Term, Term> first = new Effect(module.initial()).values;
            for (String variable : variables) {
                first.forEach((place, term) -> {
                    if (!((Term.Apply) place).symbol().equals(variable)) {
                        return;
                    }
                    if (atFirst.contains(variable)) {
                        known.put(place, value(term, Map.of()));
                    } else {
                        places.add((Term.Apply) place);
                        open.add(new ArrayList<>());
                    }
                });
            }
            split(formulas.get(formula));
        }

        private void split(Term term) {
            if (term instanceof Term.And and) {
                and.terms().forEach(this::split);
                return;
            }
            Set<Term> exactly = new HashSet<>();
            Set<String> anywhere = new HashSet<>();
            Terms.visit(term, part -> {
                if (part instanceof Term.Apply apply) {
                    boolean fixed = apply.arguments().stream().allMatch(Concrete::isFixed);
                    if (fixed) {
                        exactly.add(apply);
                    } else {
                        anywhere.add(apply.symbol());
                    }
                }
            });
            for (int k = 0; k < places.size(); k++) {
                if (exactly.contains(places.get(k))
                        || anywhere.contains(places.get(k).symbol())) {
                    open.get(k).add(term);
                }
            }
            if (Term.FALSE.equals(value(term, known))) {
                throw new AssertionError("false whatever the other variables are: " + term);
            }
        }

        long from(int place) {
            if (place == places.size()) {
                return 1;
            }
            long states = 0;
            for (Term element : finite.elements(places.get(place).sort())) {
                known.put(places.get(place), element);
                if (open.get(place).stream().noneMatch(part -> Term.FALSE.equals(value(part, known)))) {
                    states += from(place + 1);
                }
            }
            known.remove(places.get(place));
            return states;
        }
    }

    private static boolean isFixed(Term term) {
        return term instanceof Term.Name name
                ? name.string()
                : term instanceof Term.Tuple tuple && tuple.parts().stream().allMatch(Concrete::isFixed);
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
            Effect effect = effects.computeIfAbsent(step, Effect::new);
            effect.domains.forEach((still, inside) -> {
                if (!inside.equals(value(still, known))) {
                    throw new AssertionError(step.action() + ": a domain changes");
                }
            });
            Map<Term, Term> next = new HashMap<>();
            effect.values.forEach((place, term) -> next.put(place, value(term, known)));
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

    /** What a step makes of each place, without quantifiers, and what must be so for the domains to stay the same. */
    private final class Effect {
        private final Map<Term, Term> values = new LinkedHashMap<>();
        private final Map<Term, Term> domains = new LinkedHashMap<>();

        Effect(Step step) {
            step.after().forEach((variable, next) -> add(module.now(variable), next));
        }

        private void add(Value now, Value next) {
            if (now instanceof Value.Scalar here && next instanceof Value.Scalar there) {
                values.put(here.term(), finite.of(there.term()));
            } else if (now instanceof Value.SetOf here && next instanceof Value.SetOf there) {
                for (Term element : finite.elements(here.element())) {
                    values.put(here.has().apply(element), finite.of(there.has().apply(element)));
                }
            } else if (now instanceof Value.Mapping here && next instanceof Value.Mapping there) {
                for (Term element : finite.elements(here.domain().element())) {
                    Term inside = finite.of(here.domain().has().apply(element));
                    domains.put(finite.of(there.domain().has().apply(element)), inside);
                    if (inside.equals(Term.TRUE)) {
                        add(here.at().apply(element), there.at().apply(element));
                    }
                }
            } else {
                throw new AssertionError(now + " becomes " + next);
            }
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
