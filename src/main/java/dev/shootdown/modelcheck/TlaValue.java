package dev.shootdown.modelcheck;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A value as TLC prints it, taken apart as far as it helps to see what changed in it. */
public sealed interface TlaValue {
    /** The value on one line. */
    String text();

    /** A number, a string, a model value, a tuple: anything that is shown whole. */
    record Whole(String text) implements TlaValue {}

    /** A set, its elements as text in TLC's order. */
    record Elements(String text, Set<String> elements) implements TlaValue {}

    /** A function, {@code (a :> 1 @@ b :> 2)}, or a record, {@code [a |-> 1, b |-> 2]}. */
    record Mapping(String text, boolean isRecord, Map<String, TlaValue> entries) implements TlaValue {
        /** How an entry is written behind the name of the whole: {@code [a]} or {@code .a}. */
        public String at(String key) {
            return isRecord ? "." + key : "[" + key + "]";
        }
    }

    /** Takes the text apart; what it does not understand it leaves whole. */
    static TlaValue parse(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        if (isEnclosed(line, '(', ')') && line.contains(":>")) {
            return mapping(line, "@@", ":>", false);
        }
        if (isEnclosed(line, '[', ']') && line.contains("|->")) {
            return mapping(line, ",", "|->", true);
        }
        if (isEnclosed(line, '{', '}')) {
            Set<String> elements = new java.util.LinkedHashSet<>(TlaText.split(inside(line), ","));
            elements.remove("");
            return new Elements(line, elements);
        }
        return new Whole(line);
    }

    private static TlaValue mapping(String line, String separator, String arrow, boolean isRecord) {
        Map<String, TlaValue> entries = new LinkedHashMap<>();
        for (String entry : TlaText.split(inside(line), separator)) {
            int at = TlaText.indexOf(entry, arrow);
            if (at < 0) {
                return new Whole(line);
            }
            entries.put(entry.substring(0, at).strip(), parse(entry.substring(at + arrow.length())));
        }
        return new Mapping(line, isRecord, entries);
    }

    private static boolean isEnclosed(String line, char open, char close) {
        return line.length() > 1 && line.charAt(0) == open && line.charAt(line.length() - 1) == close;
    }

    private static String inside(String line) {
        return line.substring(1, line.length() - 1);
    }
}
