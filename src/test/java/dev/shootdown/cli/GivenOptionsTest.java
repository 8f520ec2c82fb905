package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.shootdown.machine.BadInput;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class GivenOptionsTest {
    private static CommandSpec parsed(String... words) {
        CommandLine line = Main.commandLine();
        line.parseArgs(Stream.concat(Stream.of("evaluate"), Stream.of(words)).toArray(String[]::new));
        return line.getSubcommands().get("evaluate").getCommandSpec();
    }

    @Test
    void refusesThoseThatAreThereInTheOrderInWhichTheyAreListed() {
        CommandSpec command = parsed("--exits", "baseline", "--seed", "1");
        BadInput refused = assertThrows(
                BadInput.class,
                () -> GivenOptions.reject(command, "it says so", "SCHEME", "--seeds", "--seed", "--exits"));
        assertEquals("it says so: SCHEME, --seed, --exits do not go with it.", refused.getMessage());
        refused = assertThrows(BadInput.class, () -> GivenOptions.reject(command, "it says so", "--exits"));
        assertEquals("it says so: --exits does not go with it.", refused.getMessage());
    }

    @Test
    void letsDefaultsAndOthersPass() {
        GivenOptions.reject(parsed("--exits"), "it says so", "SCHEME", "--seeds", "--seed", "--scenario");
    }

    @Test
    void knowsTheLeastThatMakesSense() {
        GivenOptions.atLeastOne("--threads", 1);
        BadInput refused = assertThrows(BadInput.class, () -> GivenOptions.atLeastOne("--threads", 0));
        assertEquals("--threads 0: at least 1 is expected.", refused.getMessage());
    }
}
