package dev.shootdown.cli;

import dev.shootdown.cli.Evaluation.Run;
import dev.shootdown.machine.BadInput;
import dev.shootdown.report.Cell;
import dev.shootdown.report.Confidence;
import dev.shootdown.report.RunResult;
import dev.shootdown.report.RunTimes;
import dev.shootdown.report.SensitivityTable;
import dev.shootdown.report.TimeShares;
import dev.shootdown.testbed.profile.Fact;
import dev.shootdown.testbed.profile.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the assumptions do to the means: each assumed number that has a plausible range is set to its low and to its high end,
 * all others staying as they are.
 */
final class Sensitivity {
    /** A number at one end of its range, or as it is, and the runs that measure it. */
    private record Point(Scenario scenario, Contender contender, List<Integer> runs) {}

    /** A row of the table to be. */
    private record Varied(Fact fact, Scenario plan, Contender contender, Point low, Point base, Point high) {}

    private final int seeds;
    private final long firstSeed;
    private final List<Run> runs = new ArrayList<>();
    private final List<Varied> varied = new ArrayList<>();

    Sensitivity(List<Scenario> plans, List<Contender> contenders, int seeds, long firstSeed) {
        this.seeds = seeds;
        this.firstSeed = firstSeed;
        for (Scenario plan : plans) {
            for (Contender contender : contenders) {
                Point base = point(plan, contender);
                for (Fact fact : plan.allFacts()) {
                    if (fact.isAssumption() && fact.hasRange()) {
                        vary(fact, plan, contender, base);
                    }
                }
            }
        }
        if (varied.isEmpty()) {
            throw new BadInput("--sensitivity: no assumption of these scenarios has a range.");
        }
    }

    private void vary(Fact fact, Scenario plan, Contender contender, Point base) {
        Point low = fact.value() == fact.low() ? base : point(plan.with(fact.key(), fact.low()), contender);
        Point high = fact.value() == fact.high() ? base : point(plan.with(fact.key(), fact.high()), contender);
        varied.add(new Varied(fact, plan, contender, low, base, high));
    }

    private Point point(Scenario plan, Contender contender) {
        List<Integer> indices = new ArrayList<>();
        for (int k = 0; k < seeds; k++) {
            indices.add(runs.size());
            runs.add(new Run(contender, plan, firstSeed + k));
        }
        return new Point(plan, contender, indices);
    }

    List<Run> runs() {
        return runs;
    }

    /**
     * What the results of {@link #runs}, in their order, say: mean latencies, shares of CPU time, and run times where a
     * program ends at all.
     */
    List<SensitivityTable.Measure> measures(List<RunResult> results) {
        List<SensitivityTable.Measure> measures = new ArrayList<>();
        measures.add(measure("mean_us", "mean µs", results, Sensitivity::latency));
        measures.add(measure("tlb_percent_of_running", "TLB %", results, percent(TimeShares::tlb)));
        measures.add(measure("spinlock_percent_of_running", "spinlock %", results, percent(TimeShares::spinlock)));
        SensitivityTable.Measure times = measure("run_s", "run time s", results, RunTimes::seconds);
        boolean anyEnds = times.rows().stream()
                .anyMatch(row -> row.atLow().isPresent()
                        || row.base().isPresent()
                        || row.atHigh().isPresent());
        if (anyEnds) {
            measures.add(times);
        }
        return measures;
    }

    /** One table per result. */
    static String text(List<SensitivityTable.Measure> measures) {
        return String.join("\n", measures.stream().map(SensitivityTable::render).toList());
    }

    private SensitivityTable.Measure measure(
            String name, String heading, List<RunResult> results, Function<Cell, Optional<Confidence>> of) {
        List<SensitivityTable.Row> rows = new ArrayList<>();
        for (Varied one : varied) {
            rows.add(new SensitivityTable.Row(
                    one.fact(),
                    one.contender().label(),
                    one.plan().name(),
                    of.apply(cell(one.low(), results)),
                    of.apply(cell(one.base(), results)),
                    of.apply(cell(one.high(), results))));
        }
        return new SensitivityTable.Measure(name, heading, rows);
    }

    private static Function<Cell, Optional<Confidence>> percent(Function<Cell, Confidence> share) {
        return cell -> Optional.of(share.apply(cell).scaled(100));
    }

    private static Cell cell(Point point, List<RunResult> results) {
        return new Cell(point.runs().stream().map(results::get).toList());
    }

    private static Optional<Confidence> latency(Cell cell) {
        return Optional.of(cell.meanCycles().scaled(1e6 / cell.clockHz()));
    }
}
