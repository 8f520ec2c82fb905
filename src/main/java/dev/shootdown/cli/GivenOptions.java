package dev.shootdown.cli;

import dev.shootdown.machine.BadInput;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Options that do not go together. What would be ignored is refused: who gave it would believe that it was heeded. */
final class GivenOptions {
    private GivenOptions() {}

    /**
     * Refuses those of the options that are on the command line.
     *
     * @param why the sentence's beginning
     * @param options by their names; a parameter by its label
     */
    static void reject(CommandSpec command, String why, String... options) {
        ParseResult line = command.commandLine().getParseResult();
        List<String> given =
                Stream.of(options).filter(option -> isGiven(line, option)).toList();
        if (!given.isEmpty()) {
            String verb = given.size() == 1 ? " does" : " do";
            throw new BadInput(why + ": " + String.join(", ", given) + verb + " not go with it.");
        }
    }

    private static boolean isGiven(ParseResult line, String option) {
        return option.startsWith("-")
                ? line.hasMatchedOption(option)
                : line.matchedPositionals().stream()
                        .anyMatch(one -> one.paramLabel().equals(option));
    }

    static void atLeastOne(String option, int value) {
        if (value < 1) {
            throw new BadInput(option + " " + value + ": at least 1 is expected.");
        }
    }
}
