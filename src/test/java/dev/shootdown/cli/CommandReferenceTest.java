package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * {@code docs/commands.md} is written from the commands themselves; after a change of them,
 * {@code mvn test -Dtest=CommandReferenceTest -Dgolden.record=true} writes it anew.
 */
class CommandReferenceTest {
    private static final Path FILE = Path.of("docs/commands.md");

    @Test
    void theReferenceIsThatOfTheCommands() throws IOException {
        String reference = reference(Main.commandLine());
        if (Boolean.getBoolean("golden.record")) {
            Files.writeString(FILE, reference);
        }
        assertEquals(Files.readString(FILE), reference);
    }

    @Test
    void everyCommandAndOptionSaysWhatItDoes() {
        for (CommandLine command : Main.commandLine().getSubcommands().values()) {
            CommandSpec spec = command.getCommandSpec();
            assertTrue(
                    spec.usageMessage().description()[0].endsWith("."),
                    spec.name() + ": what the list of commands shows");
            for (ArgSpec arg : spec.args()) {
                assertTrue(arg.description().length > 0, spec.name() + " " + arg);
            }
        }
    }

    private static String reference(CommandLine main) {
        StringBuilder text = new StringBuilder("# Commands\n\n");
        text.append("Written from the commands' own help. ").append(paragraphs(footer(main)));
        for (CommandLine command : main.getSubcommands().values()) {
            text.append('\n').append(section(command));
        }
        return text.toString();
    }

    private static String section(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        StringBuilder text = new StringBuilder("## " + spec.name() + "\n\n```\n");
        text.append(command.getHelp().synopsis(0).stripTrailing()).append("\n```\n\n");
        text.append(paragraphs(spec.usageMessage().description()));
        text.append("\n| | |\n|---|---|\n");
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            text.append(row(parameter.paramLabel(), parameter));
        }
        for (OptionSpec option : spec.options()) {
            String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
            text.append(row(option.longestName() + value, option));
        }
        String footer = paragraphs(footer(command));
        return footer.isEmpty() ? text.toString() : text + "\n" + footer;
    }

    private static String row(String name, ArgSpec arg) {
        String description = String.join(" ", arg.description());
        return "| `" + name.replace("|", "\\|") + "` | " + escape(description).replace("|", "\\|") + " |\n";
    }

    private static String[] footer(CommandLine command) {
        return command.getCommandSpec().usageMessage().footer();
    }

    /** Lines as paragraphs: an empty line ends one. */
    private static String paragraphs(String[] lines) {
        String joined = Arrays.stream(lines)
                .map(line -> line.isBlank() ? "\n\n" : line + " ")
                .collect(Collectors.joining())
                .strip();
        return joined.isEmpty() ? "" : escape(joined.replaceAll(" +\n", "\n")) + "\n";
    }

    /** What Markdown would take for a tag or for emphasis. */
    private static String escape(String text) {
        return text.replace("<", "&lt;").replace("*", "\\*");
    }
}
