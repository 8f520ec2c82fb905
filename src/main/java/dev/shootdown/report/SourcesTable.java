package dev.shootdown.report;

import dev.shootdown.testbed.profile.Fact;
import dev.shootdown.testbed.profile.Scenario;
import java.util.List;

/** Every number a scenario rests on, with its source or with why it is assumed. */
public final class SourcesTable {
    private SourcesTable() {}

    public static String render(Scenario scenario) {
        List<Fact> facts = scenario.allFacts();
        TextTable table = new TextTable(5, "number", "value", "unit", "range", "source or assumption");
        for (Fact fact : facts) {
            table.row(
                    fact.key(),
                    value(fact.value()),
                    fact.unit().key(),
                    fact.hasRange() ? value(fact.low()) + " … " + value(fact.high()) : "",
                    fact.provenance());
        }
        long assumed = facts.stream().filter(Fact::isAssumption).count();
        return table.render() + facts.size() + " numbers, " + assumed + " of them assumptions\n";
    }

    static String value(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
