package dev.shootdown.report;

import dev.shootdown.machine.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A folder with one file per finished run, so that an interrupted evaluation can go on where it stopped. A file is written
 * whole or not at all; it is used again only if its {@link Fingerprint} is the one asked for, so that results of other inputs
 * or of another version of this program are never mixed in.
 */
public final class ResultsFolder {
    /** Changes whenever a file of an earlier version must not be read any more. */
    private static final int VERSION = 3;

    private static final int FINGERPRINT_DIGITS = 12;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Path runs;

    private ResultsFolder(Path runs) {
        this.runs = runs;
    }

    /**
     * The folder, made if it is not there.
     *
     * @throws BadInput if it can be neither made nor written to
     */
    public static ResultsFolder in(Path folder) {
        Path runs = folder.resolve("runs");
        try {
            Files.createDirectories(runs);
        } catch (IOException e) {
            throw new BadInput("The folder '" + folder + "' cannot be made (a place for results is expected).", e);
        }
        if (!Files.isWritable(runs)) {
            throw new BadInput("The folder '" + folder + "' cannot be written to (a place for results is expected).");
        }
        return new ResultsFolder(runs);
    }

    /** Keeps a finished run. Several threads may do so at once. */
    public void put(RunResult run, String fingerprint) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("version", VERSION);
        node.put("fingerprint", fingerprint);
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
        Path file = file(run.scheme(), run.scenario(), run.seed(), fingerprint);
        try {
            AtomicFile.write(file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n");
        } catch (IOException e) {
            throw new BadInput("The file '" + file + "' cannot be written (is the disk full?).", e);
        }
    }

    /**
     * The finished run of this scheme, scenario and seed, if there is one with this fingerprint. A file that is not what
     * {@link #put} wrote counts as none.
     */
    public Optional<RunResult> find(String scheme, String scenario, long seed, String fingerprint) {
        try {
            String text = Files.readString(file(scheme, scenario, seed, fingerprint));
            JsonNode node = MAPPER.readTree(text);
            boolean same = node.path("version").asInt(0) == VERSION
                    && node.path("fingerprint").asString("").equals(fingerprint);
            return same ? Optional.of(run(node)) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | JacksonException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static RunResult run(JsonNode node) {
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
                0, // it took no time now
                node.required("co_runner_interruptions").asLong(),
                exits,
                counters,
                new Inputs(
                        node.required("inputs").asString(),
                        node.required("duration_s").asDouble()));
    }

    private Path file(String scheme, String scenario, long seed, String fingerprint) {
        String digits = fingerprint.substring(0, FINGERPRINT_DIGITS);
        return runs.resolve(
                FileNames.safe(scenario) + "-" + FileNames.safe(scheme) + "-seed" + seed + "-" + digits + ".json");
    }
}
