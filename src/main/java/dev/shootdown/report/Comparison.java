package dev.shootdown.report;

import dev.shootdown.machine.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The numbers of an evaluation beside those of an earlier one: mean latencies, run times, slowdowns and shares of CPU time; by
 * how much each changed, and whether that is more than the seeds explain. It is when the difference exceeds the root of the
 * sum of squares of both 95 % half widths. Both sides are read from the same JSON, so that nothing is compared that is not
 * kept.
 */
public final class Comparison {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String PLUS_MINUS = "_plus_minus_95_percent";
    private static final Value NONE = new Value(Double.NaN, Double.NaN);

    /**
     * A mean and its confidence.
     *
     * @param mean NaN if there is none
     * @param noise 95 % half width, NaN if nothing can be said of it
     */
    public record Value(double mean, double noise) {
        boolean isThere() {
            return !Double.isNaN(mean);
        }
    }

    /**
     * One number of either evaluation.
     *
     * @param scenario and the workload where a figure tells cells apart by it
     * @param measure what was measured, with its unit: a name of the JSON documents
     * @param cellInBoth whether both evaluations have the cell, even if not the number
     * @param inputs whether both cells are of the same: see {@link #inputs(JsonNode, JsonNode)}
     */
    public record Row(
            String scenario,
            String scheme,
            String measure,
            Value before,
            Value now,
            boolean cellInBoth,
            String inputs) {
        /** NaN where there is nothing to divide by. */
        double changePercent() {
            return before.mean() == 0 ? Double.NaN : 100 * (now.mean() - before.mean()) / before.mean();
        }

        /** {@code changed}, {@code within noise}, {@code one run only}, {@code the same}, or why there is nothing to compare. */
        String verdict() {
            if (!before.isThere()) {
                return cellInBoth ? "not ended before" : "new";
            } else if (!now.isThere()) {
                return cellInBoth ? "not ended now" : "gone";
            } else if (before.mean() == now.mean()) {
                return "the same";
            } else if (Double.isNaN(before.noise()) || Double.isNaN(now.noise())) {
                return "one run only";
            }
            return Math.abs(now.mean() - before.mean()) > Math.hypot(before.noise(), now.noise())
                    ? "changed"
                    : "within noise";
        }

        ObjectNode json() {
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            node.put("scheme", scheme);
            node.put("scenario", scenario);
            node.put("measure", measure);
            put(node, "before", before);
            put(node, "now", now);
            if (!Double.isNaN(changePercent())) {
                node.put("change_percent", changePercent());
            }
            node.put("verdict", verdict());
            node.put("inputs", inputs);
            return node;
        }

        private static void put(ObjectNode node, String key, Value value) {
            if (value.isThere()) {
                node.put(key, value.mean());
            }
            if (!Double.isNaN(value.noise())) {
                node.put(key + PLUS_MINUS, value.noise());
            }
        }
    }

    private Comparison() {}

    /** Complains now rather than after all runs if there is nothing to compare with. */
    public static void requireCells(Path folder) {
        read(folder.resolve("cells.json"), "cells");
    }

    /** The same for a figure. */
    public static void requireArtefact(Path folder, String name) {
        read(folder.resolve(name + ".json"), "rows");
    }

    /**
     * Rows in the order of the cells, then what only the earlier evaluation has.
     *
     * @param folder the {@code --report} folder of the earlier evaluation
     * @throws BadInput if there is no readable {@code cells.json} in it
     */
    public static List<Row> with(Path folder, List<Cell> cells) {
        Map<String, JsonNode> now = new LinkedHashMap<>();
        cells.forEach(cell -> {
            JsonNode node = Json.cell(cell, false);
            now.put(key(node), node);
        });
        return rows(read(folder.resolve("cells.json"), "cells"), now);
    }

    /** The same for a figure; if the earlier evaluation did not make it, all of it is new. */
    public static List<Row> with(Path folder, Artefact artefact) {
        Path file = folder.resolve(artefact.name() + ".json");
        Map<String, JsonNode> before = Files.exists(file) ? read(file, "rows") : Map.of();
        Map<String, JsonNode> now = new LinkedHashMap<>();
        artefact.json().path("rows").forEach(node -> now.put(key(node), node));
        return rows(before, now);
    }

    private static List<Row> rows(Map<String, JsonNode> before, Map<String, JsonNode> now) {
        Set<String> keys = new LinkedHashSet<>(now.keySet());
        keys.addAll(before.keySet());
        List<Row> rows = new ArrayList<>();
        for (String key : keys) {
            JsonNode then = before.get(key);
            JsonNode today = now.get(key);
            JsonNode either = today == null ? then : today;
            Map<String, Value> old = then == null ? Map.of() : values(then);
            Map<String, Value> fresh = today == null ? Map.of() : values(today);
            boolean both = then != null && today != null;
            Set<String> measures = new LinkedHashSet<>(fresh.keySet());
            measures.addAll(old.keySet());
            for (String measure : measures) {
                rows.add(new Row(
                        scenario(either),
                        either.path("scheme").asString(""),
                        measure,
                        old.getOrDefault(measure, NONE),
                        fresh.getOrDefault(measure, NONE),
                        both,
                        both ? inputs(then, today) : "-"));
            }
        }
        return rows;
    }

    /** The numbers of a cell or of a figure's row that have a confidence, by the names that the document gives them. */
    private static Map<String, Value> values(JsonNode node) {
        Map<String, Value> values = new LinkedHashMap<>();
        JsonNode mean = node.path("mean_confidence_us");
        if (mean.path("mean").isNumber()) {
            values.put("mean_us", new Value(mean.path("mean").asDouble(), number(mean, "plus_minus_95_percent")));
        }
        put(values, "", node, "run_s");
        put(values, "", node, "slowdown");
        put(values, "share_of_running.", node.path("share_of_running"), "spinlock");
        put(values, "share_of_running.", node.path("share_of_running"), "tlb");
        return values;
    }

    private static void put(Map<String, Value> values, String prefix, JsonNode node, String key) {
        if (node.path(key).isNumber()) {
            values.put(prefix + key, new Value(node.path(key).asDouble(), number(node, key + PLUS_MINUS)));
        }
    }

    private static double number(JsonNode node, String key) {
        return node.path(key).isNumber() ? node.path(key).asDouble() : Double.NaN;
    }

    /** {@code the same}, {@code other} numbers in machine, workloads or VMs, {@code other duration}, or {@code unknown}. */
    private static String inputs(JsonNode before, JsonNode now) {
        if (!before.has("inputs") || !before.has("duration_s")) {
            return "unknown";
        } else if (!before.path("inputs").equals(now.path("inputs"))) {
            return "other";
        }
        return before.path("duration_s").asDouble() == now.path("duration_s").asDouble()
                ? "the same"
                : "other duration";
    }

    private static String scenario(JsonNode node) {
        String scenario = node.path("scenario").asString("");
        String workload = node.path("workload").asString("");
        boolean isOfFigure = !node.has("mean_confidence_us");
        return isOfFigure && !workload.isEmpty() ? scenario + ", " + workload : scenario;
    }

    private static String key(JsonNode node) {
        return scenario(node) + "\n" + node.required("scheme").asString();
    }

    private static Map<String, JsonNode> read(Path file, String list) {
        Map<String, JsonNode> rows = new LinkedHashMap<>();
        try {
            JsonNode array = MAPPER.readTree(Files.readString(file)).path(list);
            if (!array.isArray() || array.isEmpty()) {
                throw bad(file, null);
            }
            for (JsonNode row : array) {
                row.required("scenario");
                rows.put(key(row), row);
            }
        } catch (IOException e) {
            throw new BadInput(
                    "--compare: '" + file + "' cannot be read (the --report folder of an earlier evaluation is"
                            + " expected).",
                    e);
        } catch (JacksonException e) {
            throw bad(file, e);
        }
        return rows;
    }

    private static BadInput bad(Path file, JacksonException cause) {
        return new BadInput("--compare: '" + file + "' is not what an evaluation writes.", cause);
    }

    /** The table that people read. */
    public static String render(Path folder, List<Row> rows) {
        Table table = new Table(
                "scenario", "scheme", "measure", "before", "±95%", "now", "±95%", "change", "beyond noise?", "inputs");
        for (Row row : rows) {
            double change = row.changePercent();
            table.row(
                    row.scenario(),
                    row.scheme(),
                    row.measure(),
                    Figure.rounded(row.before().mean()),
                    Figure.rounded(row.before().noise()),
                    Figure.rounded(row.now().mean()),
                    Figure.rounded(row.now().noise()),
                    Double.isNaN(change) ? null : String.format(Locale.ROOT, "%+.1f %%", change),
                    row.verdict(),
                    row.inputs());
        }
        return "Beside what is in " + folder + "\n" + table;
    }
}
