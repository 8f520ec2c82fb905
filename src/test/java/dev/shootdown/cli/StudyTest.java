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
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A study is one file, goes on where it was, and can be compared with an earlier one. */
class StudyTest extends CommandRunner {
    private static final String STUDY = """
            name: short
            systems: [baseline, kvm_tlb with kvmtlb-cmpxchg-old-value, shoot4u+balance]
            scenarios: [%s]
            seeds: 2
            vary:
              - {key: machine.virtualization.invvpid, values: [1000, 30000]}
            """;

    @TempDir
    Path folder;

    private Path study(String text) throws IOException {
        return Files.writeString(folder.resolve("study.yaml"), text);
    }

    private static Path scenario() {
        return Path.of("src/test/resources/golden/scenario.yaml").toAbsolutePath();
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("evaluate"));
        all.addAll(List.of(arguments));
        return execute(all.toArray(String[]::new));
    }

    @Test
    void shouldRunEverySystemInEveryVariantAndCompareWithAnEarlierRun() throws IOException {
        Path file = study(STUDY.formatted(scenario()));
        Path report = folder.resolve("report");
        assertEquals(
                Main.HOLDS, run("--study", file.toString(), "--report", report.toString(), "--json"), err.toString());
        JsonNode cells = json().required("cells");
        assertEquals(9, cells.size());
        List<String> systems = new ArrayList<>();
        List<Double> shoot4u = new ArrayList<>();
        for (JsonNode cell : cells) {
            systems.add(cell.required("scheme").asString());
            assertEquals(2, cell.required("seeds").size());
            if (cell.required("scheme").asString().equals("shoot4u+balance")) {
                shoot4u.add(cell.required("latency_us").required("mean").asDouble());
            }
        }
        assertEquals(
                List.of("baseline", "kvm_tlb (as published)", "shoot4u+balance"),
                systems.subList(0, 3),
                systems.toString());
        assertTrue(shoot4u.get(2) > shoot4u.get(1), "a dearer INVVPID costs Shoot4U time: " + shoot4u);

        Files.writeString(file, Files.readString(file).replace("30000", "90000"));
        assertEquals(
                Main.HOLDS, run("--study", file.toString(), "--compare", report.toString(), "--json"), err.toString());
        JsonNode rows = json().required("comparison");
        int same = 0;
        int fresh = 0;
        int gone = 0;
        for (JsonNode row : rows) {
            String verdict = row.required("verdict").asString();
            same += verdict.equals("the same") ? 1 : 0;
            fresh += verdict.equals("new") ? 1 : 0;
            gone += verdict.equals("gone") ? 1 : 0;
        }
        assertEquals(List.of(6, 3, 3), List.of(same, fresh, gone), rows.toString());
    }

    /** All parts of a study count: who interrupts the first must not think that the rest is a few runs. */
    @Test
    void shouldCountTheWholeStudyWhenItIsInterrupted() {
        Evaluation part = new Evaluation(List.of(), java.util.Optional.empty());
        assertEquals(
                "90 of 500 runs are finished; with --report DIR they would have been kept.",
                part.whatIsMissing(java.util.Optional.empty(), 90, 410));
    }

    @Test
    void shouldGoOnWhereItWas() throws IOException {
        Path file = study("name: tiny\nsystems: [shoot4u]\nscenarios: [" + scenario() + "]\nseeds: 1\n");
        Path report = folder.resolve("report");
        assertEquals(Main.HOLDS, run("--study", file.toString(), "--report", report.toString()), err.toString());
        assertEquals(1, runs(report));
        Files.writeString(file, Files.readString(file).replace("seeds: 1", "seeds: 2"));
        assertEquals(Main.HOLDS, run("--study", file.toString(), "--report", report.toString()), err.toString());
        assertEquals(2, runs(report));
    }

    private static long runs(Path report) throws IOException {
        try (var files = Files.list(report.resolve("runs"))) {
            return files.count();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "systems: [baseline, baseline]      | study.yaml:2: key 'systems': holds 'baseline' twice",
                "systems: [baselin]                 | no scheme is called 'baselin'",
                "systems: [shoot4u with nonsense]   | shoot4u cannot have a bug 'nonsense'",
                "systems: baseline                  | study.yaml:2: key 'systems'",
                "sistems: [baseline]                | study.yaml:2: key 'sistems'",
            })
    void shouldComplainInOneSentence(String line, String expected) throws IOException {
        Path file = study("name: bad\n" + line + "\nscenarios: [paper-1vm]\nseeds: 1\n");
        assertEquals(Main.BAD_INPUT, run("--study", file.toString()));
        assertTrue(err.toString().contains(expected), err.toString());
        assertFalse(err.toString().contains("\tat "));
    }

    /** Two of one name would be added up as runs of the same, and their confidence be an invention. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "systems: [baseline+ple+pmt, baseline+pmt+ple] | baseline+pmt+ple is named twice",
                "scenarios: [paper-1vm, same.yaml] | whose name is 'paper-1vm'",
                "scenarios: [same.yaml]            | study.yaml:3: key 'scenarios': holds 'same.yaml'",
                "scenarios: [one.yaml, two.yaml]   | makes two scenarios called 'mine'",
                "artefacts: [latency]              | leave it out of 'artefacts'",
                "workloads: [ebizzy, e2.yaml]      | makes two scenarios called 'paper-1vm, ebizzy'",
                "vary: [{key: machine.virtualization.invvpid, values: [1]}, {key: machine.virtualization.invvpid, values: [1]}]"
                        + " | key 'vary': makes two scenarios called 'paper-1vm, machine.virtualization.invvpid = 1'",
            })
    void shouldRefuseDifferentThingsOfOneName(String line, String expected) throws IOException {
        String plain = Files.readString(Path.of("src/main/resources/scenarios/paper-1vm.yaml"));
        Files.writeString(folder.resolve("same.yaml"), plain.replace("workload: dedup", "workload: ebizzy"));
        Files.writeString(folder.resolve("one.yaml"), plain.replace("name: paper-1vm", "name: mine"));
        Files.writeString(folder.resolve("two.yaml"), plain.replace("name: paper-1vm", "name: mine"));
        Files.copy(Path.of("src/main/resources/workloads/ebizzy.yaml"), folder.resolve("e2.yaml"));
        String key = line.substring(0, line.indexOf(':') + 1);
        StringBuilder text = new StringBuilder("name: bad\n");
        for (String one : List.of("systems: [baseline]", "scenarios: [paper-1vm]", "seconds: 0.01", "seeds: 1")) {
            text.append(one.startsWith(key) ? line : one).append('\n');
        }
        if (!text.toString().contains(key)) {
            text.append(line).append('\n');
        }
        assertEquals(Main.BAD_INPUT, run("--study", study(text.toString()).toString()), out.toString());
        assertTrue(err.toString().contains(expected), err.toString());
    }

    @ParameterizedTest
    @CsvSource({"--seeds 7", "--seed 99", "--scenario paper-2vm", "--artefact runtime", "--workload nonsense", "shoot4u"
    })
    void shouldRefuseWhatAStudySaysItself(String option) throws IOException {
        Path file = study("name: tiny\nsystems: [shoot4u]\nscenarios: [" + scenario() + "]\nseeds: 1\n");
        List<String> arguments = new ArrayList<>(List.of("--study", file.toString()));
        arguments.addAll(List.of(option.split(" ")));
        assertEquals(Main.BAD_INPUT, run(arguments.toArray(String[]::new)), out.toString());
        assertTrue(err.toString().contains("does not go with it"), err.toString());
    }

    @Test
    void shouldVaryAWorkloadsNumberWhereThatWorkloadRunsForFractionsOfASecond() throws IOException {
        Path file = study("""
                name: both
                systems: [shoot4u]
                scenarios: [paper-1vm]
                workloads: [dedup, ebizzy]
                seconds: 0.02
                seeds: 1
                vary: [{key: ebizzy.operations.probability, values: [0.01]}]
                """);
        assertEquals(Main.HOLDS, run("--study", file.toString(), "--json"), err.toString());
        List<String> scenarios = new ArrayList<>();
        for (JsonNode cell : json().required("cells")) {
            scenarios.add(cell.required("scenario").asString());
            assertEquals(0.02, cell.required("simulated_s").asDouble(), 1e-9);
        }
        assertEquals(
                List.of(
                        "paper-1vm, dedup",
                        "paper-1vm, ebizzy",
                        "paper-1vm, ebizzy, ebizzy.operations.probability = 0.01"),
                scenarios);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{key: machine.foo, values: [1]}                 | study.yaml:5: key 'vary[0].key': is 'machine.foo'",
                "{key: dedup.operations.probability, values: [7]} | study.yaml:5: key 'vary[0].values': holds 7",
            })
    void shouldSayWhereAVariationIsWrong(String variation, String expected) throws IOException {
        Path file =
                study("name: bad\nsystems: [shoot4u]\nscenarios: [paper-1vm]\nseeds: 1\nvary: [" + variation + "]\n");
        assertEquals(Main.BAD_INPUT, run("--study", file.toString()));
        assertTrue(err.toString().contains(expected), err.toString());
    }

    @Test
    void shouldComplainAboutAFolderWithNothingToCompareWithBeforeAnyRun() throws IOException {
        assertEquals(Main.BAD_INPUT, run("--compare", folder.toString()));
        assertTrue(err.toString().contains("cells.json"), err.toString());
    }
}
