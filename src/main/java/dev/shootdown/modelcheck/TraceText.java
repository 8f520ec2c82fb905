package dev.shootdown.modelcheck;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text of one state as TLC prints it in a counterexample. */
final class TraceText {
    private static final Pattern HEADER = Pattern.compile("\\d+: <(.*)>");
    private static final Pattern VARIABLE = Pattern.compile("(?:/\\\\ )?(\\w+) = (.*)");

    private TraceText() {}

    /** A state with its header line, such as {@code 2: <HandleFlush line 7, col 3 to line 9, col 40 of module Guest>}. */
    static Counterexample.Step step(String text) {
        int end = text.indexOf('\n');
        String header = end < 0 ? text : text.substring(0, end);
        Matcher matcher = HEADER.matcher(header);
        String action = matcher.matches() ? matcher.group(1) : header;
        if (action.equals("Initial predicate")) {
            action = "Init";
        } else {
            action = action.replaceFirst(" line \\d+, col \\d+ to .*", "");
        }
        return new Counterexample.Step(action, values(end < 0 ? "" : text.substring(end + 1)));
    }

    /** The values of a state; one value may run over several lines, which are joined. */
    static Map<String, String> values(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        String variable = null;
        for (String line : text.lines().toList()) {
            Matcher matcher = VARIABLE.matcher(line);
            if (matcher.matches() && (variable == null || line.startsWith("/\\ "))) {
                variable = matcher.group(1);
                values.put(variable, matcher.group(2).strip());
            } else if (variable != null && !line.isBlank()) {
                values.merge(variable, line.strip(), (before, more) -> before + " " + more);
            }
        }
        return values;
    }
}
