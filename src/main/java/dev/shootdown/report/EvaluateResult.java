package dev.shootdown.report;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What is in a {@link ResultFile} of {@code evaluate}: its runs, each under the number of its unit, ascending. */
public final class EvaluateResult {
    private static final String RUNS = "runs";
    private static final String UNIT = "unit";

    private EvaluateResult() {}

    /** The runs as the file holds them. */
    public static ObjectNode of(SortedMap<Integer, RunResult> runs) {
        ObjectNode top = JsonNodeFactory.instance.objectNode();
        ArrayNode array = top.putArray(RUNS);
        runs.forEach((unit, run) -> {
            ObjectNode node = array.addObject();
            node.put(UNIT, unit);
            RunJson.put(run, node);
        });
        return top;
    }

    /**
     * The runs in a file.
     *
     * @throws dev.shootdown.machine.BadInput if they are not those that it says are done
     */
    public static SortedMap<Integer, RunResult> read(Path file, ResultFile content) {
        SortedMap<Integer, RunResult> runs = new TreeMap<>();
        JsonNode array = content.result().path(RUNS);
        if (!array.isArray()) {
            throw ResultFile.bad(file, "key 'result." + RUNS + "' is missing, or no list");
        }
        for (int k = 0; k < array.size(); k++) {
            try {
                JsonNode node = array.required(k);
                runs.put(node.required(UNIT).asInt(), RunJson.run(node));
            } catch (RuntimeException e) { // of several kinds: a number that is none, a histogram cut short
                throw ResultFile.bad(file, "key 'result." + RUNS + "[" + k + "]' is no run, or a damaged one");
            }
        }
        boolean same = runs.size() == array.size()
                && runs.size() == content.done().size()
                && runs.keySet().stream().allMatch(content.done()::has);
        if (!same) {
            throw ResultFile.bad(file, "key 'result." + RUNS + "' does not hold the units that are in key 'done'");
        }
        return runs;
    }

    /** Those of several files, whose units differ, as one. */
    public static ObjectNode join(List<ObjectNode> results) {
        SortedMap<Integer, JsonNode> all = new TreeMap<>();
        results.forEach(one ->
                one.required(RUNS).forEach(node -> all.put(node.required(UNIT).asInt(), node)));
        ObjectNode top = JsonNodeFactory.instance.objectNode();
        top.putArray(RUNS).addAll(all.values());
        return top;
    }
}
