package dev.shootdown.modelcheck;

import dev.shootdown.machine.BadInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The constants of a TLC configuration that are finite sets, with their members as text. */
final class ModelConstants {
    private static final Pattern SET = Pattern.compile("(\\w+)\\s*=\\s*\\{([^{}]*)\\}");

    private final Path file;
    private final Map<String, List<String>> sets = new HashMap<>();

    private ModelConstants(Path file) {
        this.file = file;
    }

    static ModelConstants read(Path config) {
        ModelConstants constants = new ModelConstants(config);
        Matcher matcher = SET.matcher(ModelConfig.code(config));
        while (matcher.find()) {
            List<String> members = new ArrayList<>();
            for (String member : TlaText.split(matcher.group(2), ",")) {
                if (!member.isEmpty()) {
                    members.add(member.replace("\"", ""));
                }
            }
            constants.sets.put(matcher.group(1), members);
        }
        return constants;
    }

    /** The members of a set, strings without their quotation marks. */
    List<String> members(String name) {
        List<String> members = sets.get(name);
        if (members == null) {
            throw new BadInput(file + " gives no finite set for " + name);
        }
        return members;
    }
}
