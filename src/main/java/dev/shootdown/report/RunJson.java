package dev.shootdown.report;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A finished run as JSON, whole but for the time it took: the same run is the same text. */
public final class RunJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER) // the same text on every JDK
            .build();

    private RunJson() {}

    /** The run on one line. */
    public static String text(RunResult run) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        put(run, node);
        return MAPPER.writeValueAsString(node);
    }

    /** What {@link #text} wrote, as if it had taken so long to come by. */
    public static RunResult run(String text, double wallS) {
        return run(MAPPER.readTree(text)).afterSeconds(wallS);
    }

    /** Adds the run's keys. */
    static void put(RunResult run, ObjectNode node) {
        node.put("scheme", run.scheme());
        node.put("scenario", run.scenario());
        node.put("workload", run.workload());
        node.put("seed", run.seed());
        node.put("inputs", run.inputs().fingerprint());
        node.put("duration_s", run.inputs().durationS());
        node.put("clock_hz", run.clockHz());
        node.put("operations", run.operations());
        node.put("events", run.events());
        node.put("simulated_s", run.simulatedS());
        node.put("co_runner_interruptions", run.coRunnerInterruptions());
        ArrayNode exits = node.putArray("exits");
        for (ExitRow row : run.exits()) {
            ObjectNode exit = exits.addObject();
            exit.put("reason", row.reason());
            exit.put("samples", row.samples());
            exit.put("total_cycles", row.total());
            exit.put("min_cycles", row.min());
            exit.put("max_cycles", row.max());
        }
        ObjectNode counters = node.putObject("counters");
        run.counters().forEach(counters::put);
        node.put("latency_cycles_hdr", HistogramText.encode(run.latency()));
    }

    /**
     * Reads what {@link #put} added. The run took no time now.
     *
     * @throws RuntimeException of several kinds if a key is missing or no such value
     */
    static RunResult run(JsonNode node) {
        List<ExitRow> exits = new ArrayList<>();
        for (JsonNode exit : node.required("exits")) {
            exits.add(new ExitRow(
                    exit.required("reason").asString(),
                    exit.required("samples").asLong(),
                    exit.required("total_cycles").asLong(),
                    exit.required("min_cycles").asLong(),
                    exit.required("max_cycles").asLong()));
        }
        SortedMap<String, Long> counters = new TreeMap<>();
        node.required("counters")
                .properties()
                .forEach(entry -> counters.put(entry.getKey(), entry.getValue().asLong()));
        return new RunResult(
                node.required("scheme").asString(),
                node.required("scenario").asString(),
                node.required("workload").asString(),
                node.required("seed").asLong(),
                node.required("clock_hz").asDouble(),
                HistogramText.decode(node.required("latency_cycles_hdr").asString()),
                node.required("operations").asLong(),
                node.required("events").asLong(),
                node.required("simulated_s").asDouble(),
                0,
                node.required("co_runner_interruptions").asLong(),
                exits,
                counters,
                new Inputs(
                        node.required("inputs").asString(),
                        node.required("duration_s").asDouble()));
    }
}
