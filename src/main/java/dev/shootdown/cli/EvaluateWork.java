package dev.shootdown.cli;

import dev.shootdown.cli.Evaluation.Run;
import dev.shootdown.engine.Engine;
import dev.shootdown.machine.BadInput;
import dev.shootdown.report.ResultFile;
import dev.shootdown.report.ResultsFolder;
import dev.shootdown.report.RunResult;
import dev.shootdown.report.Shard;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How the runs of {@code evaluate} get done, and where they are kept: by threads or Spark, all of them or a shard, or taken from
 * files where they are done.
 */
final class EvaluateWork {
    /** What {@code --json} prints of a shard. */
    private record ShardDone(String shard, int runs, int runsOfAll, String result) {}

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Mixin
    private EngineOption spark;

    @Mixin
    private ThreadsOption threads;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description =
                    "Write a page (report.html), tables, histograms (.hgrm) and CDF charts there, and keep finished runs.")
    private Optional<Path> report;

    @Option(
            names = "--shard",
            paramLabel = "i/n",
            converter = ShardConverter.class,
            description =
                    "Do only the i-th of n equal parts, i from 1 to n, and write it to --result; merge adds them up.")
    private Optional<Shard> shard;

    @Option(
            names = "--result",
            paramLabel = "FILE",
            description =
                    "Write the runs there, as merge and --from read them: the same bytes as those of all shards merged.")
    private Optional<Path> result;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "Take the runs from this result of the same command, and simulate none.")
    private Optional<Path> from;

    private final CommonOptions common;

    /** All runs that are done, by {@link Run#key}: parts of a study want some of the same. */
    private final Map<String, RunResult> done = new HashMap<>();

    private Engine engine;

    EvaluateWork(CommonOptions common) {
        this.common = common;
    }

    void requireSenseOfShards() {
        if (shard.isPresent()) {
            if (result.isEmpty()) {
                throw new BadInput("--shard goes with --result FILE, which is where the shard's runs are written to.");
            }
            GivenOptions.reject(
                    command,
                    "--shard makes runs, and no tables of them",
                    "--from",
                    "--compare",
                    "--exits",
                    "--trace",
                    "--sources");
        }
        if (from.isPresent()) {
            GivenOptions.reject(command, "--from has a result already", "--result");
        }
        result.ifPresent(ResultFile::requirePlace);
    }

    /** Opens the place where the work is done, for as long as the action takes. */
    int with(IntSupplier action) {
        try (Engine opened = spark.open(threads.count())) {
            engine = opened;
            return action.getAsInt();
        }
    }

    int threads() {
        return threads.count();
    }

    Optional<Path> report() {
        return report;
    }

    boolean isShard() {
        return shard.isPresent();
    }

    /** Does the runs of a shard, and makes nothing of them. */
    int doShard(AskedRuns asked) {
        Shard part = shard.orElseThrow();
        Path file = result.orElseThrow();
        List<Run> runs = asked.of(part);
        complete(runs);
        asked.shard(part, done).write(file);
        if (common.json()) {
            common.print(new ShardDone(part.toString(), runs.size(), asked.size(), file.toString()));
        } else {
            common.out().println("Shard " + part + ": " + runs.size() + " of " + asked.size() + " runs.");
            sayWhereItIs();
        }
        return Main.HOLDS;
    }

    /** With {@code --from} all runs are there before any could begin. */
    void takeFrom(AskedRuns asked) {
        from.ifPresent(file -> {
            done.putAll(asked.from(file));
            report.ifPresent(folder -> asked.keep(done, ResultsFolder.in(folder)));
        });
    }

    /** The results, in the order of the runs; some may be there already. */
    List<RunResult> complete(List<Run> runs) {
        return complete(runs, 0, 0);
    }

    /**
     * The same of a part of a study.
     *
     * @param before how many runs earlier parts have asked for
     * @param after how many later parts will ask for
     */
    List<RunResult> complete(List<Run> runs, int before, int after) {
        Evaluation evaluation = new Evaluation(runs, report.map(ResultsFolder::in), done);
        LastWords lastWords = new LastWords(
                common.err(),
                () -> "Interrupted: " + evaluation.whatIsMissing(report, before, after)
                        + result.map(file -> " " + file + " is not written.").orElse(""));
        try (Progress progress = common.progress("evaluate", evaluation.size())) {
            evaluation.complete(engine, count -> progress.at(count, "runs"));
        } finally {
            lastWords.close();
        }
        return evaluation.finished();
    }

    /** Writes {@code --result}. */
    void write(AskedRuns asked) {
        result.ifPresent(file -> asked.whole(done).write(file));
    }

    void sayWhereItIs() {
        report.ifPresent(folder -> common.out().println("Written to " + folder + "."));
        sayWhereTheResultIs();
    }

    void sayWhereTheResultIs() {
        result.ifPresent(file -> common.out().println("Written to " + file + "."));
    }
}
