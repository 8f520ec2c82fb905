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

/**
 * What a TLC configuration file asks to be checked. Only the names of properties are read, and whether there is a symmetry,
 * a view or a constraint: what those do to temporal properties is unsound in this TLC.
 *
 * @param invariants after {@code INVARIANT}
 * @param properties after {@code PROPERTY}: temporal properties, action properties and refinements
 * @param deadlock whether a state without successors is an error
 */
public record ModelConfig(List<String> invariants, List<String> properties, boolean deadlock, boolean reduced) {
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

    /** Reads the file; refuses temporal properties next to what makes TLC miss their violations. */
    public static ModelConfig read(Path file) {
        Map<String, List<String>> sections = new HashMap<>();
        String section = "";
        for (String word : words(file)) {
            if (KEYWORDS.contains(word)) {
                section = word;
            } else {
                sections.computeIfAbsent(section, any -> new ArrayList<>()).add(word);
            }
        }
        List<String> properties = both(sections, "PROPERTY", "PROPERTIES");
        boolean reduced = sections.containsKey("SYMMETRY")
                || sections.containsKey("VIEW")
                || sections.containsKey("CONSTRAINT")
                || sections.containsKey("CONSTRAINTS");
        if (reduced && !properties.isEmpty()) {
            throw new BadInput(file + ": PROPERTY next to SYMMETRY, VIEW or CONSTRAINT: TLC would miss violations.");
        }
        boolean deadlock = !sections.getOrDefault("CHECK_DEADLOCK", List.of()).contains("FALSE");
        return new ModelConfig(both(sections, "INVARIANT", "INVARIANTS"), properties, deadlock, reduced);
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

    private static List<String> words(Path file) {
        try {
            String text = Files.readString(file)
                    .replaceAll("(?s)\\(\\*.*?\\*\\)", " ")
                    .replaceAll("\\\\\\*[^\n]*", " ");
            return List.of(text.strip().split("\\s+"));
        } catch (IOException e) {
            throw new BadInput(file + ": the configuration cannot be read.", e);
        }
    }
}
