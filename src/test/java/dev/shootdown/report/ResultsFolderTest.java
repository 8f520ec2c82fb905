package dev.shootdown.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFolderTest {
    private static final String INPUTS = Fingerprint.of("baseline", "scenario", "1");

    @TempDir
    Path folder;

    private final RunResult run = Samples.run("baseline", "paper-1vm", 1, 250_000, 1_000_000);

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("runs"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void findsTheRunItKept() {
        ResultsFolder.in(folder).put(run, INPUTS);
        RunResult found = ResultsFolder.in(folder)
                .find("baseline", "paper-1vm", 1, INPUTS)
                .orElseThrow();
        assertEquals(0, found.wallS(), "what is found took no time now");
        assertEquals(run, found.afterSeconds(run.wallS()));
    }

    @Test
    void knowsNothingOfOtherInputs() {
        ResultsFolder results = ResultsFolder.in(folder);
        results.put(run, INPUTS);
        assertTrue(results.find("baseline", "paper-1vm", 2, INPUTS).isEmpty());
        assertTrue(results.find("shoot4u", "paper-1vm", 1, INPUTS).isEmpty());
        assertTrue(results.find("baseline", "paper-1vm", 1, Fingerprint.of("changed"))
                .isEmpty());
    }

    @Test
    void leavesNothingHalfWritten() throws IOException {
        ResultsFolder results = ResultsFolder.in(folder);
        results.put(run, INPUTS);
        results.put(run, INPUTS);
        assertEquals(1, files().size());
    }

    @Test
    void takesADamagedFileForNone() throws IOException {
        ResultsFolder results = ResultsFolder.in(folder);
        results.put(run, INPUTS);
        Path file = files().get(0);
        String text = Files.readString(file);
        for (String damaged : List.of(
                "",
                "{}",
                "[]",
                "null",
                text.substring(0, text.length() / 2),
                text.replaceFirst("\"version\" : \\d+", "\"version\" : 0"),
                text.replace("\"exits\"", "\"exit\""),
                text.replace("\"latency_cycles_hdr\" : \"", "\"latency_cycles_hdr\" : \"AAAA"),
                text.replace("\"latency_cycles_hdr\" : \"", "\"latency_cycles_hdr\" : \"?"),
                text.replace("\"seed\" : 1", "\"seed\" : \"one\""))) {
            assertTrue(!damaged.equals(text), "the test changes something");
            Files.writeString(file, damaged);
            assertTrue(results.find("baseline", "paper-1vm", 1, INPUTS).isEmpty(), damaged);
        }
        results.put(run, INPUTS);
        assertTrue(results.find("baseline", "paper-1vm", 1, INPUTS).isPresent());
    }

    @Test
    void givesTheSameBytesForTheSameRun() throws IOException {
        ResultsFolder.in(folder).put(run, INPUTS);
        String first = Files.readString(files().get(0));
        ResultsFolder.in(folder).put(Samples.run("baseline", "paper-1vm", 1, 250_000, 1_000_000), INPUTS);
        assertEquals(first, Files.readString(files().get(0)));
    }

    @Test
    void saysWhichFolderCannotBeMade() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        BadInput bad = assertThrows(BadInput.class, () -> ResultsFolder.in(file));
        assertTrue(bad.getMessage().contains(file.toString()), bad.getMessage());
    }
}
