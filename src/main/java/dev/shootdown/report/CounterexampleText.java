package dev.shootdown.report;

import dev.shootdown.modelcheck.Counterexample;
import dev.shootdown.modelcheck.Counterexample.Step;
import dev.shootdown.modelcheck.TlaValue;
import dev.shootdown.modelcheck.ValueChange;
import java.util.List;
import java.util.Map;

/**
 * A counterexample as a timeline: a line per step with its number, its action and what that changed. Above it stands the
 * initial state, as far as anything in it ever changes.
 */
public final class CounterexampleText {
    private CounterexampleText() {}

    /** The lines, each ended by a line feed. */
    public static String of(Counterexample counterexample) {
        List<Step> states = counterexample.states();
        if (states.isEmpty()) {
            return "";
        }
        return beginning(states) + "\n" + steps(counterexample);
    }

    private static String beginning(List<Step> states) {
        StringBuilder text = new StringBuilder("At the beginning:\n");
        Map<String, String> first = states.get(0).values();
        long constant = first.entrySet().stream()
                .filter(entry -> states.size() > 1 && isConstant(states, entry.getKey(), entry.getValue()))
                .count();
        first.forEach((variable, value) -> {
            if (states.size() == 1 || !isConstant(states, variable, value)) {
                text.append("  ")
                        .append(variable)
                        .append(" = ")
                        .append(TlaValue.parse(value).text())
                        .append('\n');
            }
        });
        if (constant > 0) {
            text.append("  (").append(constant).append(" more never change here)\n");
        }
        return text.toString();
    }

    private static boolean isConstant(List<Step> states, String variable, String value) {
        return states.stream().allMatch(step -> value.equals(step.values().get(variable)));
    }

    private static String steps(Counterexample counterexample) {
        List<Step> states = counterexample.states();
        Table table = new Table("step", "action", "what changed");
        for (int i = 1; i < states.size(); i++) {
            List<String> changes = ValueChange.between(
                    states.get(i - 1).values(), states.get(i).values());
            table.row(i, states.get(i).action(), changes.isEmpty() ? "nothing" : changes.get(0));
            changes.stream().skip(1).forEach(change -> table.row("", "", change));
        }
        if (counterexample.stutters()) {
            table.row("", "", "and nothing ever happens again");
        } else if (counterexample.backTo().isPresent()) {
            int back = counterexample.backTo().getAsInt();
            table.row("", "", "and from here on as after step " + back + ", for ever");
        }
        return table.toString();
    }
}
