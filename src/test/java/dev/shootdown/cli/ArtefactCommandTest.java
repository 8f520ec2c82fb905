package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ArtefactCommandTest extends CommandRunner {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"consolidation, 2", "shoot4u-profile, 2", "shoot4u-slowdown, 5", "profile, 2"})
    void makesAFigureOfOneProgramByOneCommand(String name, int lines) throws Exception {
        assertEquals(
                Main.HOLDS,
                execute(
                        "evaluate",
                        "--artefact",
                        name,
                        "--workload",
                        "parsec-swaptions",
                        "--set",
                        "parsec-swaptions.work=0.02",
                        "--seeds",
                        "1",
                        "--report",
                        folder.toString()));
        assertEquals(
                lines,
                out.toString()
                        .lines()
                        .filter(line -> line.startsWith("swaptions"))
                        .count(),
                out.toString());
        assertTrue(Files.exists(folder.resolve(name + ".txt")));
        assertTrue(Files.exists(folder.resolve(name + ".json")));
    }

    @Test
    void printsTheSameWithAnyNumberOfThreads() {
        String[] args = {
            "evaluate",
            "--artefact",
            "consolidation",
            "--workload",
            "parsec-x264",
            "--set",
            "parsec-x264.work=0.02",
            "--seeds",
            "2",
            "--json",
            "--threads",
            "1"
        };
        execute(args);
        String one = out.toString();
        args[args.length - 1] = "3";
        execute(args);
        assertEquals(one, out.toString());
        assertTrue(one.contains("\"slowdown\""));
    }

    @ParameterizedTest
    @CsvSource({"latency, latency_us", "cdf, latency_us_and_percent"})
    void makesTheLatencyTableAndItsDistribution(String name, String key) throws Exception {
        String[] args = {
            "evaluate",
            "shoot4u",
            "--artefact",
            name,
            "--seconds",
            "0.05",
            "--seeds",
            "2",
            "--report",
            folder.toString()
        };
        assertEquals(Main.HOLDS, execute(args), err.toString());
        assertEquals(
                2,
                out.toString()
                        .lines()
                        .filter(line -> line.matches("paper-.vm +shoot4u +[0-9].*[0-9]"))
                        .filter(line -> !line.contains("×"))
                        .count(),
                out.toString());
        JsonNode rows = JsonMapper.builder()
                .build()
                .readTree(Files.readString(folder.resolve(name + ".json")))
                .get("rows");
        assertEquals(2, rows.size());
        JsonNode first = rows.get(0).get(key);
        if (name.equals("cdf")) {
            assertEquals(0, first.get(0).get(1).asDouble());
            assertEquals(100, first.get(first.size() - 1).get(1).asDouble());
        } else {
            assertTrue(first.get("mean").asDouble() > 1);
        }
        assertTrue(Files.size(folder.resolve(name + "-paper-2vm.png")) > 5_000);
    }

    /** Slowdowns, run times and shares; of other inputs it says so. */
    @ParameterizedTest
    @CsvSource({"consolidation, slowdown", "profile, share_of_running.spinlock"})
    void comparesAFigureWithAnEarlierOne(String name, String measure) {
        String earlier = folder.resolve("earlier").toString();
        String[] args = {
            "evaluate",
            "--artefact",
            name,
            "--workload",
            "parsec-vips",
            "--seeds",
            "2",
            "--report",
            earlier,
            "--set",
            "parsec-vips.work=0.02"
        };
        assertEquals(Main.HOLDS, execute(args), err.toString());
        args[7] = "--compare";
        assertEquals(Main.HOLDS, execute(args), err.toString());
        assertEquals(
                2,
                out.toString()
                        .lines()
                        .filter(line -> line.matches(".*parsec-vips .* " + measure + " .* the same +the same"))
                        .count(),
                out.toString());
        args[10] = "parsec-vips.work=0.03";
        assertEquals(Main.HOLDS, execute(args), err.toString());
        assertEquals(
                2,
                out.toString()
                        .lines()
                        .filter(line -> line.matches(".*parsec-vips .* " + measure + " .* other"))
                        .count(),
                out.toString());
        assertEquals(Main.BAD_INPUT, execute("evaluate", "--artefact", "runtime", "--compare", earlier));
        assertTrue(err.toString().contains("runtime.json"), err.toString());
    }

    @Test
    void refusesTwoProgramsOfOneName() throws Exception {
        Path copy = folder.resolve("v2.yaml");
        Files.copy(Path.of("src/main/resources/workloads/parsec-vips.yaml"), copy);
        String[] args = {
            "evaluate", "--artefact", "consolidation", "--workload", "parsec-vips", "--workload", copy.toString()
        };
        assertEquals(Main.BAD_INPUT, execute(args));
        assertTrue(err.toString().contains("two workloads are called 'parsec-vips'"), err.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "--artefact nonsense, there is none of this name",
        "--artefact profile --sources, does not go with it",
        "--artefact runtime --scenario paper-1vm, does not go with it",
        "--sources --json --compare nowhere/at-all, cells.json",
        "--artefact cdf --workload dedup, does not go with it",
        "--sources --json --exits, does not go with it",
        "--sensitivity --exits, does not go with it",
        "--workload parsec-x264, goes with --artefact",
        "--artefact profile --workload parsec-x264 --workload parsec-x264, named twice",
    })
    void complainsInOneSentence(String options, String expected) {
        String[] args = ("evaluate " + options).split(" ");
        assertEquals(Main.BAD_INPUT, execute(args));
        assertTrue(err.toString().contains(expected), err.toString());
    }
}
