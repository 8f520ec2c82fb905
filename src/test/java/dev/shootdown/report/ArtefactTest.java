package dev.shootdown.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.testbed.TimeUse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ArtefactTest {
    @TempDir
    private Path folder;

    private static RunResult run(String scheme, String scenario, long seed, double seconds) {
        TreeMap<String, Long> counters = new TreeMap<>();
        counters.put("run_cycles", Math.round(seconds * 1e9));
        counters.put(TimeUse.OTHER.counter(), 500L);
        counters.put(TimeUse.SPINLOCK.counter(), 200L);
        counters.put(TimeUse.TLB.counter(), 250L);
        counters.put(TimeUse.TLB_EXIT.counter(), 50L);
        counters.put(TimeUse.STEAL.counter(), 1000L);
        return new RunResult(
                scheme,
                scenario + ", parsec-vips",
                "parsec-vips",
                seed,
                1e9,
                new Histogram(3),
                0,
                0,
                1,
                0,
                0,
                List.of(),
                counters,
                new Inputs("made up", 1));
    }

    private static final List<Cell> CELLS = Cell.group(List.of(
            run("baseline", "parsec-1vm", 1, 2),
            run("baseline", "parsec-1vm", 2, 2),
            run("baseline", "parsec-2vm", 1, 5),
            run("baseline", "parsec-2vm", 2, 7),
            run("shoot4u", "parsec-2vm", 1, 4),
            run("shoot4u", "parsec-2vm", 2, 0)));

    @Test
    void dividesRunTimesByTheOneAlone() {
        JsonNode rows = new RunTimes("runtime", "a title", CELLS).json().get("rows");
        assertEquals(2, rows.get(0).get("run_s").asDouble());
        assertEquals(6, rows.get(1).get("run_s").asDouble());
        assertEquals(3, rows.get(1).get("slowdown").asDouble());
        assertTrue(rows.get(1).get("slowdown_plus_minus_95_percent").asDouble() > 1);
        assertEquals("parsec-2vm", rows.get(1).get("scenario").asString());
    }

    /** 6 ± 12.7 s over 2.5 ± 6.4 s, relative errors 2.118 and 2.541 in all 3.308. */
    @Test
    void addsUpTheUncertaintyOfBothRunTimes() {
        List<Cell> cells = Cell.group(List.of(
                run("baseline", "parsec-1vm", 1, 2),
                run("baseline", "parsec-1vm", 2, 3),
                run("baseline", "parsec-2vm", 1, 5),
                run("baseline", "parsec-2vm", 2, 7)));
        JsonNode rows = new RunTimes("runtime", "a title", cells).json().get("rows");
        assertEquals(
                2.4 * 3.308, rows.get(1).get("slowdown_plus_minus_95_percent").asDouble(), 0.01);
        assertEquals(1, rows.get(0).get("slowdown").asDouble());
        assertFalse(rows.get(0).has("slowdown_plus_minus_95_percent"), "1 by definition");
        assertEquals(6, rows.get(1).get("run_s_median").asDouble());
        assertEquals(7, rows.get(1).get("run_s_max").asDouble());
        assertEquals(2, rows.get(1).get("ended").asInt());
    }

    @Test
    void givesSharesTheirConfidence() {
        RunResult idle = run("baseline", "parsec-1vm", 3, 2);
        TreeMap<String, Long> other = new TreeMap<>(idle.counters());
        other.put(TimeUse.SPINLOCK.counter(), 700L);
        other.put(TimeUse.OTHER.counter(), 0L);
        RunResult spinning = new RunResult(
                idle.scheme(),
                idle.scenario(),
                idle.workload(),
                4,
                1e9,
                new Histogram(3),
                0,
                0,
                1,
                0,
                0,
                List.of(),
                other,
                idle.inputs());
        TimeShares shares = new TimeShares("profile", "a title", List.of(new Cell(List.of(idle, spinning))));
        JsonNode row = shares.json().get("rows").get(0).get("share_of_running");
        assertEquals(0.45, row.get("spinlock").asDouble(), 1e-12);
        assertEquals(12.7062 * 0.25, row.get("spinlock_plus_minus_95_percent").asDouble(), 1e-9);
        assertEquals(0, row.get("tlb_plus_minus_95_percent").asDouble(), 1e-12);
        assertTrue(shares.text().contains("317.6"), shares.text());
    }

    @Test
    void saysNothingAboutARunThatDidNotEnd() {
        JsonNode row =
                new RunTimes("runtime", "a title", CELLS).json().get("rows").get(2);
        assertFalse(row.has("run_s"));
        assertFalse(row.has("slowdown"));
    }

    @Test
    void sharesTheTimeThatVcpusRan() {
        JsonNode row =
                new TimeShares("profile", "a title", CELLS).json().get("rows").get(0);
        assertEquals(0.2, row.get("share_of_running").get("spinlock").asDouble(), 1e-12);
        assertEquals(0.3, row.get("share_of_running").get("tlb").asDouble(), 1e-12);
        assertEquals(0.5, row.get("share_of_running").get("other").asDouble(), 1e-12);
        assertEquals(0.5, row.get("share_of_all").get("steal").asDouble(), 1e-12);
    }

    /** The mark of the program that did not end, the line at two, and error bars: three strokes for each bar. */
    @Test
    void drawsWhatIsNotCertain() {
        String chart = new String(
                new RunTimes("runtime", "a title", CELLS)
                        .charts()
                        .get(0)
                        .chart()
                        .svg(),
                StandardCharsets.UTF_8);
        assertTrue(chart.contains("rgb(176,0,32)"), "a mark");
        assertTrue(chart.contains("stroke-dasharray"), "the line at two");
        assertFalse(chart.contains("NaN"));
        List<Cell> single =
                CELLS.stream().map(cell -> new Cell(cell.runs().subList(0, 1))).toList();
        String certain = new String(
                new RunTimes("runtime", "a title", single)
                        .charts()
                        .get(0)
                        .chart()
                        .svg(),
                StandardCharsets.UTF_8);
        assertFalse(certain.contains("rgb(176,0,32)"), "all single runs ended");
        assertFalse(certain.contains("rgb(34,34,34)"), "no error bars of one run");
        assertTrue(chart.contains("rgb(34,34,34)"), "error bars");
    }

    @Test
    void writesTableDocumentAndCharts() throws Exception {
        new RunTimes("runtime", "a title", CELLS).write(folder);
        new TimeShares("profile", "a title", CELLS).write(folder);
        assertTrue(Files.readString(folder.resolve("runtime.txt")).contains("×3.00"));
        assertEquals(
                3,
                JsonMapper.builder()
                        .build()
                        .readTree(folder.resolve("profile.json").toFile())
                        .get("rows")
                        .size());
        for (String chart : List.of("runtime", "profile-parsec-1vm-baseline", "profile-parsec-2vm-shoot4u")) {
            assertTrue(Files.readString(folder.resolve(chart + ".svg")).contains("<svg"), chart);
            assertTrue(Files.size(folder.resolve(chart + ".png")) > 5_000, chart);
        }
    }
}
