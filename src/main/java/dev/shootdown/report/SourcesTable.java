package dev.shootdown.report;

import dev.shootdown.testbed.profile.Fact;
import dev.shootdown.testbed.profile.Scenario;
import java.util.List;

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
}
