package dev.shootdown.cli;

import dev.shootdown.machine.Scheme;
import dev.shootdown.report.ExitRow;
import dev.shootdown.report.Fingerprint;
import dev.shootdown.report.Inputs;
import dev.shootdown.report.ResultsFolder;
import dev.shootdown.report.RunResult;
import dev.shootdown.testbed.ExitReason;
import dev.shootdown.testbed.ExitStatistics;
import dev.shootdown.testbed.GuestTime;
import dev.shootdown.testbed.Result;
import dev.shootdown.testbed.SystemName;
import dev.shootdown.testbed.Testbed;
import dev.shootdown.testbed.TimeUse;
import dev.shootdown.testbed.profile.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Runs of the testbed, in parallel. A run is a function of its inputs alone, so that neither the number of threads nor the
 * order in which they finish changes a result; runs found in a folder from an earlier time are not done again.
 */
final class Evaluation {
    /** A system, the bugs switched on in its scheme, and what results call it. */
    record Contender(SystemName system, Set<String> bugs, String label) {
        static Contender of(SystemName system, Set<String> bugs) {
            Set<String> ordered = new TreeSet<>(bugs);
            String label = ordered.isEmpty() ? system.label() : system.label() + " with " + String.join(", ", ordered);
            return new Contender(system, ordered, label);
        }

        Contender called(String name) {
            return new Contender(system, bugs, name);
        }

        Scheme scheme() {
            return system.scheme();
        }
    }

    /** One run to be done. */
    record Run(Contender contender, Scenario scenario, long seed) {
        private static final String BUILD = Version.build();

        /** Whatever can change the run's result. */
        private String fingerprint() {
            return Fingerprint.of(
                    BUILD,
                    contender.system().label(),
                    contender.bugs().toString(),
                    scenario.canonical(),
                    Long.toString(seed));
        }

        private RunResult simulate() {
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

    Evaluation(List<Run> runs, Optional<ResultsFolder> folder) {
        this(runs, folder, new ConcurrentHashMap<>());
    }

    /**
     * The same beside others, which may want some of the same runs.
     *
     * @param memory what they have done; what this one does goes there, too
     */
    Evaluation(List<Run> runs, Optional<ResultsFolder> folder, Map<String, RunResult> memory) {
        this.runs = List.copyOf(runs);
        this.folder = folder;
        this.memory = memory;
        results = new RunResult[runs.size()];
    }

    /** Does what is left to do. {@code onDone} hears how many runs there are now; it is called by one thread at a time. */
    void complete(int threads, IntConsumer onDone) {
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "testbed");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<?>> pending = new ArrayList<>();
            for (int k = 0; k < runs.size(); k++) {
                int index = k;
                pending.add(pool.submit(() -> {
                    RunResult result = findOrSimulate(runs.get(index));
                    synchronized (this) {
                        results[index] = result;
                        onDone.accept(finished().size());
                    }
                }));
            }
            for (Future<?> one : pending) {
                one.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a run of the testbed failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            pool.shutdownNow();
        }
    }

    private RunResult findOrSimulate(Run run) {
        String fingerprint = run.fingerprint();
        RunResult known = memory.get(fingerprint);
        if (known != null
                && known.scheme().equals(run.contender().label())
                && known.scenario().equals(run.scenario().name())) {
            return known;
        }
        RunResult result = findInFolderOrSimulate(run, fingerprint);
        memory.put(fingerprint, result);
        return result;
    }

    private RunResult findInFolderOrSimulate(Run run, String fingerprint) {
        Optional<RunResult> kept = folder.flatMap(
                in -> in.find(run.contender().label(), run.scenario().name(), run.seed(), fingerprint));
        if (kept.isPresent()) {
            return kept.get();
        }
        RunResult result = run.simulate();
        folder.ifPresent(in -> in.put(result, fingerprint));
        return result;
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
        int done = before + finished().size();
        int all = before + size() + after;
        return done + " of " + all + " runs are finished"
                + report.map(to -> " and kept in " + to + "; the same command does the other " + (all - done) + ".")
                        .orElse("; with --report DIR they would have been kept.");
    }
}
