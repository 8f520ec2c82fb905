package dev.shootdown.modelcheck;

import dev.shootdown.machine.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a TLC configuration file asks to be checked. Only the names of properties are read, and whether there is a symmetry,
 * a view or a constraint: what those do to temporal properties is unsound in this TLC.
 *
 * @param invariants after {@code INVARIANT}
 * @param properties after {@code PROPERTY}: temporal properties, action properties and refinements
 * @param deadlock whether a state without successors is an error
 * @param note the comment at the top of the file, without its marks
 */
public record ModelConfig(List<String> invariants, List<String> properties, boolean deadlock, String note) {
    private static final String LINE_COMMENT = "\\*";

    private static final Set<String> KEYWORDS = Set.of(
            "CONSTANT",
            "CONSTANTS",
            "INIT",
            "NEXT",
            "SPECIFICATION",
            "INVARIANT",
            "INVARIANTS",
            "PROPERTY",
            "PROPERTIES",
            "CONSTRAINT",
            "CONSTRAINTS",
            "ACTION_CONSTRAINT",
            "ACTION_CONSTRAINTS",
            "SYMMETRY",
            "VIEW",
            "CHECK_DEADLOCK");

    /** What keeps TLC from seeing some behaviours, each of which might have violated a temporal property. */
    private static final List<String> REDUCING =
            List.of("SYMMETRY", "VIEW", "CONSTRAINT", "CONSTRAINTS", "ACTION_CONSTRAINT", "ACTION_CONSTRAINTS");

    /** Reads the file; refuses temporal properties next to what makes TLC miss their violations. */
    public static ModelConfig read(Path file) {
        String text = text(file);
        Map<String, List<String>> sections = new HashMap<>();
        String section = "";
        for (String word : words(text)) {
            if (KEYWORDS.contains(word)) {
                section = word;
            } else {
                sections.computeIfAbsent(section, any -> new ArrayList<>()).add(word);
            }
        }
        List<String> properties = both(sections, "PROPERTY", "PROPERTIES");
        for (String reducing : REDUCING) {
            if (sections.containsKey(reducing) && !properties.isEmpty()) {
                throw new BadInput(file + ": PROPERTY next to " + reducing + ": TLC would miss violations.");
            }
        }
        boolean deadlock = !sections.getOrDefault("CHECK_DEADLOCK", List.of()).contains("FALSE");
        return new ModelConfig(both(sections, "INVARIANT", "INVARIANTS"), properties, deadlock, note(text));
    }

    /** Everything that is checked, in the order of the file, invariants first. */
    public List<String> checked() {
        List<String> names = new ArrayList<>(invariants);
        names.addAll(properties);
        if (deadlock) {
            names.add("Deadlock");
        }
        return names;
    }

    private static List<String> both(Map<String, List<String>> sections, String one, String other) {
        List<String> names = new ArrayList<>(sections.getOrDefault(one, List.of()));
        names.addAll(sections.getOrDefault(other, List.of()));
        return List.copyOf(names);
    }

    private static String note(String text) {
        return text.lines()
                .takeWhile(line -> line.startsWith(LINE_COMMENT))
                .map(line -> line.substring(LINE_COMMENT.length()).strip())
                .collect(Collectors.joining(" "));
    }

    private static List<String> words(String text) {
        return List.of(withoutComments(text).strip().split("\\s+"));
    }

    /** The text of a configuration file without its comments. */
    static String code(Path file) {
        return withoutComments(text(file));
    }

    private static String withoutComments(String text) {
        return text.replaceAll("(?s)\\(\\*.*?\\*\\)", " ").replaceAll("\\\\\\*[^\n]*", " ");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new BadInput(file + ": the configuration cannot be read.", e);
        }
    }
}
