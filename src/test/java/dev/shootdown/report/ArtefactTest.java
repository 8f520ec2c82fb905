package dev.shootdown.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.testbed.TimeUse;
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
                counters);
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
