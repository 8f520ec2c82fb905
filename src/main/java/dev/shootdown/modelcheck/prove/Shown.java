package dev.shootdown.modelcheck.prove;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A step in a small model as a person reads it: parameters, the state before, and what is different after. */
final class Shown {
    private final Module module;
    private final Finite finite;
    private final Step step;
    private final Map<String, Term> before = new LinkedHashMap<>();
    private final Map<String, Term> after = new LinkedHashMap<>();

    Shown(Module module, Finite finite, Step step) {
        this.module = module;
        this.finite = finite;
        this.step = step;
    }

    /** Asks the query for all that is shown. */
    void ask(Query query) {
        synchronized (module) { // values are worked out when they are looked at
            for (String variable : module.variables()) {
                Value now = module.now(variable);
                places(variable, now, now, before);
                if (step != null) {
                    places(variable, now, step.after().get(variable), after);
                }
            }
        }
        if (step != null) {
            step.parameters().forEach(parameter -> query.ask("parameter " + parameter.name(), parameter));
        }
        before.forEach((place, term) -> query.ask("before " + place, term));
        after.forEach((place, term) -> query.ask("after " + place, term));
    }

    /** For each variable, that the state before the step has its first value there. */
    List<Term> asAtFirst(Step initial) {
        synchronized (module) {
            List<Term> same = new ArrayList<>();
            for (String variable : module.variables()) {
                Value now = module.now(variable);
                Map<String, Term> here = new LinkedHashMap<>();
                Map<String, Term> first = new LinkedHashMap<>();
                places(variable, now, now, here);
                places(variable, now, initial.after().get(variable), first);
                List<Term> all = new ArrayList<>();
                here.forEach((place, term) -> all.add(Term.equal(term, first.get(place))));
                same.add(Term.and(all));
                if (all.size() > 1) {
                    same.addAll(all);
                }
            }
            return same;
        }
    }

    /** The places of a variable with what a value has there; of which kind a place is, the variable says. */
    private void places(String place, Value variable, Value value, Map<String, Term> to) {
        if (variable instanceof Value.Scalar kind && value instanceof Value.Scalar scalar) {
            Sort.unify(kind.sort(), scalar.sort()); // a string that was just read does not know its kind yet
            to.put(place, scalar.term());
        } else if (variable instanceof Value.SetOf kind && value instanceof Value.SetOf set) {
            for (Term element : finite.elements(kind.element())) {
                if (!nothing(element)) {
                    to.put(place + " has " + name(element), set.has().apply(element));
                }
            }
        } else if (variable instanceof Value.Mapping kind && value instanceof Value.Mapping mapping) {
            for (Term element : finite.elements(kind.domain().element())) {
                if (!nothing(element)) {
                    String at = place + "[" + name(element) + "]";
                    places(at, kind.at().apply(element), mapping.at().apply(element), to);
                }
            }
        }
    }

    private boolean nothing(Term element) {
        return element instanceof Term.Name name
                && module.constants().outside(name.sort()).contains(name.text());
    }

    private static String name(Term element) {
        if (element instanceof Term.Tuple tuple) {
            return "<<"
                    + String.join(", ", tuple.parts().stream().map(Shown::name).toList()) + ">>";
        }
        return ((Term.Name) element).text();
    }

    String text(Map<String, String> model) {
        StringBuilder text = new StringBuilder();
        if (step != null) {
            List<String> parameters = new ArrayList<>();
            step.parameters()
                    .forEach(parameter -> parameters.add(parameter.name().replaceFirst("!.*", "") + " = "
                            + plain(model.get("parameter " + parameter.name()))));
            text.append(step.action())
                    .append(parameters.isEmpty() ? "" : " with ")
                    .append(String.join(", ", parameters))
                    .append('\n');
        }
        boolean init = step != null && step.action().equals("Init");
        (init ? after : before).keySet().forEach(place -> {
            String then = plain(model.get("before " + place));
            String now = plain(model.get("after " + place));
            String first = init ? now : then;
            boolean changes = !init && step != null && !then.equals(now);
            if (changes || !isDull(first)) {
                text.append("  ").append(place).append(": ").append(first);
                text.append(changes ? "  ->  " + now : "").append('\n');
            }
        });
        return text.toString();
    }

    private static boolean isDull(String value) {
        return value.equals("false")
                || value.equals("free")
                || value.equals("idle")
                || value.equals("none")
                || value.startsWith("No")
                || value.equals("?");
    }

    /** A value without the kind that its name begins with. */
    private static String plain(String value) {
        return value == null ? "?" : value.replaceAll("\\w+:", "").replaceAll("\\(tuple\\w+ (.*)\\)", "<<$1>>");
    }
}
