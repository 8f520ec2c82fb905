package dev.shootdown.cli.explorer;

import dev.shootdown.explore.Continuation;
import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.Scope;
import dev.shootdown.report.SchedulePage;
import dev.shootdown.report.StepGlossary;
import dev.shootdown.trace.Storyboard;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the explorer's page is told, and what it asks for. */
final class ExplorerJson {
    private ExplorerJson() {}

    /** The schedule as on the page of a recorded one, and the steps that could be next, by who would take them. */
    static ObjectNode view(Session.View view) {
        Storyboard board = Storyboard.ofAllCpus(view.recording());
        ObjectNode node = SchedulePage.data(SchedulePage.Heading.of(view.recording(), ""), board);
        node.put("revision", view.revision());
        node.put("redo", view.redo());
        StepGlossary glossary = StepGlossary.packed();
        Map<String, ArrayNode> byActor = new LinkedHashMap<>();
        board.lanes().forEach(lane -> byActor.put(lane, JsonNodeFactory.instance.arrayNode()));
        for (String step : view.enabled()) {
            String actor = step.substring(step.indexOf('(') + 1).split("[,)]")[0];
            byActor.get(actor)
                    .addObject()
                    .put("step", step)
                    .put("does", glossary.entry(step).does());
        }
        ArrayNode offers = node.putArray("offers");
        byActor.forEach((actor, steps) -> {
            if (!steps.isEmpty()) {
                offers.addObject().put("actor", actor).set("steps", steps);
            }
        });
        node.set("setup", setup(view.setup()));
        node.set("choices", choices());
        return node;
    }

    private static ObjectNode setup(Session.Setup setup) {
        Scope scope = setup.scope();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("scheme", setup.scheme());
        node.put("bug", setup.bugs().isEmpty() ? "" : setup.bugs().get(0));
        node.put("vcpus", scope.vcpus());
        node.put("pcpus", scope.pcpus());
        node.put("spaces", scope.spaces());
        node.put("pages", scope.pages());
        node.put("frames", scope.frames());
        node.put("tables", scope.tables());
        ArrayNode features = node.putArray("features");
        scope.features().forEach(feature -> features.add(feature.label()));
        return node;
    }

    private static ObjectNode choices() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode schemes = node.putArray("schemes");
        for (Scheme scheme : Schemes.all()) {
            ArrayNode bugs = schemes.addObject().put("name", scheme.name()).putArray("bugs");
            Machine.bugsOf(scheme).forEach(bugs::add);
        }
        ArrayNode features = node.putArray("features");
        Stream.of(Feature.values()).forEach(feature -> features.add(feature.label()));
        ArrayNode strategies = node.putArray("strategies");
        Continuation.STRATEGIES.forEach(strategies::add);
        node.put("most_of_each", Session.MOST_OF_EACH);
        return node;
    }

    /** A machine of one VM as the page describes it. */
    static Session.Setup setup(JsonNode node) {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        for (JsonNode label : node.path("features")) {
            features.add(Feature.named(label.asString("")));
        }
        String bug = node.path("bug").asString("");
        String scheme = node.path("scheme").asString("");
        Scope scope = Scope.small(
                size(node, "vcpus"),
                size(node, "pcpus"),
                size(node, "spaces"),
                size(node, "pages"),
                size(node, "frames"),
                size(node, "tables"),
                features);
        return new Session.Setup(Schemes.named(scheme).name(), bug.isEmpty() ? List.of() : List.of(bug), scope);
    }

    private static int size(JsonNode node, String key) {
        JsonNode value = node.path(key);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new BadInput("'" + key + "' needs a whole number");
        }
        int n = value.asInt();
        if (n < 0 || n > Session.MOST_OF_EACH) {
            throw new BadInput(
                    "'" + key + "' is " + n + ": at most " + Session.MOST_OF_EACH + " of each can be explored by hand");
        }
        return n;
    }

    /** How far a search is, or what came of it. */
    static ObjectNode search(Search search) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (search == null) {
            return node.put("state", "none");
        }
        Search.Answer answer = search.answer();
        node.put("state", answer == null ? "running" : "done");
        node.put("states", search.states());
        node.put("most_states", search.mostStates());
        node.put("revision", search.revision());
        if (answer != null) {
            node.put("reachable", answer.isReachable());
            node.put("sentence", answer.sentence());
            ArrayNode steps = node.putArray("steps");
            answer.steps().forEach(steps::add);
        }
        return node;
    }
}
