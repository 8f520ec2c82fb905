package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ImportCommandTest extends CommandRunner {
    private static final Path SAMPLES = Path.of("src/test/resources/imported").toAbsolutePath();

    @TempDir
    Path folder;

    private static String sample(String name) {
        return SAMPLES.resolve(name).toString();
    }

    @Test
    void shouldMakeAScenarioThatEvaluateAccepts() throws IOException {
        Path made = folder.resolve("my-host");
        int code =
                execute("import", sample("host-ftrace.txt"), sample("guest-trace-cmd.txt"), "--out", made.toString());
        assertEquals(Main.HOLDS, code, err.toString());
        String text = out.toString();
        assertTrue(text.contains("machine.virtualization.icr_write"), text);
        assertTrue(text.contains("host-ftrace.txt:253: 2 lines not used"), text);
        assertTrue(text.contains("machine.virtualization.invvpid"), text);
        try (Stream<Path> files = Files.list(made)) {
            assertEquals(
                    List.of("machine.yaml", "scenario.yaml", "vm2.yaml", "workload.yaml"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
        String scenario = made.resolve("scenario.yaml").toString();
        Path report = folder.resolve("report");
        code = execute(
                "evaluate",
                "--scenario",
                scenario,
                "--seeds",
                "1",
                "--seconds",
                "0.2",
                "--report",
                report.toString(),
                "--trace",
                "0.05",
                "--json",
                "baseline",
                "shoot4u");
        assertEquals(Main.HOLDS, code, err.toString());
        JsonNode cells = json().required("cells");
        assertEquals(2, cells.size());
        assertEquals("my-host", cells.get(0).required("scenario").asString());
        assertTrue(cells.get(0).required("latency_us").required("count").asLong() > 0);
        for (String file : List.of("-host.txt", "-guest.txt", ".perfetto-trace")) {
            assertTrue(Files.size(report.resolve("trace-my-host-baseline" + file)) > 1000, file);
        }
        code = execute(
                "import", report.resolve("trace-my-host-baseline-host.txt").toString(), "--out", made + "-again");
        assertEquals(Main.HOLDS, code, err.toString());
        assertTrue(execute("evaluate", "--scenario", scenario, "--sources") == Main.HOLDS);
        assertTrue(
                out.toString().contains("measured: host-ftrace.txt, guest-trace-cmd.txt, 12 samples"), out.toString());
    }

    @Test
    void shouldPrintOneJsonDocument() {
        int code = execute("import", sample("host-perf.txt"), "--out", folder.toString(), "--json", "--name", "h");
        assertEquals(Main.HOLDS, code, err.toString());
        JsonNode json = json();
        JsonNode file = json.required("files").get(0);
        assertEquals("perf script", file.required("format").asString());
        assertEquals("host", file.required("side").asString());
        assertEquals(76, file.required("events").asInt());
        JsonNode pause = json.required("measured").get(0);
        assertEquals("machine.spinning.ple_exit", pause.required("key").asString());
        assertEquals(1_400, pause.required("value").asDouble());
        assertEquals("ns", pause.required("unit").asString());
        assertEquals(20, pause.required("samples").asInt());
        assertTrue(json.required("not_inferred").size() > 10);
        JsonNode observed = json.required("observed").get(1);
        assertEquals("host: exit PAUSE_INSTRUCTION", observed.required("what").asString());
        assertEquals(1_600, observed.required("median_ns").asDouble(), 1);
        assertEquals(4, json.required("written").size());
        for (String key : json.propertyNames()) {
            assertTrue(key.matches("[a-z][a-z0-9_]*"), key);
        }
        assertEquals("", err.toString());
    }

    @Test
    void shouldWriteTheSameBytesEachTime() throws IOException {
        Path first = folder.resolve("a");
        Path second = folder.resolve("b");
        for (Path made : List.of(first, second)) {
            assertEquals(
                    Main.HOLDS, execute("import", sample("host-ftrace.txt"), "--out", made.toString(), "--name", "x"));
        }
        for (String file : List.of("machine.yaml", "workload.yaml", "vm2.yaml", "scenario.yaml")) {
            assertEquals(Files.readString(first.resolve(file)), Files.readString(second.resolve(file)), file);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nowhere.txt|there is no such file",
                ".|is a folder",
                "sample --clock-hz 3|--clock-hz 3.0: 1e6 to 1e11",
                "sample --topology 2x2|--topology 2x2: sockets, cores and threads",
                "sample --topology 0x2x1|--topology 0x2x1: 1 to 64 sockets",
                "sample --machine nothing|no built-in machine",
                "sample --workload nothing|no built-in workload",
            })
    void shouldRefuseInOneSentence(String arguments, String complaint) {
        Path made = folder.resolve("made");
        String line = "import " + arguments.replace("sample", sample("host-perf.txt")) + " --out " + made;
        assertEquals(Main.BAD_INPUT, execute(line.split(" ")), line);
        assertTrue(err.toString().contains(complaint), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertEquals("", out.toString());
        assertFalse(Files.exists(made), "half-written");
    }

    @Test
    void shouldNameFileAndLineOfWhatItCannotRead() throws IOException {
        Path file = Files.writeString(folder.resolve("t.txt"), "# tracer: nop\nnothing to see\n");
        Path made = folder.resolve("made");
        assertEquals(Main.BAD_INPUT, execute("import", file.toString(), "--out", made.toString()));
        assertTrue(err.toString().contains(file + ":2: not of the form TASK [CPU] TIME: EVENT"), err.toString());
        assertFalse(Files.exists(made));
        assertEquals(Main.BAD_INPUT, execute("import", sample("host-perf.txt"), "--out", file.toString()));
        assertTrue(err.toString().contains("is a file (a folder is expected)"), err.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--trace 1|--trace goes with --report",
                "--trace 0 --report x|more than 0",
                "--trace 1 --report x --sources|--trace goes with --report",
            })
    void shouldRefuseTracesThatGoNowhere(String arguments, String complaint) {
        assertEquals(Main.BAD_INPUT, execute(("evaluate " + arguments).split(" ")));
        assertTrue(err.toString().contains(complaint), err.toString());
        assertEquals(1, err.toString().lines().count());
    }

    @Test
    void shouldSayThatStampsGoBack() throws IOException {
        String once = Files.readString(Path.of(sample("host-perf.txt")));
        Path file = Files.writeString(folder.resolve("twice.txt"), once + once);
        assertEquals(
                Main.HOLDS,
                execute(
                        "import",
                        file.toString(),
                        "--out",
                        folder.resolve("made").toString()));
        String said = out.toString();
        assertTrue(said.contains(file + ": stamps of 3 CPUs go back, 3 times: was the file concatenated?"), said);
        assertEquals(
                Main.HOLDS,
                execute(
                        "import",
                        sample("host-perf.txt"),
                        "--out",
                        folder.resolve("made").toString()));
        assertFalse(out.toString().contains("concatenated"), out.toString());
    }
}
