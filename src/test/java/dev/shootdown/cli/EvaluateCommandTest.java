package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EvaluateCommandTest {
    private static final int TERMINATED = 143;

    /** A minute of work, of which two runs are done in the first second. */
    private static final int RUNS = 200;

    @TempDir
    private Path folder;

    private String tiny;

    private record Outcome(int code, String out, String err) {}

    @BeforeEach
    void writeScenario() throws IOException {
        tiny = scenario("tiny", 100);
    }

    private String scenario(String name, int milliseconds) throws IOException {
        Path file = folder.resolve(name + ".yaml");
        Files.writeString(file, """
                name: %s
                source: "this test"
                machine: paper-ivy-bridge
                pcpus: 4
                warm_up: {ms: 10, assumption: "a test"}
                duration: {ms: %d, assumption: "a test"}
                vms:
                  - {name: vm1, vcpus: 4, workload: dedup}
                  - {name: vm2, vcpus: 4, workload: sysbench-cpu}
                """.formatted(name, milliseconds));
        return file.toString();
    }

    private static Outcome run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.execute(args, new PrintWriter(out), new PrintWriter(err));
        return new Outcome(code, out.toString(), err.toString());
    }

    @Test
    void threadsChangeNoByteOfAnyFile() throws IOException {
        Path one = folder.resolve("one");
        Path four = folder.resolve("four");
        run("evaluate", "--scenario", tiny, "--seeds", "3", "--threads", "1", "--report", one.toString());
        run("evaluate", "--scenario", tiny, "--seeds", "3", "--threads", "4", "--report", four.toString());
        SortedMap<String, byte[]> first = files(one);
        SortedMap<String, byte[]> second = files(four);
        assertEquals(first.keySet(), second.keySet());
        assertTrue(first.containsKey("cdf-tiny.png") && first.containsKey("cdf-tiny.svg"), first.keySet()::toString);
        first.forEach((name, bytes) -> assertArrayEquals(bytes, second.get(name), name));
    }

    @Test
    void anotherSeedIsAnotherResult() {
        Outcome one = run("evaluate", "baseline", "--scenario", tiny, "--seeds", "1", "--seed", "1", "--json");
        Outcome two = run("evaluate", "baseline", "--scenario", tiny, "--seeds", "1", "--seed", "2", "--json");
        assertNotEquals(cell(one).required("events"), cell(two).required("events"));
    }

    private static JsonNode cell(Outcome outcome) {
        return JsonMapper.shared().readTree(outcome.out()).required("cells").required(0);
    }

    @Test
    void eachSchemeMeetsTheSameScenario() {
        Outcome outcome =
                run("evaluate", "baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush", "--scenario", tiny, "--json");
        JsonNode cells = JsonMapper.shared().readTree(outcome.out()).required("cells");
        assertEquals(4, cells.size());
        for (JsonNode cell : cells) {
            assertTrue(cell.required("latency_cycles").required("count").asLong() > 0, cell::toString);
        }
    }

    @Test
    void aBugIsSwitchedOnWhereItExists() {
        Outcome outcome = run("evaluate", "--bug", "kvmtlb-cmpxchg-old-value", "--scenario", tiny, "--seeds", "1");
        assertEquals(Main.HOLDS, outcome.code());
        assertTrue(outcome.out().contains("kvm_tlb with kvmtlb-cmpxchg-old-value"), outcome::out);
        assertFalse(outcome.out().contains("baseline with"), outcome::out);
        assertEquals(
                Main.BAD_INPUT,
                run("evaluate", "--bug", "nobug", "--scenario", tiny).code());
    }

    @Test
    void aChangedNumberChangesTheResult() {
        Outcome cheap = run("evaluate", "shoot4u", "--scenario", tiny, "--seeds", "1", "--json");
        Outcome dear = run(
                "evaluate",
                "shoot4u",
                "--scenario",
                tiny,
                "--seeds",
                "1",
                "--json",
                "--set",
                "machine.virtualization.invvpid=100000");
        assertTrue(mean(dear) > 2 * mean(cheap), () -> mean(dear) + " against " + mean(cheap));
    }

    @Test
    void sourcesAreATextOrADocument() {
        Outcome text = run("evaluate", "--scenario", tiny, "--sources");
        Outcome json = run("evaluate", "--scenario", tiny, "--sources", "--json");
        assertEquals(Main.HOLDS, json.code(), json.err());
        int numbers = new JsonMapper()
                .readTree(json.out())
                .required("scenarios")
                .get(0)
                .required("numbers")
                .size();
        assertTrue(text.out().contains("\n" + numbers + " numbers, "), text::out);
    }

    private static double mean(Outcome outcome) {
        return cell(outcome).required("latency_cycles").required("mean").asDouble();
    }

    @Test
    void badInputIsOneSentenceAndLeavesNothing() throws IOException {
        Path report = folder.resolve("report");
        String[][] bad = {
            {"evaluate", "nosuch", "--report", report.toString()},
            {"evaluate", "shoot4u", "shoot4u", "--report", report.toString()},
            {"evaluate", "--seeds", "2000000000", "--report", report.toString()},
            {"evaluate", "--scenario", scenario("paper-2vm", 1), "--report", report.toString()},
            {"evaluate", "--seeds", "0", "--report", report.toString()},
            {"evaluate", "--threads", "0", "--report", report.toString()},
            {"evaluate", "--seconds", "NaN", "--report", report.toString()},
            {"evaluate", "--scenario", tiny, "--scenario", tiny, "--report", report.toString()},
            {"evaluate", "--set", "machine.nothing=1", "--report", report.toString()},
            {"evaluate", "--set", "machine.virtualization.invvpid=-1", "--report", report.toString()},
            {"evaluate", "--scenario", folder.resolve("absent.yaml").toString(), "--report", report.toString()},
        };
        for (String[] args : bad) {
            Outcome outcome = run(args);
            assertEquals(Main.BAD_INPUT, outcome.code(), () -> String.join(" ", args));
            assertEquals("", outcome.out());
            assertTrue(outcome.err().lines().count() <= 2, outcome::err);
            assertFalse(Files.exists(report), () -> String.join(" ", args));
        }
    }

    @Test
    void anInterruptedEvaluationGoesOnWhereItWas() throws Exception {
        String slow = scenario("slow", 20_000);
        Path report = folder.resolve("report");
        Path shard = folder.resolve("shard.json");
        String[] args = {
            "evaluate",
            "shoot4u",
            "--scenario",
            slow,
            "--seeds",
            Integer.toString(2 * RUNS),
            "--threads",
            "1",
            "--report",
            report.toString(),
            "--shard",
            "1/2",
            "--result",
            shard.toString()
        };
        Process process = OwnJvm.command(args)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = OwnJvm.interruptAfter(process, "two runs are finished", () -> finishedRuns(report) >= 2);
        assertEquals(TERMINATED, process.waitFor(), said);
        assertTrue(said.contains("of " + RUNS + " runs are finished and kept in"), said);
        assertTrue(said.contains(shard + " is not written."), said);
        assertFalse(Files.exists(shard));
        long kept = finishedRuns(report);
        assertTrue(kept >= 2 && kept < RUNS, () -> kept + " runs");
        SortedMap<String, byte[]> before = files(report);

        args[5] = Long.toString(2 * (kept + 1));
        assertEquals(Main.HOLDS, run(args).code());
        assertTrue(Files.exists(shard));
        assertEquals(kept + 1, finishedRuns(report));
        SortedMap<String, byte[]> after = files(report);
        before.forEach((name, bytes) -> assertArrayEquals(bytes, after.get(name), name));
    }

    private static long finishedRuns(Path report) {
        String[] runs = report.resolve("runs").toFile().list((folder, name) -> name.endsWith(".json"));
        return runs == null ? 0 : runs.length;
    }

    private static SortedMap<String, byte[]> files(Path top) throws IOException {
        SortedMap<String, byte[]> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(top)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                found.put(top.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return found;
    }
}
