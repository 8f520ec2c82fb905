package dev.shootdown.modelcheck;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes one sentence of the many lines in which TLC and its parser say what is wrong. */
final class Sentences {
    private static final int LONGEST = 300;

    private static final Pattern UNEXPECTED =
            Pattern.compile("Encountered \"(.*)\" at line (\\d+), column (\\d+)", Pattern.DOTALL);
    private static final Pattern LEXICAL = Pattern.compile("Lexical error at line (\\d+), column (\\d+)\\.\\s*(.*)");
    private static final Pattern MODULE = Pattern.compile("In module (\\w+)");
    private static final Pattern SEMANTIC = Pattern.compile(
            "line (\\d+), col \\d+ to line \\d+, col \\d+ of module (\\w+)\\s+(\\S.*?)(?:\\n\\s*\\n|$)",
            Pattern.DOTALL);
    private static final Pattern MISSING = Pattern.compile("Cannot find source file for module .*");
    private static final Pattern CAUSE =
            Pattern.compile("The exception was an? [\\w.$]+\\s*:?\\s*(.*)", Pattern.DOTALL);

    private Sentences() {}

    /** What SANY printed, as {@code Module, line 7: …}. */
    static String ofParser(String text) {
        String module = text.lines()
                .map(MODULE::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .findFirst()
                .orElse("the specification");
        Matcher found = UNEXPECTED.matcher(text);
        if (found.find()) {
            return clipped(module + ", line " + found.group(2) + ", column " + found.group(3) + ": \"" + found.group(1)
                    + "\" is not expected here");
        }
        found = LEXICAL.matcher(text);
        if (found.find()) {
            return clipped(module + ", line " + found.group(1) + ", column " + found.group(2) + ": " + found.group(3));
        }
        found = MISSING.matcher(text);
        if (found.find()) {
            return clipped(found.group());
        }
        int errors = text.indexOf("*** Errors:");
        found = SEMANTIC.matcher(text);
        if (errors >= 0 && found.find(errors)) {
            return clipped(found.group(2) + ", line " + found.group(1) + ": " + found.group(3));
        }
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        return clipped(lines.isEmpty() ? "the specification cannot be parsed" : lines.get(lines.size() - 1));
    }

    /** An error message of TLC without the exception's name and what TLC says each time it throws one. */
    static String ofTlc(String text) {
        Matcher cause = CAUSE.matcher(text);
        return clipped(cause.find() && !cause.group(1).isBlank() ? cause.group(1) : text);
    }

    /** One line of at most {@value #LONGEST} characters. */
    static String clipped(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }
}
