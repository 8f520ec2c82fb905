package dev.shootdown.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExportsTest {
    @Test
    void printsTheKeysThatScriptsRelyOn() {
        Cell cell = new Cell(List.of(
                Samples.run("baseline", "paper-1vm", 7, 250_000, 1_000_000),
                Samples.run("baseline", "paper-1vm", 8, 500_000)));
        JsonNode node = JsonMapper.shared()
                .readTree(Json.cells(List.of(cell), Optional.empty(), List.of()))
                .required("cells")
                .required(0);
        assertEquals("baseline", node.required("scheme").asString());
        assertEquals("paper-1vm", node.required("scenario").asString());
        assertEquals("dedup", node.required("workload").asString());
        assertEquals(8, node.required("seeds").required(1).asLong());
        for (String key : List.of("count", "mean", "p50", "p99", "max")) {
            assertTrue(node.required("latency_cycles").required(key).isNumber());
            assertTrue(node.required("latency_us").required(key).isNumber());
        }
        assertEquals(3, node.required("latency_cycles").required("count").asLong());
        assertEquals(200, node.required("latency_us").required("p50").asDouble(), 0.2);
        assertEquals(1.5, node.required("operations_per_s").asDouble());
        assertEquals(24_690, node.required("events").asLong());
        assertEquals(2, node.required("simulated_s").asDouble());
        assertEquals(0.5, node.required("wall_s").asDouble());
        assertEquals(14, node.required("co_runner_interruptions").asLong());
        assertEquals(
                60,
                node.required("exits").required("MSR_WRITE").required("samples").asLong());
    }

    @Test
    void writesLogsThatHdrHistogramReads() {
        Cell cell = new Cell(List.of(
                Samples.run("baseline", "paper-1vm", 7, 250_000, 1_000_000),
                Samples.run("baseline", "paper-1vm", 8, 500_000)));
        String log = HistogramLog.of(cell);
        var reader = new HistogramLogReader(new ByteArrayInputStream(log.getBytes(StandardCharsets.US_ASCII)));
        Histogram first = (Histogram) reader.nextIntervalHistogram();
        Histogram second = (Histogram) reader.nextIntervalHistogram();
        assertEquals(null, reader.nextIntervalHistogram());
        assertEquals(2, first.getTotalCount());
        assertEquals(1, second.getTotalCount());
        // Cycles of 2.5 GHz: 250,000 are 100 µs.
        assertEquals(100_000, first.getMinNonZeroValue(), 100);
        assertEquals(400_000, first.getMaxValue(), 400);
        assertEquals(200_000, second.getValueAtPercentile(50), 200);
        assertEquals(1_000, second.getStartTimeStamp());
        assertEquals(log, HistogramLog.of(cell));
    }

    @Test
    void writesALineOfCsvForEachRun() {
        Cell cell = new Cell(List.of(
                Samples.run("base,line", "say \"1\"", 7, 250_000, 1_000_000),
                Samples.run("base,line", "say \"1\"", 8, 500_000)));
        List<String> lines = LatencyCsv.of(List.of(cell)).lines().toList();
        assertEquals(3, lines.size());
        assertTrue(lines.get(0).startsWith("scenario,scheme,seed,shootdowns,mean_us"), lines.get(0));
        assertTrue(lines.get(1).startsWith("\"say \"\"1\"\"\",\"base,line\",7,2,250."), lines.get(1));
        assertTrue(lines.get(2).matches(".*,8,1,(200|199)\\.\\d+,.*,1\\.000000"), lines.get(2));
    }

    @Test
    void writesNoNumberThatIsNotJson() {
        Cell nothing = new Cell(List.of(Samples.run("baseline", "paper-1vm", 1)));
        String text = Json.cells(List.of(nothing), Optional.empty(), List.of());
        assertTrue(!text.contains("NaN") && !text.contains("Infinity"), text);
        JsonMapper.shared().readTree(text);
    }

    @Test
    void writesPercentilesInMicrosecondsWhateverTheLocale() {
        Histogram histogram = Samples.run("baseline", "paper-1vm", 1, 2500, 5000, 7500, 10_000)
                .latency();
        String text = HistogramText.hgrm(histogram, Samples.CLOCK_HZ);
        assertTrue(text.contains("Value     Percentile TotalCount 1/(1-Percentile)"), text);
        assertTrue(text.contains("#[Max     =        4.003, Total count    =            4]"), text);
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertEquals(text, HistogramText.hgrm(histogram, Samples.CLOCK_HZ));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void readsBackTheHistogramItWrote() {
        Histogram histogram = Samples.paperLike().get(0).latency();
        Histogram again = HistogramText.decode(HistogramText.encode(histogram));
        assertEquals(histogram, again);
        assertEquals(Latency.of(histogram), Latency.of(again));
        assertThrows(RuntimeException.class, () -> HistogramText.decode("AAAA"));
    }

    @Test
    void drawsTheSameChartAgain() {
        List<Cell> cells = Samples.paperLike();
        assertArrayEquals(
                CdfChart.of("paper-2vm", cells).svg(),
                CdfChart.of("paper-2vm", cells).svg());
        assertArrayEquals(
                CdfChart.of("paper-2vm", cells).png(),
                CdfChart.of("paper-2vm", cells).png());
    }

    /** Colours of the three schemes are on the picture, and so many points that each is a line and not a dot. */
    @Test
    void drawsALineForEveryScheme() throws IOException {
        byte[] png = CdfChart.of("paper-2vm", Samples.paperLike()).png();
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        for (int color : new int[] {0xD55E00, 0xE69F00, 0x0072B2}) {
            int pixels = 0;
            for (int x = 0; x < image.getWidth(); x++) {
                for (int y = 0; y < image.getHeight(); y++) {
                    pixels += (image.getRGB(x, y) & 0xFFFFFF) == color ? 1 : 0;
                }
            }
            assertTrue(pixels > 500, Integer.toHexString(color) + ": " + pixels);
        }
    }

    @Test
    void givesEachNineTheSameRoom() {
        assertEquals(5, CdfChart.height(50));
        assertEquals(9, CdfChart.height(90));
        assertEquals(11, CdfChart.height(99), 1e-9);
        assertEquals(13, CdfChart.height(99.9), 1e-9);
        assertEquals(17, CdfChart.height(99.999), 1e-9);
        assertEquals(17, CdfChart.height(100), 1e-9, "the maximum is at the upper edge");
        assertEquals("50", CdfChart.percentAt(5));
        assertEquals("90", CdfChart.percentAt(9));
        assertTrue(CdfChart.percentAt(10).isBlank());
        assertNotEquals(CdfChart.percentAt(10), CdfChart.percentAt(12), "or the library looks for ticks for ever");
        assertEquals("99", CdfChart.percentAt(11));
        assertEquals("99.9", CdfChart.percentAt(13));
        assertEquals("99.999", CdfChart.percentAt(17));
    }

    @Test
    void drawsSmallChartsOfFewShootdowns() {
        List<Cell> one = List.of(new Cell(List.of(Samples.run("baseline", "mine", 1, 5000))));
        String svg = new String(CdfChart.of("mine", one).svg(), StandardCharsets.UTF_8);
        assertTrue(svg.startsWith("<?xml") && svg.strip().endsWith("</svg>"));
        List<Cell> none = List.of(new Cell(List.of(Samples.run("baseline", "mine", 1))));
        assertTrue(CdfChart.of("mine", none).png().length > 0);
        assertTrue(CdfChart.of("paper-2vm", Samples.paperLike()).svg().length < 1_000_000, "fit for a web page");
    }

    @Test
    void tellsInputsApart() {
        assertEquals(64, Fingerprint.of("a").length());
        assertEquals(Fingerprint.of("a", "b"), Fingerprint.of("a", "b"));
        assertNotEquals(Fingerprint.of("a", "b"), Fingerprint.of("ab"));
        assertNotEquals(Fingerprint.of("a", "b"), Fingerprint.of("b", "a"));
        assertNotEquals(Fingerprint.of("a", ""), Fingerprint.of("a"));
    }

    @Test
    void makesNamesOfFilesHarmless() {
        assertEquals("shoot4u+pmt", FileNames.safe("shoot4u+pmt"));
        assertEquals("kvm_tlb_kvmtlb-cmpxchg-old-value_", FileNames.safe("kvm_tlb(kvmtlb-cmpxchg-old-value)"));
        assertEquals("__etc_passwd", FileNames.safe("../etc/passwd"));
        assertEquals(60, FileNames.safe("x".repeat(500)).length());
    }
}
