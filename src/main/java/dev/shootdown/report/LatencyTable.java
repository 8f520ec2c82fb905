package dev.shootdown.report;

import java.util.List;

/** The main result: latencies of every scheme and scenario in cycles and in µs, then beside the paper's. */
public final class LatencyTable {
    private static final String NOTE = """
            mean, p50, p99 and max are over all shootdowns of all runs; ops/s counts calls, with or without a shootdown. ±95% is of
            that mean: each run is one sample (ratio of sums, Student's t with one degree of freedom less than runs).
            """;

    private LatencyTable() {}

    /** Latencies with their confidence over runs, throughput and co-runner interruptions, one line per cell. */
    public static String render(List<Cell> cells) {
        Table table = new Table(
                "scenario",
                "scheme",
                "runs",
                "shootdowns",
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
            Latency cycles = shown(cell.latencyCycles());
            Latency micros = shown(cell.latencyMicros());
            table.row(
                    cell.scenario(),
                    cell.scheme(),
                    cell.runs().size(),
                    cycles.count(),
                    Figure.whole(cell.operationsPerSecond()),
                    Figure.whole(cycles.mean()),
                    Figure.whole(cycles.p50()),
                    Figure.whole(cycles.p99()),
                    Figure.whole(cycles.max()),
                    Figure.rounded(micros.mean()),
                    Figure.rounded(
                            cell.meanCycles().scaled(1e6 / cell.clockHz()).halfWidth()),
                    Figure.rounded(micros.p50()),
                    Figure.rounded(micros.p99()),
                    Figure.rounded(micros.max()),
                    Figure.whole(cell.coRunnerInterruptions() / cell.simulatedS()));
        }
        return table + NOTE;
    }

    /** Where nothing was measured there are dashes, not latencies of zero. */
    private static Latency shown(Latency latency) {
        return latency.count() > 0 ? latency : new Latency(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    /**
     * Ours beside the paper's, for the cells that the paper has: µs and the ratio of ours to theirs. Empty if there is no such
     * cell.
     */
    public static String besidePaper(List<Cell> cells, PaperTable paper) {
        Table table = new Table("scenario", "scheme", "mean µs", "paper", "ratio", "max µs", "paper", "ratio");
        boolean any = false;
        for (Cell cell : cells) {
            PaperTable.Row theirs = paper.find(cell).orElse(null);
            if (theirs != null) {
                any = true;
                Latency ours = cell.latencyMicros();
                table.row(
                        cell.scenario(),
                        cell.scheme(),
                        Figure.rounded(ours.mean()),
                        Figure.rounded(theirs.mean_us()),
                        Figure.times(ours.mean() / theirs.mean_us()),
                        Figure.rounded(ours.max()),
                        Figure.rounded(theirs.max_us()),
                        Figure.times(ours.max() / theirs.max_us()));
            }
        }
        return any ? table.toString() : "";
    }
}
