package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.shootdown.machine.BadInput;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said last is said once: what fails because the process ends is no news. */
class LastWordsTest {
    /** A process in which something fails before it is interrupted, and something else because it is. */
    static final class Interrupted {
        private Interrupted() {}

        public static void main(String[] args) throws InterruptedException {
            PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
            Main.explain(new BadInput("it is too late."), Main.commandLine(), err);
            LastWords words = new LastWords(err, () -> "Interrupted.");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                words.close();
                Main.explain(new BadInput("Spark gave up."), Main.commandLine(), err);
                Main.explain(new IllegalStateException("stopped"), Main.commandLine(), err);
            }));
            System.out.println("ready");
            Thread.sleep(60_000);
        }
    }

    @Test
    void saysNothingOfWhatFailsBecauseOfTheInterrupt() throws Exception {
        assertFalse(LastWords.isEnding());
        Process process = OwnJvm.of("", Interrupted.class, List.of()).start();
        try {
            assertEquals('r', process.getInputStream().read());
            process.toHandle().destroy(); // SIGTERM, which Java handles as it does Ctrl-C
            String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals("shootdown: it is too late.\n\nInterrupted.\n", said.replace("\r", ""));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
