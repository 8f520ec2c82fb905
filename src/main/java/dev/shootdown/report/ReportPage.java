package dev.shootdown.report;

import dev.shootdown.testbed.Flight;
import dev.shootdown.testbed.TimeUse;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The cells of an evaluation as one page that needs nothing else: tables, charts that can be pointed at, schedules of the
 * slowest shootdowns. Data goes in as JSON; the script on the page draws it, and puts names in as text only.
 */
public final class ReportPage {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    /** Of two points of a distribution nearer to each other than this factor and share, one is enough to see. */
    private static final double SMALLEST_FACTOR = 1.01;

    private static final double SMALLEST_SHARE = 2e-4;

    private ReportPage() {}

    /**
     * The slowest shootdown of a cell, and of which seed.
     *
     * @param flight times in cycles
     */
    public record Slowest(long seed, Flight flight) {}

    /**
     * The page.
     *
     * @param slowest for cells that have one
     */
    public static String render(List<Cell> cells, Map<Cell, Slowest> slowest) {
        return render(cells, slowest, List.of());
    }

    /** The same with figures below. */
    public static String render(List<Cell> cells, Map<Cell, Slowest> slowest, List<? extends Artefact> figures) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("about", about(cells));
        ArrayNode scenarios = data.putArray("scenarios");
        PaperTable paper = PaperTable.load();
        for (String name : cells.stream().map(Cell::scenario).distinct().toList()) {
            ObjectNode scenario = scenarios.addObject();
            scenario.put("name", name);
            ArrayNode list = scenario.putArray("cells");
            cells.stream()
                    .filter(cell -> cell.scenario().equals(name))
                    .forEach(cell -> list.add(cell(cell, paper, Optional.ofNullable(slowest.get(cell)))));
        }
        ArrayNode shown = data.putArray("figures");
        figures.forEach(figure -> shown.add(figure(figure)));
        return PageText.fill(
                "page.html",
                Map.of(
                        "STYLE", PageText.resource("page.css"),
                        "SCRIPT", PageText.resource("page.js"),
                        "DATA", PageText.json(MAPPER.writeValueAsString(data))));
    }

    /** Its table, and its charts as pictures: what is in a picture's SVG can do nothing on the page. */
    private static ObjectNode figure(Artefact figure) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("name", figure.name());
        node.put("table", figure.text());
        ArrayNode charts = node.putArray("charts");
        for (Artefact.Chart chart : figure.charts()) {
            charts.addObject()
                    .put("name", chart.file())
                    .put("svg", Base64.getEncoder().encodeToString(chart.chart().svg()));
        }
        return node;
    }

    private static String about(List<Cell> cells) {
        List<Integer> runs = cells.stream()
                .map(cell -> cell.runs().size())
                .distinct()
                .sorted()
                .toList();
        String each = runs.size() == 1 ? runs.get(0) + "" : runs.get(0) + " to " + runs.get(runs.size() - 1);
        return "From the guest’s call of flush_tlb_others to its return, waiting and being scheduled out included. "
                + Stream.of(cells.size() + " cells", each + " runs each", "simulated")
                        .reduce((a, b) -> a + ", " + b)
                        .orElseThrow()
                + ".";
    }

    private static ObjectNode cell(Cell cell, PaperTable paper, Optional<Slowest> slowest) {
        double micros = 1e6 / cell.clockHz();
        Latency latency = cell.latencyMicros();
        Confidence mean = cell.meanCycles().scaled(micros);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("scheme", cell.scheme());
        node.put("count", latency.count());
        node.put("ops_per_s", rounded(cell.operationsPerSecond()));
        node.put("mean_us", rounded(latency.mean()));
        if (Double.isNaN(mean.halfWidth())) {
            node.putNull("confidence_us");
        } else {
            node.put("confidence_us", rounded(mean.halfWidth()));
        }
        node.put("p50_us", rounded(latency.p50()));
        node.put("p99_us", rounded(latency.p99()));
        node.put("max_us", rounded(latency.max()));
        Optional<PaperTable.Row> beside = paper.find(cell);
        node.put("paper_mean_us", beside.map(PaperTable.Row::mean_us).orElse(null));
        node.put("paper_max_us", beside.map(PaperTable.Row::max_us).orElse(null));
        node.set("cdf", cdf(cell.latency(), micros));
        node.set("profile", profile(cell));
        slowest.ifPresentOrElse(one -> node.set("slowest", slowest(one, micros)), () -> node.putNull("slowest"));
        return node;
    }

    /** Pairs of what the first VM's time was spent on and its cycles; empty if runs did not say. */
    private static ArrayNode profile(Cell cell) {
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        for (TimeUse use : TimeUse.values()) {
            Long cycles = cell.counters().get(use.counter());
            if (cycles != null) {
                parts.addArray().add(words(use)).add(cycles);
            }
        }
        return parts;
    }

    private static String words(TimeUse use) {
        return switch (use) {
            case OTHER -> "guest, other";
            case SPINLOCK -> "guest, spinlocks";
            case TLB -> "guest, TLB";
            case TLB_EXIT -> "VMM, TLB";
            case EXIT -> "VMM, other";
            case STEAL -> "stolen";
            case IDLE -> "idle";
        };
    }

    /** Pairs of a latency in µs and the share of shootdowns that took no longer. */
    private static ArrayNode cdf(Histogram histogram, double micros) {
        ArrayNode points = JsonNodeFactory.instance.arrayNode();
        double lastAt = 0;
        double lastShare = 0;
        for (HistogramIterationValue value : histogram.recordedValues()) {
            double at = Math.max(1, value.getValueIteratedTo()) * micros;
            double share = (double) value.getTotalCountToThisValue() / histogram.getTotalCount();
            boolean visible = at > lastAt * SMALLEST_FACTOR || share > lastShare + SMALLEST_SHARE;
            if (visible || value.getTotalCountToThisValue() == histogram.getTotalCount()) {
                points.addArray().add(rounded(at)).add(Math.round(share * 1e6) / 1e6);
                lastAt = at;
                lastShare = share;
            }
        }
        return points;
    }

    private static ObjectNode slowest(Slowest slowest, double micros) {
        Flight flight = slowest.flight();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("seed", slowest.seed());
        node.put("initiator", flight.initiator());
        node.put("start_us", rounded((flight.start() - flight.from()) * micros));
        node.put("end_us", rounded((flight.end() - flight.from()) * micros));
        node.put("from_us", 0);
        ArrayNode vcpus = node.putArray("vcpus");
        flight.vcpus().forEach(vcpus::add);
        ArrayNode words = node.putArray("words");
        Stream.of(Flight.Doing.values()).forEach(doing -> words.add(doing.words()));
        ArrayNode spans = node.putArray("spans");
        for (Flight.Span span : flight.spans()) {
            spans.addArray()
                    .add(span.vcpu())
                    .add(span.pcpu())
                    .add(span.doing().ordinal())
                    .add(rounded(Math.max(0, span.start() - flight.from()) * micros))
                    .add(rounded((span.end() - flight.from()) * micros));
        }
        ArrayNode signals = node.putArray("signals");
        for (Flight.Signal signal : flight.signals()) {
            signals.addArray()
                    .add(signal.sender())
                    .add(signal.target())
                    .add(signal.toPcpu())
                    .add(rounded((signal.sent() - flight.from()) * micros))
                    .add(rounded((signal.taken() - flight.from()) * micros));
        }
        return node;
    }

    /** To the nanosecond: what is drawn needs no more, and files stay small. */
    private static double rounded(double micros) {
        return Math.round(micros * 1000) / 1000.0;
    }
}
