package dev.shootdown.report;

import dev.shootdown.testbed.TimeUse;
import java.util.List;
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
            """;

    private final String name;
    private final String title;
    private final List<Cell> cells;

    public TimeShares(String name, String title, List<Cell> cells) {
        this.name = name;
        this.title = title;
        this.cells = List.copyOf(cells);
    }

    private static double cycles(Cell cell, TimeUse... uses) {
        double sum = 0;
        for (TimeUse use : uses) {
            sum += cell.counters().getOrDefault(use.counter(), 0L);
        }
        return sum;
    }

    private static double ran(Cell cell) {
        return cycles(cell, TimeUse.OTHER, TimeUse.SPINLOCK, TimeUse.TLB, TimeUse.TLB_EXIT, TimeUse.EXIT);
    }

    /** The share of the time that vCPUs ran. */
    static double ofRunning(Cell cell, TimeUse... uses) {
        return cycles(cell, uses) / Math.max(1, ran(cell));
    }

    private static double ofAll(Cell cell, double cycles) {
        return cycles / Math.max(1, cycles(cell, TimeUse.values()));
    }

    static double spinlock(Cell cell) {
        return ofRunning(cell, TimeUse.SPINLOCK);
    }

    static double tlb(Cell cell) {
        return ofRunning(cell, TimeUse.TLB, TimeUse.TLB_EXIT);
    }

    private static double other(Cell cell) {
        return ofRunning(cell, TimeUse.OTHER, TimeUse.EXIT);
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
                "TLB",
                "other",
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
                    Figure.percent(spinlock(cell)),
                    Figure.percent(tlb(cell)),
                    Figure.percent(other(cell)),
                    Figure.percent(ofAll(cell, ran(cell))),
                    Figure.percent(ofAll(cell, cycles(cell, TimeUse.STEAL))),
                    Figure.percent(ofAll(cell, cycles(cell, TimeUse.IDLE))),
                    Figure.percent(cell.counters().getOrDefault("contended_locks", 0L) / locks));
        }
        return table + NOTE;
    }

    @Override
    public ObjectNode json() {
        ObjectNode top = Artefact.object(name, title);
        ArrayNode rows = top.putArray("rows");
        for (Cell cell : cells) {
            ObjectNode row = Artefact.row(rows, cell);
            ObjectNode shares = row.putObject("share_of_running");
            shares.put("spinlock", spinlock(cell));
            shares.put("tlb", tlb(cell));
            shares.put("other", other(cell));
            ObjectNode all = row.putObject("share_of_all");
            for (TimeUse use : TimeUse.values()) {
                all.put(use.name().toLowerCase(java.util.Locale.ROOT), ofAll(cell, cycles(cell, use)));
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
        return BarChart.of(title + ": " + system + ", " + scenario, "share of the time vCPUs ran (%)", true)
                .bars("other", programs, percent(shown, TimeShares::other))
                .bars("spinlocks", programs, percent(shown, TimeShares::spinlock))
                .bars("TLB operations", programs, percent(shown, TimeShares::tlb));
    }

    private static List<Double> percent(List<Cell> cells, java.util.function.ToDoubleFunction<Cell> share) {
        return cells.stream().map(cell -> 100 * share.applyAsDouble(cell)).toList();
    }
}
