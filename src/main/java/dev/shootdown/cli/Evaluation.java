package dev.shootdown.cli;

import dev.shootdown.engine.Engine;
import dev.shootdown.report.ExitRow;
import dev.shootdown.report.Fingerprint;
import dev.shootdown.report.Inputs;
import dev.shootdown.report.ResultsFolder;
import dev.shootdown.report.RunResult;
import dev.shootdown.testbed.ExitReason;
import dev.shootdown.testbed.ExitStatistics;
import dev.shootdown.testbed.GuestTime;
import dev.shootdown.testbed.Result;
import dev.shootdown.testbed.Testbed;
import dev.shootdown.testbed.TimeUse;
import dev.shootdown.testbed.profile.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Runs of the testbed, as units of work for an engine. A run is a function of its inputs alone, so that neither the engine nor
 * the order in which they finish changes a result; runs found in a folder from an earlier time are not done again.
 */
final class Evaluation {
    /** One run to be done. */
    record Run(Contender contender, Scenario scenario, long seed) {
        /** Asked for where runs are told apart, and not where an engine does them, which may keep its jar elsewhere. */
        private static final class Build {
            static final String ID = Version.build();
        }

        /** With that many seeds, from the first one on. */
        static List<Run> of(Contender contender, Scenario scenario, long first, int seeds) {
            return IntStream.range(0, seeds)
                    .mapToObj(k -> new Run(contender, scenario, first + k))
                    .toList();
        }

        /** Whatever can change the run's result. */
        String fingerprint() {
            return Fingerprint.of(
                    Build.ID,
                    contender.system().label(),
                    contender.bugs().toString(),
                    scenario.canonical(),
                    Long.toString(seed));
        }

        /** The same for runs of one fingerprint that results call the same. */
        String key() {
            return Fingerprint.of(fingerprint(), contender.label(), scenario.name());
        }

        RunResult simulate() {
            long start = System.nanoTime();
            Result result = new Testbed(scenario, contender.system(), contender.bugs(), seed).run();
            double wallS = (System.nanoTime() - start) * 1e-9;
            TreeMap<String, Long> counters = new TreeMap<>();
            counters.put("shootdowns", result.shootdowns());
            counters.put("steps", result.steps());
            counters.put("migrations", result.migrations());
            counters.put("co_runner_cycles", result.coRunnerCycles());
            guestCounters(result.guest(), counters);
            return new RunResult(
                    contender.label(),
                    scenario.name(),
                    scenario.vms().get(0).workload().name(),
                    seed,
                    scenario.machine().clockHz(),
                    result.latency(),
                    result.operations(),
                    result.events(),
                    result.simulatedSeconds(),
                    wallS,
                    result.coRunnerInterruptions(),
                    exitRows(result.exits()),
                    counters,
                    Inputs.of(scenario));
        }
    }

    private static void guestCounters(GuestTime guest, TreeMap<String, Long> counters) {
        for (TimeUse use : TimeUse.values()) {
            counters.put(use.counter(), guest.cycles()[use.ordinal()]);
        }
        counters.put("run_cycles", guest.runCycles());
        counters.put("locks", guest.locks());
        counters.put("contended_locks", guest.contendedLocks());
        counters.put("lock_waiting_cycles", guest.lockWaiting());
        counters.put("page_faults", guest.pageFaults());
        counters.put("directed_yields", guest.directedYields());
    }

    private static List<ExitRow> exitRows(ExitStatistics exits) {
        List<ExitRow> rows = new ArrayList<>();
        for (ExitReason reason : ExitReason.values()) {
            if (exits.samples(reason) > 0) {
                rows.add(new ExitRow(
                        reason.name(),
                        exits.samples(reason),
                        exits.totalCycles(reason),
                        exits.minCycles(reason),
                        exits.maxCycles(reason)));
            }
        }
        return rows;
    }

    private final List<Run> runs;
    private final Optional<ResultsFolder> folder;
    private final Map<String, RunResult> memory;
    private final RunResult[] results;
    private int done;

    Evaluation(List<Run> runs, Optional<ResultsFolder> folder) {
        this(runs, folder, new HashMap<>());
    }

    /**
     * The same beside others, which may want some of the same runs.
     *
     * @param memory what they have done, by {@link Run#key}; what this one does goes there, too
     */
    Evaluation(List<Run> runs, Optional<ResultsFolder> folder, Map<String, RunResult> memory) {
        this.runs = List.copyOf(runs);
        this.folder = folder;
        this.memory = memory;
        results = new RunResult[runs.size()];
    }

    /** Does what is left to do. {@code onDone} hears how many runs there are now; one call at a time. */
    void complete(Engine engine, IntConsumer onDone) {
        Map<String, List<Integer>> places = new LinkedHashMap<>();
        for (int k = 0; k < runs.size(); k++) {
            places.computeIfAbsent(runs.get(k).key(), key -> new ArrayList<>()).add(k);
        }
        List<List<Integer>> left = new ArrayList<>();
        places.forEach((key, indices) -> {
            Optional<RunResult> known =
                    Optional.ofNullable(memory.get(key)).or(() -> inFolder(runs.get(indices.get(0))));
            known.ifPresentOrElse(result -> keep(key, indices, result), () -> left.add(indices));
        });
        onDone.accept(done());
        List<Run> first = left.stream().map(indices -> runs.get(indices.get(0))).toList();
        engine.run(RunUnit.of(first), RunUnit::simulate, (index, simulated) -> {
            Run run = first.get(index);
            RunResult result = simulated.result();
            folder.ifPresent(in -> in.put(result, run.fingerprint()));
            keep(run.key(), left.get(index), result);
            onDone.accept(done());
        });
    }

    private Optional<RunResult> inFolder(Run run) {
        return folder.flatMap(
                in -> in.find(run.contender().label(), run.scenario().name(), run.seed(), run.fingerprint()));
    }

    private synchronized void keep(String key, List<Integer> indices, RunResult result) {
        memory.put(key, result);
        indices.forEach(index -> results[index] = result);
        done += indices.size();
    }

    private synchronized int done() {
        return done;
    }

    /** The runs that are done, in the order in which they were asked for. */
    synchronized List<RunResult> finished() {
        List<RunResult> done = new ArrayList<>();
        for (RunResult result : results) {
            if (result != null) {
                done.add(result);
            }
        }
        return done;
    }

    int size() {
        return runs.size();
    }

    /** What an interrupted evaluation has done, where that is, and how to get the rest. */
    String whatIsMissing(Optional<Path> report) {
        return whatIsMissing(report, 0, 0);
    }

    /**
     * The same of a study with several parts.
     *
     * @param before how many runs were done for earlier parts of the same study
     * @param after how many later parts ask for
     */
    String whatIsMissing(Optional<Path> report, int before, int after) {
        int there = before + done();
        int all = before + size() + after;
        return there + " of " + all + " runs are finished"
                + report.map(to -> " and kept in " + to + "; the same command does the other " + (all - there) + ".")
                        .orElse("; with --report DIR they would have been kept.");
    }
}
