package dev.shootdown.modelcheck;

import java.util.ArrayList;
import java.util.List;

/** Finds separators in the text of a TLA+ value, except inside strings and brackets. */
final class TlaText {
    private TlaText() {}

    static List<String> split(String text, String separator) {
        List<String> parts = new ArrayList<>();
        String rest = text;
        for (int at = indexOf(rest, separator); at >= 0; at = indexOf(rest, separator)) {
            parts.add(rest.substring(0, at).strip());
            rest = rest.substring(at + separator.length());
        }
        parts.add(rest.strip());
        return parts;
    }

    /** Where the separator first stands outside of everything, or -1. */
    static int indexOf(String text, String separator) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (depth == 0 && text.startsWith(separator, i)) {
                return i;
            } else if (c == '"') {
                quoted = true;
            } else if (opens(text, i)) {
                depth++;
            } else if (closes(text, i)) {
                depth--;
            }
        }
        return -1;
    }

    private static boolean opens(String text, int i) {
        char c = text.charAt(i);
        return c == '(' || c == '[' || c == '{' || (c == '<' && text.startsWith("<<", i));
    }

    /** A tuple's end is two characters; {@code :>} and {@code |->} are no ends. */
    private static boolean closes(String text, int i) {
        char c = text.charAt(i);
        return c == ')' || c == ']' || c == '}' || (c == '>' && text.startsWith(">>", i));
    }
}
