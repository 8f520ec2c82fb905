package dev.shootdown.modelcheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out which property is meant when TLC does not name it: of a violated temporal property TLC says nothing, of a part
 * of a conjunction only where it stands.
 */
final class PropertyNames {
    private static final Pattern PLACE =
            Pattern.compile("line (\\d+), col \\d+ to line \\d+, col \\d+ of module (\\w+)");
    private static final Pattern DEFINITION = Pattern.compile("(\\w+)(?:\\([^)]*\\))?\\s*==.*");

    private final List<String> asked;
    private final List<Path> folders;

    /** The properties that were asked for, and the folders in which their modules are. */
    PropertyNames(List<String> asked, List<Path> folders) {
        this.asked = asked;
        this.folders = folders;
    }

    /** The name for what TLC calls the violated property; several with "or" between them where that is all one can know. */
    String resolve(String said) {
        if (asked.size() == 1) {
            return asked.get(0);
        }
        Matcher place = PLACE.matcher(said);
        if (place.matches()) {
            String name = definition(place.group(2), Integer.parseInt(place.group(1)));
            return name.isEmpty() ? said : name;
        }
        return said.isEmpty() ? String.join(" or ", asked) : said;
    }

    private String definition(String module, int line) {
        for (Path folder : folders) {
            Path file = folder.resolve(module + ".tla");
            if (Files.isReadable(file)) {
                return definition(file, line);
            }
        }
        return "";
    }

    private static String definition(Path file, int line) {
        try {
            List<String> lines = Files.readAllLines(file);
            for (int i = Math.min(line, lines.size()) - 1; i >= 0; i--) {
                Matcher matcher = DEFINITION.matcher(lines.get(i));
                if (matcher.matches()) {
                    return matcher.group(1);
                }
            }
            return "";
        } catch (IOException e) {
            return "";
        }
    }
}
