package dev.shootdown.report;

import dev.shootdown.testbed.TimeUse;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a guest's CPU time goes: spinlocks, TLB operations, everything else; and how much of its vCPUs' time it is that they
 * have a pCPU, wait for one, or have nothing to do.
 */
public final class TimeShares implements Artefact {
    private static final String NOTE = """
            spinlock, TLB, other: shares of the time in which vCPUs ran, exits included; TLB is the local flush, calling others,
            waiting for them, their handlers, and exits for these; spinlock is taking one. ran, steal, idle: shares of all vCPUs' time.
            ±95% is over runs, of which each is one sample.
            """;

    private final String name;
    private final String title;
    private final List<Cell> cells;

    public TimeShares(String name, String title, List<Cell> cells) {
        this.name = name;
        this.title = title;
        this.cells = List.copyOf(cells);
    }

    /** The smallest share that is seen as a part of its own. */
    private static final double SEEN_APART = 0.02;

    private static final TimeUse[] RAN = {TimeUse.OTHER, TimeUse.SPINLOCK, TimeUse.TLB, TimeUse.TLB_EXIT, TimeUse.EXIT};
    private static final TimeUse[] ALL = TimeUse.values();

    private static double[] cycles(Cell cell, TimeUse... uses) {
        return cell.runs().stream()
                .mapToDouble(run -> Stream.of(uses)
                        .mapToLong(use -> run.counters().getOrDefault(use.counter(), 0L))
                        .sum())
                .toArray();
    }

    /** A share of a time, over all runs, of which each is one sample. */
    private static Confidence share(Cell cell, TimeUse[] ofThis, TimeUse... uses) {
        double[] counts = cycles(cell, ofThis);
        boolean none = DoubleStream.of(counts).sum() == 0;
        return none ? new Confidence(counts.length, 0, Double.NaN) : Confidence.ofRuns(cycles(cell, uses), counts);
    }

    /** The share of the time that vCPUs ran. */
    public static Confidence spinlock(Cell cell) {
        return share(cell, RAN, TimeUse.SPINLOCK);
    }

    /** The share of the time that vCPUs ran, exits for TLB operations included. */
    public static Confidence tlb(Cell cell) {
        return share(cell, RAN, TimeUse.TLB, TimeUse.TLB_EXIT);
    }

    private static Confidence other(Cell cell) {
        return share(cell, RAN, TimeUse.OTHER, TimeUse.EXIT);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String text() {
        Table table = new Table(
                "program",
                "scenario",
                "system",
                "runs",
                "spinlock",
                "±95%",
                "TLB",
                "±95%",
                "other",
                "±95%",
                "ran",
                "steal",
                "idle",
                "locks waited for");
        for (Cell cell : cells) {
            double locks = Math.max(1, cell.counters().getOrDefault("locks", 0L));
            table.row(
                    Artefact.program(cell),
                    Artefact.scenario(cell),
                    cell.scheme(),
                    cell.runs().size(),
                    Figure.percent(spinlock(cell).mean()),
                    halfWidth(spinlock(cell)),
                    Figure.percent(tlb(cell).mean()),
                    halfWidth(tlb(cell)),
                    Figure.percent(other(cell).mean()),
                    halfWidth(other(cell)),
                    Figure.percent(share(cell, ALL, RAN).mean()),
                    Figure.percent(share(cell, ALL, TimeUse.STEAL).mean()),
                    Figure.percent(share(cell, ALL, TimeUse.IDLE).mean()),
                    Figure.percent(cell.counters().getOrDefault("contended_locks", 0L) / locks));
        }
        return table + NOTE;
    }

    private static Figure halfWidth(Confidence share) {
        return share.isKnown() ? Figure.percent(share.halfWidth()) : null;
    }

    @Override
    public ObjectNode json() {
        ObjectNode top = Artefact.object(name, title);
        ArrayNode rows = top.putArray("rows");
        for (Cell cell : cells) {
            ObjectNode row = Artefact.row(rows, cell);
            ObjectNode shares = row.putObject("share_of_running");
            Artefact.put(shares, "spinlock", spinlock(cell));
            Artefact.put(shares, "tlb", tlb(cell));
            Artefact.put(shares, "other", other(cell));
            ObjectNode all = row.putObject("share_of_all");
            for (TimeUse use : TimeUse.values()) {
                Artefact.put(all, use.name().toLowerCase(Locale.ROOT), share(cell, ALL, use));
            }
        }
        return top;
    }

    @Override
    public List<Chart> charts() {
        return cells.stream()
                .map(cell -> List.of(Artefact.scenario(cell), cell.scheme()))
                .distinct()
                .map(one -> new Chart(
                        name + "-" + FileNames.safe(one.get(0)) + "-" + FileNames.safe(one.get(1)),
                        chart(one.get(0), one.get(1))))
                .toList();
    }

    private BarChart chart(String scenario, String system) {
        List<Cell> shown = cells.stream()
                .filter(cell -> Artefact.scenario(cell).equals(scenario)
                        && cell.scheme().equals(system))
                .toList();
        List<String> programs = shown.stream().map(Artefact::program).toList();
        return BarChart.of(title + ": " + system + ", " + scenario, "share of the time vCPUs ran (%), edges ±95%", true)
                .bars("other", programs, percent(shown, cell -> new Confidence(1, 1, Double.NaN)))
                .bars("spinlocks", programs, percent(shown, TimeShares::lockAndTlb))
                .bars("TLB operations", programs, percent(shown, TimeShares::tlb));
    }

    /** Where the part of spinlocks ends on top of that of the TLB; without an error bar of its own where there is hardly a part. */
    private static Confidence lockAndTlb(Cell cell) {
        Confidence both = share(cell, RAN, TimeUse.SPINLOCK, TimeUse.TLB, TimeUse.TLB_EXIT);
        boolean apart = spinlock(cell).mean() >= SEEN_APART;
        return apart ? both : new Confidence(both.samples(), both.mean(), Double.NaN);
    }

    private static List<Confidence> percent(List<Cell> cells, Function<Cell, Confidence> share) {
        return cells.stream().map(cell -> share.apply(cell).scaled(100)).toList();
    }
}
