package dev.shootdown.report;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The document that {@code evaluate --json} prints. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    /**
     * {@code {"cells": […]}} with one object per cell, keys say their units; and {@code "comparison": […]}, one object per row,
     * and {@code "artefacts": […]}, if there are such.
     */
    public static String cells(
            List<Cell> cells, Optional<List<Comparison.Row>> comparison, List<? extends Artefact> artefacts) {
        return cells(cells, true, comparison, artefacts);
    }

    /** The same without {@code wall_s}, which is another every time: for files that are to be the same every time. */
    static String cellsWithoutWallTime(List<Cell> cells) {
        return cells(cells, false, Optional.empty(), List.of());
    }

    private static String cells(
            List<Cell> cells,
            boolean withWallTime,
            Optional<List<Comparison.Row>> comparison,
            List<? extends Artefact> artefacts) {
        ObjectNode top = JsonNodeFactory.instance.objectNode();
        ArrayNode array = top.putArray("cells");
        cells.forEach(cell -> array.add(cell(cell, withWallTime)));
        comparison.ifPresent(rows -> add(top, rows));
        if (!artefacts.isEmpty()) {
            ArrayNode list = top.putArray("artefacts");
            artefacts.forEach(artefact -> list.add(artefact.json()));
        }
        return text(top);
    }

    /** A figure's document, with {@code "comparison": […]} if there is one. */
    public static String artefact(Artefact artefact, Optional<List<Comparison.Row>> comparison) {
        ObjectNode top = artefact.json();
        comparison.ifPresent(rows -> add(top, rows));
        return text(top);
    }

    private static void add(ObjectNode top, List<Comparison.Row> comparison) {
        ArrayNode list = top.putArray("comparison");
        comparison.forEach(row -> list.add(row.json()));
    }

    static String text(ObjectNode top) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(top).replace("\r\n", "\n") + "\n";
    }

    static ObjectNode cell(Cell cell, boolean withWallTime) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("scheme", cell.scheme());
        node.put("scenario", cell.scenario());
        node.put("workload", cell.workload());
        node.put("inputs", cell.inputs().fingerprint());
        node.put("duration_s", cell.inputs().durationS());
        ArrayNode seeds = node.putArray("seeds");
        cell.runs().forEach(run -> seeds.add(run.seed()));
        node.set("latency_cycles", latency(cell.latencyCycles()));
        node.set("latency_us", latency(cell.latencyMicros()));
        Confidence mean = cell.meanCycles().scaled(1e6 / cell.clockHz());
        ObjectNode confidence = node.putObject("mean_confidence_us");
        confidence.put("mean", mean.mean());
        confidence.put("runs", mean.samples());
        if (mean.isKnown()) {
            confidence.put("plus_minus_95_percent", mean.halfWidth());
        }
        node.put("operations", cell.operations());
        node.put("operations_per_s", cell.operationsPerSecond());
        node.put("events", cell.events());
        node.put("simulated_s", cell.simulatedS());
        if (withWallTime) {
            node.put("wall_s", cell.wallS());
        }
        RunTimes.seconds(cell).ifPresent(seconds -> Artefact.put(node, "run_s", seconds));
        node.put("co_runner_interruptions", cell.coRunnerInterruptions());
        ObjectNode exits = node.putObject("exits");
        for (ExitRow row : cell.exits()) {
            ObjectNode exit = exits.putObject(row.reason());
            exit.put("samples", row.samples());
            exit.put("total_cycles", row.total());
            exit.put("min_cycles", row.min());
            exit.put("max_cycles", row.max());
        }
        ObjectNode counters = node.putObject("counters");
        cell.counters().forEach(counters::put);
        return node;
    }

    private static ObjectNode latency(Latency latency) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("count", latency.count());
        node.put("mean", latency.mean());
        node.put("p50", latency.p50());
        node.put("p99", latency.p99());
        node.put("max", latency.max());
        return node;
    }
}
