package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who interrupts the main job hears what was finished and what is missing. */
class InterruptedRunTest {
    @Test
    void saysWhatIsMissing() throws Exception {
        Process process = OwnJvm.command("run", "--threads", "1")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String first = out.readLine();
            assertTrue(first.startsWith("1. TLC"), first);
            process.toHandle().destroy(); // SIGTERM, which Java handles as it does Ctrl-C
            String text = out.lines().collect(Collectors.joining("\n"));
            // none, unless this process had to wait for seconds while that one went on
            assertTrue(
                    text.matches("(?s).*Interrupted\\. TLC: [0-8] of 9 models are checked; missing: .*-small.*"), text);
            assertTrue(
                    text.contains("Random schedules: 0 of 4 campaigns are finished; missing: baseline, kvm_tlb,"
                            + " shoot4u, kvm_tlb (as published)."),
                    text);
            assertTrue(text.contains("Latency: 0 of 24 runs are finished; with --report DIR"), text);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
