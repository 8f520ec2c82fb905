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
        for (String variable : module.variables()) {
            places(variable, module.now(variable), before);
            if (step != null) {
                places(variable, step.after().get(variable), after);
            }
        }
        if (step != null) {
            step.parameters().forEach(parameter -> query.ask("parameter " + parameter.name(), parameter));
        }
        before.forEach((place, term) -> query.ask("before " + place, term));
        after.forEach((place, term) -> query.ask("after " + place, term));
    }

    private void places(String place, Value value, Map<String, Term> to) {
        if (value instanceof Value.Scalar scalar) {
            to.put(place, scalar.term());
        } else if (value instanceof Value.SetOf set) {
            for (Term element : finite.elements(set.element())) {
                if (!nothing(element)) {
                    to.put(place + " has " + name(element), set.has().apply(element));
                }
            }
        } else if (value instanceof Value.Mapping mapping) {
            for (Term element : finite.elements(mapping.domain().element())) {
                if (!nothing(element)) {
                    places(place + "[" + name(element) + "]", mapping.at().apply(element), to);
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
