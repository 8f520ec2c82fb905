package dev.shootdown.report;

import java.util.List;
import java.util.Locale;

/** The main result: latencies of every scheme and scenario in cycles and in µs, then beside the paper's. */
public final class LatencyTable {
    private LatencyTable() {}

    /** Latencies with their confidence over seeds, throughput and co-runner interruptions, one line per cell. */
    public static String render(List<Cell> cells) {
        TextTable table = new TextTable(
                2,
                "scenario",
                "scheme",
                "seeds",
                "operations",
                "ops/s",
                "mean cycles",
                "p50 cycles",
                "p99 cycles",
                "max cycles",
                "mean µs",
                "±95% µs",
                "p50 µs",
                "p99 µs",
                "max µs",
                "co-runner irq/s");
        for (Cell cell : cells) {
            Latency cycles = cell.latencyCycles();
            Latency micros = cell.latencyMicros();
            table.row(
                    cell.scenario(),
                    cell.scheme(),
                    Integer.toString(cell.runs().size()),
                    TextTable.whole(cell.operations()),
                    TextTable.whole(cell.operationsPerSecond()),
                    TextTable.whole(cycles.mean()),
                    TextTable.whole(cycles.p50()),
                    TextTable.whole(cycles.p99()),
                    TextTable.whole(cycles.max()),
                    TextTable.number(micros.mean()),
                    TextTable.number(
                            cell.meanCycles().scaled(1e6 / cell.clockHz()).halfWidth()),
                    TextTable.number(micros.p50()),
                    TextTable.number(micros.p99()),
                    TextTable.number(micros.max()),
                    TextTable.whole(cell.coRunnerInterruptions() / cell.simulatedS()));
        }
        return table.render();
    }

    /**
     * Ours beside the paper's, for the cells that the paper has: µs and the ratio of ours to theirs. Empty if there is no such
     * cell.
     */
    public static String besidePaper(List<Cell> cells, PaperTable paper) {
        TextTable table =
                new TextTable(2, "scenario", "scheme", "mean µs", "paper", "ratio", "max µs", "paper", "ratio");
        boolean any = false;
        for (Cell cell : cells) {
            PaperTable.Row theirs = paper.find(cell.scheme(), cell.scenario()).orElse(null);
            if (theirs != null) {
                any = true;
                Latency ours = cell.latencyMicros();
                table.row(
                        cell.scenario(),
                        cell.scheme(),
                        TextTable.number(ours.mean()),
                        TextTable.number(theirs.mean_us()),
                        ratio(ours.mean(), theirs.mean_us()),
                        TextTable.number(ours.max()),
                        TextTable.number(theirs.max_us()),
                        ratio(ours.max(), theirs.max_us()));
            }
        }
        return any ? table.render() : "";
    }

    private static String ratio(double ours, double theirs) {
        return String.format(Locale.ROOT, "×%.2f", ours / theirs);
    }
}
