package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Who interrupts a campaign loses nothing that was finished. */
class InterruptedFuzzTest {
    @TempDir
    private Path folder;

    @Test
    void keepsWhatItHasDoneAndGoesOn() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.shootdown.cli.Main",
                        "fuzz",
                        "baseline",
                        "--time",
                        "10m",
                        "--steps",
                        "20",
                        "--threads",
                        "1",
                        "--out",
                        folder.toString())
                .start();
        Path file = folder.resolve("baseline-portfolio-1-20.campaign");
        try {
            for (int k = 0; k < 600 && !Files.exists(file); k++) {
                Thread.sleep(100);
            }
            process.toHandle().destroy(); // SIGTERM, which Java handles as it does Ctrl-C
            String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(said.contains("schedules are kept; the same command goes on after them."), said);
        } finally {
            process.destroyForcibly().waitFor();
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] again = {"fuzz", "baseline", "--runs", "1", "--steps", "20", "--json", "--out", folder.toString()};
        assertEquals(0, Main.execute(again, new PrintWriter(out), new PrintWriter(err)));
        assertTrue(err.toString().startsWith("Going on after "), err.toString());
        long schedules =
                new JsonMapper().readTree(out.toString()).get("schedules").asLong();
        assertTrue(schedules >= 2_048, "" + schedules);
        assertTrue(Files.notExists(file));
    }
}
