package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadsOptionTest extends CommandRunner {
    @ParameterizedTest
    @ValueSource(
            strings = {"run", "fuzz baseline", "search baseline", "conform baseline", "prove TicketLock", "evaluate"})
    void everyCommandRefusesWhatIsNoNumberOfThreads(String command) {
        for (String number : List.of("0", "-1", "1025", "99999999999", "two", "")) {
            assertEquals(Main.BAD_INPUT, execute((command + " --threads=" + number).split(" ")), number);
            assertEquals("", out.toString());
            assertTrue(
                    err.toString().contains("--threads")
                            && err.toString().contains("'" + number + "': a number from 1 to 1024 is expected."),
                    err.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1024", "007"})
    void takesAFewAndMany(String number) {
        assertEquals(Main.HOLDS, execute("fuzz", "baseline", "--runs", "3", "--threads", number), err.toString());
    }
}
