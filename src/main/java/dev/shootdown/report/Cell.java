package dev.shootdown.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * One scheme on one scenario: the runs of all seeds together.
 *
 * @param runs at least one, by ascending seed, of the same scheme, scenario and clock, no seed twice
 */
public record Cell(List<RunResult> runs) {
    public Cell {
        runs = runs.stream().sorted(Comparator.comparingLong(RunResult::seed)).toList();
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("a cell needs at least one run");
        }
        for (int k = 1; k < runs.size(); k++) {
            if (runs.get(k).seed() == runs.get(k - 1).seed()) {
                throw new IllegalArgumentException("two runs of " + runs.get(k).scheme() + " on "
                        + runs.get(k).scenario() + " have seed " + runs.get(k).seed() + ": not one sample each");
            }
        }
    }

    /** Groups runs into cells, which come in the order in which their first runs do. */
    public static List<Cell> group(List<RunResult> runs) {
        List<List<RunResult>> groups = new ArrayList<>();
        for (RunResult run : runs) {
            List<RunResult> home = null;
            for (List<RunResult> group : groups) {
                RunResult first = group.get(0);
                if (first.scheme().equals(run.scheme()) && first.scenario().equals(run.scenario())) {
                    home = group;
                }
            }
            if (home == null) {
                home = new ArrayList<>();
                groups.add(home);
            }
            home.add(run);
        }
        return groups.stream().map(Cell::new).toList();
    }

    public String scheme() {
        return runs.get(0).scheme();
    }

    public String scenario() {
        return runs.get(0).scenario();
    }

    public String workload() {
        return runs.get(0).workload();
    }

    public Inputs inputs() {
        return runs.get(0).inputs();
    }

    public double clockHz() {
        return runs.get(0).clockHz();
    }

    /** All latencies of all seeds, in cycles. */
    public Histogram latency() {
        Histogram all = runs.get(0).latency().copy();
        runs.subList(1, runs.size()).forEach(run -> all.add(run.latency()));
        return all;
    }

    public Latency latencyCycles() {
        return Latency.of(latency());
    }

    public Latency latencyMicros() {
        return latencyCycles().scaled(1e6 / clockHz());
    }

    /** The mean latency in cycles, over all shootdowns, with its confidence: each run is one sample. Zero without any. */
    public Confidence meanCycles() {
        if (latency().getTotalCount() == 0) {
            return new Confidence(runs.size(), 0, Double.NaN);
        }
        return Confidence.ofRuns(
                runs.stream()
                        .map(RunResult::latencyCycles)
                        .mapToDouble(latency -> latency.mean() * latency.count())
                        .toArray(),
                runs.stream().mapToDouble(run -> run.latency().getTotalCount()).toArray());
    }

    public long operations() {
        return runs.stream().mapToLong(RunResult::operations).sum();
    }

    public double operationsPerSecond() {
        return operations() / simulatedS();
    }

    public long events() {
        return runs.stream().mapToLong(RunResult::events).sum();
    }

    public double simulatedS() {
        return runs.stream().mapToDouble(RunResult::simulatedS).sum();
    }

    public double wallS() {
        return runs.stream().mapToDouble(RunResult::wallS).sum();
    }

    public long coRunnerInterruptions() {
        return runs.stream().mapToLong(RunResult::coRunnerInterruptions).sum();
    }

    /** Exits of all seeds by reason, in the order of the names. */
    public List<ExitRow> exits() {
        SortedMap<String, ExitRow> sum = new TreeMap<>();
        for (RunResult run : runs) {
            run.exits().forEach(row -> sum.merge(row.reason(), row, ExitRow::plus));
        }
        return List.copyOf(sum.values());
    }

    /** Counters of all seeds, in the order of their names. */
    public SortedMap<String, Long> counters() {
        SortedMap<String, Long> sum = new TreeMap<>();
        for (RunResult run : runs) {
            run.counters().forEach((name, count) -> sum.merge(name, count, Long::sum));
        }
        return sum;
    }
}
