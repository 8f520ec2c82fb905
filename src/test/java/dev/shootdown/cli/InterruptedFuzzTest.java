package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Who interrupts a campaign loses nothing that was finished. */
class InterruptedFuzzTest {
    @TempDir
    private Path folder;

    /** What a campaign in a process of its own says when it is stopped as soon as its file is there. */
    private String interrupt(String file, String... options) throws Exception {
        List<String> line = new ArrayList<>(
                List.of("fuzz", "baseline", "--steps", "20", "--threads", "1", "--out", folder.toString()));
        line.addAll(List.of(options));
        Process process = OwnJvm.command(line.toArray(String[]::new)).start();
        return OwnJvm.interruptAfter(process, file + " is there", () -> Files.exists(folder.resolve(file)));
    }

    @Test
    void aShardSaysThatItsResultIsNotWritten() throws Exception {
        Path result = folder.resolve("r.json");
        String said = interrupt(
                "baseline-portfolio-1-20-2of2.campaign",
                "--runs",
                "100000000",
                "--shard",
                "2/2",
                "--result",
                result.toString());
        assertTrue(
                said.contains(" schedules of shard 2/2 are kept; the same command goes on after them. " + result
                        + " is not written."),
                said);
        assertTrue(Files.notExists(result));
    }

    @Test
    void keepsWhatItHasDoneAndGoesOn() throws Exception {
        Path file = folder.resolve("baseline-portfolio-1-20.campaign");
        String said = interrupt(file.getFileName().toString(), "--time", "10m");
        assertTrue(said.contains("schedules are kept; the same command goes on after them."), said);
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
