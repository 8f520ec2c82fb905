package dev.shootdown.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What each step does and stands for, and what goes wrong with each planted bug: the rows of the tables in {@code
 * spec/README.md}, which is packed into the jar so that there is one place that says it.
 */
public final class StepGlossary {
    private static final Pattern SIGNATURE = Pattern.compile("`(\\w+)\\(([^`]*)\\)`");
    private static final Pattern STEP = Pattern.compile("(\\w+)\\((.*)\\)");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    private static final Pattern LETTER = Pattern.compile("\\b[a-z]\\b(?![(>])");

    private final Map<String, Row> steps = new LinkedHashMap<>();
    private final Map<String, String> bugs = new LinkedHashMap<>();

    private record Row(List<String> parameters, String does, String standsFor) {}

    /** What a step does to the machine, and what in kernel or hardware it stands for; either may be empty. */
    public record Entry(String does, String standsFor) {}

    private StepGlossary(String text) {
        List<String> headings = List.of();
        for (String line : text.lines().toList()) {
            if (!line.startsWith("|")) {
                headings = List.of();
                continue;
            }
            List<String> cells = cells(line);
            if (headings.isEmpty()) {
                headings = cells;
            } else {
                row(headings, cells);
            }
        }
    }

    /** The glossary of the schemes that come with this program; a scheme of a user's own has no entries. */
    public static StepGlossary packed() {
        return Packed.GLOSSARY;
    }

    static StepGlossary of(String markdown) {
        return new StepGlossary(markdown);
    }

    private static final class Packed {
        private static final StepGlossary GLOSSARY = new StepGlossary(text());

        private static String text() {
            try (InputStream in = StepGlossary.class.getResourceAsStream("/spec/README.md")) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new IllegalStateException("resource cannot be read: spec/README.md", e);
            }
        }
    }

    /** The cells of a table's line; a bar behind a backslash is text. */
    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.substring(1).split("(?<!\\\\)\\|")) {
            cells.add(cell.strip().replace("\\|", "|"));
        }
        return cells;
    }

    private void row(List<String> headings, List<String> cells) {
        int does = headings.indexOf("does");
        int standsFor = headings.indexOf("stands for");
        int wrong = headings.indexOf("what goes wrong");
        if (does > 0 && standsFor > 0 && cells.size() > Math.max(does, standsFor)) {
            Matcher signature = SIGNATURE.matcher(cells.get(0));
            while (signature.find()) {
                steps.put(
                        signature.group(1),
                        new Row(
                                List.of(signature.group(2).split(", *")),
                                plain(cells.get(does)),
                                plain(cells.get(standsFor))));
            }
        } else if (wrong > 0 && cells.size() > wrong) {
            Matcher name = NAME.matcher(cells.get(0));
            if (name.find()) {
                bugs.put(name.group(1), plain(cells.get(wrong)));
            }
        }
    }

    /** Without the marks of Markdown; a dash says that there is nothing to say. */
    private static String plain(String cell) {
        return cell.equals("–") ? "" : cell.replace("`", "").replace("**", "");
    }

    /** What a step such as {@code QueueCall(v1, v2)} does, with its arguments in place of the parameters. */
    public Entry entry(String step) {
        Matcher parts = STEP.matcher(step);
        Row row = parts.matches() ? steps.get(parts.group(1)) : null;
        if (row == null) {
            return new Entry("", "");
        }
        String[] values = parts.group(2).split(", *");
        Map<String, String> arguments = new HashMap<>();
        for (int k = 0; k < Math.min(values.length, row.parameters().size()); k++) {
            arguments.put(row.parameters().get(k), values[k]);
        }
        return new Entry(filled(row.does(), arguments), filled(row.standsFor(), arguments));
    }

    private static String filled(String text, Map<String, String> arguments) {
        return LETTER.matcher(text)
                .replaceAll(letter -> Matcher.quoteReplacement(arguments.getOrDefault(letter.group(), letter.group())));
    }

    /** What goes wrong with a planted bug; empty if nobody has written it down. */
    public String bug(String name) {
        return bugs.getOrDefault(name, "");
    }
}
