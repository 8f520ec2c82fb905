package dev.shootdown.report;

import dev.shootdown.testbed.profile.Fact;
import dev.shootdown.testbed.profile.Scenario;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Every number a scenario rests on, with its source or with why it is assumed. */
public final class SourcesTable {
    private SourcesTable() {}

    public static String render(Scenario scenario) {
        List<Fact> facts = scenario.allFacts();
        Table table = new Table("number", "value", "unit", "range", "source or assumption");
        for (Fact fact : facts) {
            table.row(
                    fact.key(),
                    Figure.exact(fact.value()),
                    fact.unit().key(),
                    fact.hasRange() ? Figure.exact(fact.low()) + " … " + Figure.exact(fact.high()) : "",
                    fact.provenance());
        }
        long assumed = facts.stream().filter(Fact::isAssumption).count();
        return table.toString() + facts.size() + " numbers, " + assumed + " of them assumptions\n";
    }

    /** {@code {"scenarios": [{"scenario", "numbers": [{"key", "value", "unit", …}]}]}}: the same for machines. */
    public static String json(List<Scenario> scenarios) {
        ObjectNode top = JsonNodeFactory.instance.objectNode();
        ArrayNode array = top.putArray("scenarios");
        for (Scenario scenario : scenarios) {
            ObjectNode node = array.addObject();
            node.put("scenario", scenario.name());
            ArrayNode numbers = node.putArray("numbers");
            scenario.allFacts().forEach(fact -> numbers.add(number(fact)));
        }
        return Json.text(top);
    }

    private static ObjectNode number(Fact fact) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("key", fact.key());
        node.put("value", fact.value());
        node.put("unit", fact.unit().key());
        if (fact.hasRange()) {
            node.putArray("range").add(fact.low()).add(fact.high());
        }
        node.put(
                fact.isAssumption() ? "assumption" : "source", fact.isAssumption() ? fact.assumption() : fact.source());
        node.put("file", fact.file());
        node.put("line", fact.line());
        return node;
    }
}
