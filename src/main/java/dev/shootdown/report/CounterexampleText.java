package dev.shootdown.report;

import dev.shootdown.modelcheck.Counterexample;
import dev.shootdown.modelcheck.Counterexample.Step;
import dev.shootdown.modelcheck.TlaValue;
import dev.shootdown.modelcheck.ValueChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A counterexample as a timeline: a line per step, with a column for each vCPU and pCPU that the state knows and one for
 * what belongs to none of them. A cell says what the step changed there; the one who takes the step is marked. Above it
 * stands the initial state, as far as anything in it ever changes.
 *
 * <p>Which model values are CPUs follows from their names, {@code v1} and {@code p1}, as everywhere in this project.
 */
public final class CounterexampleText {
    private static final Pattern CPU = Pattern.compile("[vp][1-9]\\d{0,3}");

    /** A change of a variable that is a function of CPUs: {@code mode[v1] = "host"}. */
    private static final Pattern CHANGE_AT_CPU =
            Pattern.compile("(\\w+)\\[(" + CPU.pattern() + ")\\](.*)", Pattern.DOTALL);

    static final Pattern ACTOR = Pattern.compile("\\w+\\((" + CPU.pattern() + ")[,)].*");

    private final Counterexample counterexample;
    private final List<Step> states;
    private final List<String> cpus;

    private CounterexampleText(Counterexample counterexample) {
        this.counterexample = counterexample;
        states = counterexample.states();
        cpus = cpus(states.get(0));
    }

    /** The lines, each ended by a line feed. */
    public static String of(Counterexample counterexample) {
        if (counterexample.states().isEmpty()) {
            return "";
        }
        CounterexampleText text = new CounterexampleText(counterexample);
        return text.beginning() + "\n" + text.steps();
    }

    /** The vCPUs and then the pCPUs that variables are functions of. */
    static List<String> cpus(Step state) {
        TreeSet<String> found = new TreeSet<>(Comparator.<String>comparingInt(cpu -> -cpu.charAt(0))
                .thenComparingInt(cpu -> Integer.parseInt(cpu.substring(1))));
        for (String value : state.values().values()) {
            if (TlaValue.parse(value) instanceof TlaValue.Mapping mapping && !mapping.isRecord()) {
                mapping.entries().keySet().stream()
                        .filter(key -> CPU.matcher(key).matches())
                        .forEach(found::add);
            }
        }
        return List.copyOf(found);
    }

    private String beginning() {
        StringBuilder text = new StringBuilder("At the beginning:\n");
        Map<String, String> first = states.get(0).values();
        long constant = first.entrySet().stream()
                .filter(entry -> states.size() > 1 && isConstant(entry.getKey(), entry.getValue()))
                .count();
        first.forEach((variable, value) -> {
            if (states.size() == 1 || !isConstant(variable, value)) {
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

    private boolean isConstant(String variable, String value) {
        return states.stream().allMatch(step -> value.equals(step.values().get(variable)));
    }

    private String steps() {
        List<String> headings = new ArrayList<>(List.of("step", "action"));
        cpus.forEach(cpu -> headings.add("  " + cpu));
        headings.add(cpus.isEmpty() ? "what changed" : "shared");
        Table table = new Table(headings.toArray(String[]::new));
        for (int i = 1; i < states.size(); i++) {
            table.row(row(i).toArray());
        }
        String end = "";
        if (counterexample.stutters()) {
            end = "and nothing ever happens again\n";
        } else if (counterexample.backTo().isPresent()) {
            int back = counterexample.backTo().getAsInt();
            end = "and from here on as after step " + back + ", for ever\n";
        }
        return table + end;
    }

    private List<Object> row(int i) {
        List<String> changes =
                ValueChange.between(states.get(i - 1).values(), states.get(i).values());
        String action = states.get(i).action();
        Matcher actor = ACTOR.matcher(action);
        String acting = actor.matches() ? actor.group(1) : "";
        List<Object> row = new ArrayList<>(List.of(i, action));
        for (String cpu : cpus) {
            List<String> here = new ArrayList<>();
            for (String change : changes) {
                Matcher matcher = CHANGE_AT_CPU.matcher(change);
                if (matcher.matches() && matcher.group(2).equals(cpu)) {
                    here.add(tight(matcher.group(1) + matcher.group(3)));
                }
            }
            String cell = String.join("; ", here);
            row.add(cpu.equals(acting) ? "> " + (cell.isEmpty() ? "." : cell) : cell.isEmpty() ? "" : "  " + cell);
        }
        List<String> rest = new ArrayList<>();
        for (String change : changes) {
            Matcher matcher = CHANGE_AT_CPU.matcher(change);
            if (!matcher.matches() || !cpus.contains(matcher.group(2))) {
                rest.add(tight(change));
            }
        }
        row.add(changes.isEmpty() ? "nothing changes" : String.join("; ", rest));
        return row;
    }

    /** As short as it is still plain: {@code mode=host} for {@code mode = "host"}. */
    private static String tight(String change) {
        return change.replace(" = ", "=").replace("\"", "");
    }
}
