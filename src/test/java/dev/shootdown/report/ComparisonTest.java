package dev.shootdown.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonTest {
    @TempDir
    private Path folder;

    /** A run that took so long, or did not end if 0, with so many shootdowns of 1 µs. */
    private static RunResult run(long seed, double seconds, int shootdowns, Inputs inputs) {
        TreeMap<String, Long> counters = new TreeMap<>();
        counters.put("run_cycles", Math.round(seconds * 1e9));
        Histogram latency = new Histogram(3);
        latency.recordValueWithCount(1000, shootdowns);
        return new RunResult(
                "baseline", "mine", "program", seed, 1e9, latency, 0, 0, 1, 0, 0, List.of(), counters, inputs);
    }

    private static final Inputs SHORT = new Inputs("aa", 1);

    private static List<Cell> cells(double first, double second, int shootdowns, Inputs inputs) {
        return Cell.group(List.of(run(1, first, shootdowns, inputs), run(2, second, shootdowns, inputs)));
    }

    private Comparison.Row row(String measure, List<Cell> before, List<Cell> now) {
        ReportFolder.write(folder, before);
        return Comparison.with(folder, now).stream()
                .filter(row -> row.measure().equals(measure))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void seesRunTimesWhereLatenciesAreTheSame() {
        Comparison.Row row = row("run_s", cells(1, 1.01, 5, SHORT), cells(2, 2.01, 5, SHORT));
        assertEquals("changed", row.verdict());
        assertEquals(99.5, row.changePercent(), 0.1);
        assertEquals("the same", row.inputs());
        assertEquals(
                "the same",
                row("mean_us", cells(1, 1, 5, SHORT), cells(2, 2, 5, SHORT)).verdict());
    }

    @Test
    void saysThatAProgramDoesNotEndAnyMore() {
        Comparison.Row row = row("run_s", cells(1, 1.01, 5, SHORT), cells(2, 0, 5, SHORT));
        assertEquals("not ended now", row.verdict());
        assertEquals(
                "not ended before",
                row("run_s", cells(1, 0, 5, SHORT), cells(1, 1, 5, SHORT)).verdict());
    }

    @Test
    void saysThatInputsOrDurationsDiffer() {
        List<Cell> before = cells(1, 1, 5, SHORT);
        assertEquals(
                "other duration",
                row("mean_us", before, cells(1, 1, 5, new Inputs("aa", 2))).inputs());
        assertEquals(
                "other",
                row("mean_us", before, cells(1, 1, 5, new Inputs("bb", 1))).inputs());
    }

    @Test
    void writesNoNumberWhereThereIsNone() throws IOException {
        List<Cell> without = cells(0, 0, 0, SHORT);
        Comparison.Row row = row("mean_us", without, without);
        String all =
                row.json() + Comparison.render(folder, List.of(row)) + Files.readString(folder.resolve("cells.json"));
        assertFalse(all.contains("NaN"), all);
        assertEquals("the same", row.verdict());
        assertFalse(row("mean_us", without, cells(0, 0, 5, SHORT)).json().has("change_percent"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"cells\":5}", "{\"cells\":[]}", "{}", "[", "{\"cells\":[{\"scheme\":\"a\"}]}"})
    void refusesWhatNoEvaluationWrites(String text) throws IOException {
        Files.writeString(folder.resolve("cells.json"), text);
        BadInput bad = assertThrows(BadInput.class, () -> Comparison.requireCells(folder));
        assertTrue(bad.getMessage().endsWith("is not what an evaluation writes."), bad.getMessage());
    }
}
