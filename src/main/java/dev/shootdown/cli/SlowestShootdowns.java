package dev.shootdown.cli;

import dev.shootdown.cli.Evaluation.Run;
import dev.shootdown.report.Cell;
import dev.shootdown.report.ReportPage.Slowest;
import dev.shootdown.report.RunResult;
import dev.shootdown.testbed.FlightRecorder;
import dev.shootdown.testbed.Testbed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;

/**
 * What happened around the slowest shootdown of each cell. Runs keep no record of their steps; the one that had it is done once
 * more, watched.
 */
final class SlowestShootdowns {
    private SlowestShootdowns() {}

    /** For each cell that had a shootdown. {@code onDone} hears how many cells are done. */
    static Map<Cell, Slowest> of(List<Cell> cells, List<Run> runs, int threads, IntConsumer onDone) {
        List<Callable<Optional<Slowest>>> watched = new ArrayList<>();
        cells.forEach(cell -> watched.add(() -> of(run(cell, runs))));
        List<Optional<Slowest>> slowest = Parallel.run(threads, watched, onDone);
        Map<Cell, Slowest> found = new LinkedHashMap<>();
        for (int k = 0; k < cells.size(); k++) {
            Cell cell = cells.get(k);
            slowest.get(k).ifPresent(one -> found.put(cell, one));
        }
        return found;
    }

    private static Run run(Cell cell, List<Run> runs) {
        RunResult slowest = cell.runs().stream()
                .max(Comparator.comparingLong(run -> run.latency().getMaxValue()))
                .orElseThrow();
        return runs.stream()
                .filter(run -> run.contender().label().equals(cell.scheme())
                        && run.scenario().name().equals(cell.scenario())
                        && run.seed() == slowest.seed())
                .findFirst()
                .orElseThrow();
    }

    private static Optional<Slowest> of(Run run) {
        Testbed testbed = new Testbed(
                run.scenario(), run.contender().system(), run.contender().bugs(), run.seed());
        FlightRecorder recorder = new FlightRecorder(testbed, run.scenario().warmUp());
        testbed.run();
        return recorder.slowest().map(flight -> new Slowest(run.seed(), flight));
    }
}
