package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The commands {@code fuzz} and {@code replay} from outside. */
class FuzzAndReplayTest extends CommandRunner {
    @TempDir
    private Path folder;

    @Test
    void runsWhatWasAskedAndFindsNothing() {
        assertEquals(
                0, execute("fuzz", "shoot4u", "--runs", "130", "--seed", "3", "--json", "--out", folder.toString()));
        JsonNode d = json();
        assertEquals("shoot4u", d.get("scheme").asString());
        assertTrue(d.get("bug").isNull());
        assertEquals(130, d.get("schedules").asLong());
        assertTrue(d.get("steps").asLong() > 130);
        assertTrue(d.get("distinct_states").asLong() > 1_000);
        assertTrue(d.get("wall_s").asDouble() > 0);
        assertEquals(0, d.get("failures").size());
        assertEquals(0, d.get("failing_schedules").asLong());
        assertTrue(d.get("steps_by_kind").get("TakeHostIpi").asLong() > 0);
        assertEquals("", err.toString());
    }

    @Test
    void writesAFailureThatReplayShows() {
        String[] line = {
            "fuzz",
            "kvm_tlb",
            "--bug",
            "free-before-flush",
            "--runs",
            "300",
            "--seed",
            "2",
            "--json",
            "--out",
            folder.toString()
        };
        assertEquals(1, execute(line));
        JsonNode failure = json().get("failures").get(0);
        assertEquals("NoFreedTableWalk", failure.get("invariant").asString());
        String file = failure.get("file").asString();

        assertEquals(1, execute("replay", file));
        assertTrue(out.toString().startsWith("kvm_tlb with free-before-flush, recorded by "), out.toString());
        assertTrue(out.toString().contains("FreeTable(v1)  <== breaks"), out.toString());
        assertTrue(out.toString().contains("NoFreedTableWalk is broken: "), out.toString());

        assertEquals(1, execute("replay", file, "--json"));
        assertEquals("NoFreedTableWalk", json().get("invariant").asString());
        assertEquals(failure.get("steps").asInt(), json().get("steps").size());
    }

    @Test
    void asksTheSpecificationAboutARecordedSchedule() throws IOException {
        assertEquals(
                1,
                execute(
                        "fuzz",
                        "kvm_tlb",
                        "--bug",
                        "free-before-flush",
                        "--runs",
                        "300",
                        "--json",
                        "--out",
                        folder.toString()));
        Path file = Path.of(json().get("failures").get(0).get("file").asString());
        assertEquals(0, execute("conform", "--trace", file.toString(), "--json"));
        JsonNode trace = json().get("traces").get(0);
        assertTrue(trace.get("accepted").asBoolean());

        String text = Files.readString(file);
        String line = text.lines()
                .filter(one -> one.contains("- PublishVcpuCpu("))
                .findFirst()
                .orElseThrow();
        Files.writeString(file, text.replaceFirst(java.util.regex.Pattern.quote(line + "\n"), ""));
        assertEquals(1, execute("conform", "--trace", file.toString(), "--json"));
        trace = json().get("traces").get(0);
        assertFalse(trace.get("accepted").asBoolean());
        assertTrue(trace.get("rejected").asString().startsWith("ServeRequests("), trace.toString());
        assertEquals(1, execute("conform", "--trace", file.toString()));
        int rejected = trace.get("rejected_step").asInt();
        List<String> lines = Files.readAllLines(file);
        int number = lines.indexOf("steps:") + 1 + rejected;
        assertEquals("  - " + trace.get("rejected").asString(), lines.get(number - 1));
        assertTrue(
                out.toString().contains(file + ":" + number + ": the specification does not allow step " + rejected),
                out.toString());
    }

    @Test
    void writesTheSameFilesForTheSameSeed() throws IOException {
        String text = null;
        for (String threads : new String[] {"1", "3"}) {
            Path mine = folder.resolve(threads);
            assertEquals(
                    1,
                    execute(
                            "fuzz",
                            "baseline",
                            "--bug",
                            "free-before-flush",
                            "--runs",
                            "300",
                            "--threads",
                            threads,
                            "--out",
                            mine.toString()));
            StringBuilder all = new StringBuilder();
            try (var files = Files.list(mine)) {
                for (Path file : files.sorted().toList()) {
                    all.append(file.getFileName()).append(Files.readString(file));
                }
            }
            assertFalse(all.isEmpty());
            assertTrue(text == null || text.equals(all.toString()));
            text = all.toString();
        }
    }

    @Test
    void writesOneFileForTheSameFailureOfSeveralSeeds() throws IOException {
        java.util.Set<String> files = new java.util.TreeSet<>();
        int failures = 0;
        for (String seed : new String[] {"1", "2", "3", "4"}) {
            assertEquals(
                    1,
                    execute(("fuzz baseline --bug free-before-flush --runs 300 --json --seed " + seed + " --out "
                                    + folder)
                            .split(" ")));
            for (JsonNode failure : json().get("failures")) {
                files.add(failure.get("file").asString());
                failures++;
            }
        }
        try (var there = Files.list(folder)) {
            assertEquals(files.size(), there.count());
        }
        assertTrue(files.size() < failures, files.toString());
    }

    @Test
    void searchesSmallMachinesThroughAllStates() {
        String line = "fuzz shoot4u --bug free-before-flush --strategy exhaustive --json --out ";
        assertEquals(1, execute((line + folder).split(" ")));
        assertEquals(8, json().get("failures").get(0).get("steps").asInt());
        assertEquals(1, json().get("complete_machines").asInt());
        assertEquals(
                1, execute("replay", json().get("failures").get(0).get("file").asString()));
    }

    @Test
    void writesATraceForPerfetto() throws IOException {
        assertEquals(
                1, execute(("fuzz baseline --bug free-before-flush --runs 300 --json --out " + folder).split(" ")));
        String file = json().get("failures").get(0).get("file").asString();
        Path trace = folder.resolve("below").resolve("trace.pftrace");
        assertEquals(1, execute("replay", file, "--perfetto", trace.toString()));
        assertTrue(out.toString().contains("The last change was step "), out.toString());
        byte[] bytes = Files.readAllBytes(trace);
        assertTrue(bytes.length > 500 && bytes[0] == 10, "packets are field 1, with a length");
        assertEquals(2, execute("replay", file, "--perfetto", folder.toString()));
        assertFalse(err.toString().contains("\tat "), err.toString());
    }

    @Test
    void answersZeroWhenNothingBreaksAnyMore() throws IOException {
        assertEquals(
                1,
                execute(
                        "fuzz",
                        "shoot4u",
                        "--bug",
                        "free-before-flush",
                        "--runs",
                        "200",
                        "--json",
                        "--out",
                        folder.toString()));
        Path file = Path.of(json().get("failures").get(0).get("file").asString());
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.lastIndexOf("  - ")));
        assertEquals(0, execute("replay", file.toString()));
        assertTrue(err.toString().endsWith(" is on record, here it is none.\n"), err::toString);
        assertTrue(out.toString().contains("Every invariant holds after the last step."), out.toString());
    }

    @Test
    void saysWhyThereIsNothingToCountOrDrawInAllStates() {
        assertEquals(2, execute("fuzz baseline --strategy exhaustive --runs 10 --seed 3".split(" ")));
        assertEquals(
                "shootdown fuzz: --strategy exhaustive takes every step from every state, and draws no schedules:"
                        + " --runs, --seed do not go with it.",
                err.toString().strip());
    }

    @Test
    void namesTheLineOfAStepThatIsNotEnabled() throws IOException {
        assertEquals(
                1, execute(("fuzz baseline --bug free-before-flush --runs 300 --json --out " + folder).split(" ")));
        Path file = Path.of(json().get("failures").get(0).get("file").asString());
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        int first = lines.indexOf("steps:") + 1;
        lines.add(first, "  # it is on no pCPU yet");
        lines.add(first + 1, "  - EnterGuest(v1)");
        Files.write(file, lines);
        assertEquals(2, execute("replay", file.toString()));
        assertTrue(
                err.toString()
                        .startsWith("shootdown replay: " + file + ":" + (first + 2)
                                + ": step 1, EnterGuest(v1), is not enabled here: the file was edited, or written by"),
                err.toString());
        assertEquals("", out.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fuzz",
                "fuzz nosuchscheme",
                "fuzz baseline --runs -5",
                "fuzz baseline --runs 0",
                "fuzz baseline --runs x",
                "fuzz baseline --time 20",
                "fuzz baseline --time 0s",
                "fuzz baseline --time soon",
                "fuzz baseline --bug nosuchbug",
                "fuzz baseline --strategy guess",
                "fuzz baseline --threads 0",
                "fuzz baseline --steps 0",
                "fuzz baseline --symmetry --runs 1",
                "fuzz baseline --seed x",
                "fuzz baseline --runs 1 --out pom.xml",
                "fuzz baseline --runs 1 --out pom.xml/below",
                "fuzz baseline --runs 1 --out /proc/shootdown",
                "fuzz baseline --strategy exhaustive --out /proc/shootdown",
                "fuzz baseline --strategy exhaustive --runs 10",
                "fuzz baseline --strategy exhaustive --time 1s",
                "fuzz baseline shoot4u",
                "replay",
                "replay absent.yaml",
                "replay pom.xml",
                "replay src",
            })
    void refusesBadInputInASentence(String line) {
        assertEquals(2, execute(line.split(" ")));
        assertEquals("", out.toString());
        assertFalse(err.toString().isBlank());
        assertTrue(err.toString().lines().count() <= 6, err.toString());
        assertFalse(err.toString().contains("Exception") || err.toString().contains("\tat "), err.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1ms 1000000", "20s 20000000000", "5m 300000000000", "1h 3600000000000"})
    void readsDurations(String line) {
        String[] words = line.split(" ");
        assertEquals(
                Long.parseLong(words[1]),
                new Duration.Converter().convert(words[0]).nanos());
    }
}
