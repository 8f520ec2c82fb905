package dev.shootdown.modelcheck;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Says in short lines how one state differs from the one before it. */
public final class ValueChange {
    private ValueChange() {}

    /** One line per place that changed: {@code mode[v1] = "host"}, {@code tlb[p1] + entry}, {@code tlb[p1] - entry}. */
    public static List<String> between(Map<String, String> before, Map<String, String> after) {
        List<String> changes = new ArrayList<>();
        after.forEach((variable, value) -> {
            String old = before.get(variable);
            if (old == null) {
                changes.add(variable + " = " + TlaValue.parse(value).text());
            } else {
                compare(variable, TlaValue.parse(old), TlaValue.parse(value), changes);
            }
        });
        return changes;
    }

    private static void compare(String place, TlaValue before, TlaValue after, List<String> changes) {
        if (before.text().equals(after.text())) {
            return;
        }
        if (before instanceof TlaValue.Mapping old
                && after instanceof TlaValue.Mapping now
                && old.entries().keySet().equals(now.entries().keySet())) {
            now.entries()
                    .forEach((key, value) ->
                            compare(place + now.at(key), old.entries().get(key), value, changes));
        } else if (before instanceof TlaValue.Elements old && after instanceof TlaValue.Elements now) {
            without(old.elements(), now.elements()).forEach(gone -> changes.add(place + " - " + gone));
            without(now.elements(), old.elements()).forEach(come -> changes.add(place + " + " + come));
        } else {
            changes.add(place + " = " + after.text());
        }
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> rest = new LinkedHashSet<>(all);
        rest.removeAll(some);
        return rest;
    }
}
