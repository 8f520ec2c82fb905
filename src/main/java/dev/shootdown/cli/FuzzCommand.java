package dev.shootdown.cli;

import dev.shootdown.engine.Engine;
import dev.shootdown.explore.Campaign;
import dev.shootdown.explore.CampaignResult;
import dev.shootdown.explore.ExhaustiveCampaign;
import dev.shootdown.explore.Fuzzer;
import dev.shootdown.explore.Segments;
import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Schemes;
import dev.shootdown.report.ResultFile;
import dev.shootdown.report.Shard;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code fuzz}: random schedules against the invariants. */
@Command(
        name = "fuzz",
        description = {
            "Runs a scheme under random schedules and checks every invariant after every step.",
            "Each schedule gets a small machine of random size and features; all of it follows from the",
            "seed, whatever the number of threads. What breaks is made small and written to a file.",
        },
        footer = {
            "",
            "Strategies: random takes any enabled step; swarm prefers some kinds of step, others in each",
            "schedule; pct has priorities that seldom change; pos gives each step a priority until it is",
            "raced; surw samples the orders of some kinds of step evenly; lag lets stores, fills, interrupts and",
            "exits come late; guided goes on from schedules that showed something new; portfolio draws one of them per schedule; exhaustive takes every step from every state",
            "of some small machines, until one breaks. More in docs/fuzzing.md.",
            "",
            "Who is interrupted (Ctrl-C, kill) gives the same command again: it goes on from --out.",
            "Exit code 1: an invariant broke; of a --shard that is said by merge. ./shootdown replay FILE shows how.",
            "How to divide a campaign among machines is in docs/batch.md.",
        })
final class FuzzCommand implements Callable<Integer> {
    private static final Duration TEN_SECONDS = new Duration(10_000_000_000L);

    @Mixin
    private CommonOptions common;

    @Mixin
    private EngineOption spark;

    @Mixin
    private ThreadsOption threads;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "SCHEME", description = "The scheme to fuzz.")
    private String scheme;

    @Option(names = "--bug", paramLabel = "NAME", description = "Switch this bug of the scheme on.")
    private Optional<String> bug;

    @Option(names = "--runs", paramLabel = "N", description = "Run exactly N schedules (or until --time is over).")
    private Optional<Long> runs;

    @Option(
            names = "--time",
            paramLabel = "TIME",
            converter = Duration.Converter.class,
            description = "Stop after that long, as in 20s or 5m; 10s if neither this nor --runs is given.")
    private Optional<Duration> time;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The same seed gives the same schedules; 1 if not given.")
    private long seed;

    @Option(
            names = "--strategy",
            paramLabel = "NAME",
            defaultValue = "portfolio",
            description = "portfolio (if not given), random, swarm, pct, pos, surw, lag, guided or exhaustive.")
    private String strategy;

    @Option(
            names = "--symmetry",
            description =
                    "With --strategy exhaustive: of states that differ only by an exchange of vCPUs, pCPUs or frames,"
                            + " look at one.")
    private boolean symmetry;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "" + Campaign.STEPS,
            description = "The most steps of a schedule; " + Campaign.STEPS + " if not given.")
    private int steps;

    @Option(
            names = "--shard",
            paramLabel = "i/n",
            converter = ShardConverter.class,
            description = "Run only the i-th of n equal parts, i from 1 to n, in segments of " + Segments.SCHEDULES
                    + " schedules, and write it to --result; merge adds them up.")
    private Optional<Shard> shard;

    @Option(
            names = "--result",
            paramLabel = "FILE",
            description = "Write what came out there, as merge reads it: the same bytes as those of all shards merged.")
    private Optional<Path> result;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "results/fuzz",
            description = "Where the files of failures go, one for each different failure, and that of a campaign"
                    + " which is not finished; results/fuzz if not given.")
    private Path out;

    /** Where the failures are that the campaign came to. */
    private final Map<Fuzzer.Failure, Path> written = new HashMap<>();

    @Override
    public Integer call() {
        if (spark.isAsked()) {
            requireUnits();
        }
        if (strategy.equals(ExhaustiveCampaign.NAME)) {
            if (shard.isPresent() || result.isPresent()) {
                throw new BadInput("--strategy exhaustive has no schedules to divide: all its machines together take"
                        + " less than a minute; leave --shard and --result out.");
            }
            GivenOptions.reject(
                    command,
                    "--strategy exhaustive takes every step from every state, and draws no schedules",
                    "--runs",
                    "--time",
                    "--seed",
                    "--steps");
            return AllStates.search(scheme, bug, symmetry, out, common);
        }
        if (symmetry) {
            throw new BadInput("--symmetry: only --strategy exhaustive looks at states up to exchanges.");
        }
        requireSenseOfResult();
        Campaign campaign = campaign();
        Optional<ResultFile.Header> header = result.map(file -> CampaignFiles.header(campaign));
        OutFolder.require("--out", out);
        Segments segments = shard.map(CampaignFiles::segments).orElse(Segments.ALL);
        FailureFiles files = new FailureFiles(out);
        Fuzzer.Report report =
                spark.isAsked() ? byUnits(campaign, segments, header, files) : here(campaign, segments, header, files);
        CampaignText.Document document =
                CampaignText.Document.of(campaign, report, report.standing().seconds(), written::get);
        if (common.json()) {
            common.print(shard.map(part -> document.ofShard(
                            part.toString(), result.orElseThrow().toString()))
                    .orElse(document));
        } else {
            CampaignText.print(document, common.out());
            result.ifPresent(file -> common.out()
                    .println(shard.map(part -> "Shard " + part + " written to ").orElse("Written to ") + file + "."));
        }
        // what fails is done again by batch systems, and a shard that found something has not failed
        return document.failures().isEmpty() || shard.isPresent() ? Main.HOLDS : Main.FAILS;
    }

    private Fuzzer.Report here(
            Campaign campaign, Segments segments, Optional<ResultFile.Header> header, FailureFiles files) {
        Fuzzer fuzzer = new Fuzzer(campaign, segments, Version.number(), out);
        if (result.isPresent() && fuzzer.earlier() > segments.schedules(campaign)) {
            throw new BadInput(String.format(
                    Locale.ROOT,
                    "--result: a campaign that was interrupted is kept in %s with %,d schedules, more than these;"
                            + " another --out begins anew.",
                    out,
                    fuzzer.earlier()));
        }
        if (fuzzer.earlier() > 0) {
            common.err().printf(Locale.ROOT, "Going on after %,d schedules.%n", fuzzer.earlier());
            common.err().flush();
        }
        Fuzzer.Report report = run(fuzzer, files, runs.isPresent() ? segments.schedules(campaign) : -1);
        try {
            header.ifPresent(of -> write(of, fuzzer.result(), segments.schedules(campaign)));
            writeLast(report, files);
        } catch (BadInput e) {
            throw kept(fuzzer, e);
        }
        fuzzer.forget();
        return report;
    }

    /** The work is done, and only a folder was missing, or a disk full. */
    private BadInput kept(Fuzzer fuzzer, BadInput why) {
        if (result.isEmpty()) {
            return why; // how far it came may have been the clock's doing
        }
        try {
            fuzzer.keep();
        } catch (BadInput alsoFull) { // then there is what was saved last, of two seconds ago
            why.addSuppressed(alsoFull);
            return why;
        }
        return new BadInput(
                why.getMessage() + " The schedules that are done are kept in " + out
                        + ": the same command writes what they came to.",
                why);
    }

    /** Only a whole campaign knows which file a failure has in the end. */
    private void writeLast(Fuzzer.Report report, FailureFiles files) {
        for (Fuzzer.Failure failure : report.failures()) {
            written.put(failure, shard.isPresent() ? files.fileOf(failure) : files.finalFileOf(failure));
        }
    }

    /** By an engine, segment by segment. */
    private Fuzzer.Report byUnits(
            Campaign campaign, Segments segments, Optional<ResultFile.Header> header, FailureFiles files) {
        CampaignUnits units = new CampaignUnits(campaign, segments, out);
        if (units.done() > 0) {
            common.err().printf(Locale.ROOT, "Going on after %,d of %,d segments.%n", units.done(), units.size());
            common.err().flush();
        }
        LastWords lastWords = new LastWords(
                common.err(),
                () -> String.format(
                        Locale.ROOT,
                        "Interrupted. %,d of %,d segments are kept; the same command does the others.",
                        units.done(),
                        units.size()));
        CampaignResult done;
        try (Engine engine = spark.open(threads.count());
                Progress progress = common.progress("fuzz " + scheme, units.size())) {
            done = units.complete(engine, watcherOfUnits(files, progress));
        } finally {
            lastWords.close();
        }
        header.ifPresent(of -> write(of, done, segments.schedules(campaign)));
        Fuzzer.Report report = units.report();
        writeLast(report, files);
        units.forget();
        return report;
    }

    /** A segment is a unit of work, and how many there are must not depend on the clock. */
    private void requireUnits() {
        if (strategy.equals(ExhaustiveCampaign.NAME)) {
            throw new BadInput("--spark does segments of random schedules, and --strategy exhaustive has none.");
        }
        if (time.isPresent() || runs.isEmpty()) {
            throw new BadInput(
                    "--spark goes with --runs N, and not with --time: the same command is always the same work.");
        }
    }

    private static CampaignUnits.Watcher watcherOfUnits(FailureFiles files, Progress progress) {
        return new CampaignUnits.Watcher() {
            @Override
            public void at(int done, double perSecond, long failing) {
                progress.at(
                        done,
                        String.format(
                                Locale.ROOT,
                                "segments, %,.0f schedules/s%s",
                                perSecond,
                                failing == 0 ? "" : ", " + failing + " FAIL"));
            }

            @Override
            public void found(Fuzzer.Failure failure) {
                files.fileOf(failure);
            }
        };
    }

    private void requireSenseOfResult() {
        if (shard.isPresent() && result.isEmpty()) {
            throw new BadInput("--shard goes with --result FILE, which is where the shard's results are written to.");
        }
        if (result.isPresent() && (runs.isEmpty() || time.isPresent())) {
            throw new BadInput((shard.isPresent() ? "--shard" : "--result")
                    + " goes with --runs N and without --time: how far time reaches is another thing on each machine.");
        }
        result.ifPresent(ResultFile::requirePlace);
    }

    private void write(ResultFile.Header header, CampaignResult done, long schedules) {
        if (done.schedules() != schedules) {
            throw new IllegalStateException(done.schedules() + " schedules instead of " + schedules);
        }
        ObjectNode json = CampaignFiles.json(done);
        shard.map(part -> ResultFile.of(header, part, json))
                .orElseGet(() -> ResultFile.whole(header, json))
                .write(result.orElseThrow());
    }

    private Fuzzer.Report run(Fuzzer fuzzer, FailureFiles files, long schedules) {
        LastWords lastWords = new LastWords(common.err(), () -> interrupted(fuzzer));
        String part = shard.map(one -> " " + one).orElse("");
        try (Progress progress = common.progress("fuzz " + scheme + part, schedules)) {
            return fuzzer.run(watcher(files, progress));
        } finally {
            lastWords.close();
        }
    }

    private String interrupted(Fuzzer fuzzer) {
        fuzzer.save();
        return String.format(
                Locale.ROOT,
                "Interrupted. %,d schedules%s are kept; the same command goes on after them.%s",
                fuzzer.earlier(),
                shard.map(part -> " of shard " + part).orElse(""),
                result.map(file -> " " + file + " is not written.").orElse(""));
    }

    /** Writes each failure as soon as it is small, and keeps the line on the terminal true. */
    private static Fuzzer.Watcher watcher(FailureFiles files, Progress progress) {
        return new Fuzzer.Watcher() {
            @Override
            public void at(Fuzzer.Standing standing) {
                progress.at(standing.schedules(), note(standing));
            }

            @Override
            public void found(Fuzzer.Failure failure) {
                files.fileOf(failure);
            }
        };
    }

    /** Schedules a second, states, how much is still new, and the rarest kinds of step with how often they were taken. */
    static String note(Fuzzer.Standing standing) {
        String rarest = standing.taken().entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .limit(3)
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%,.0f/s, %,d states, %.2f%% saturated%s; rarest: %s",
                standing.schedules() / Math.max(standing.seconds(), 1e-3),
                standing.distinctStates(),
                100 * standing.saturation(),
                standing.failing() == 0 ? "" : ", " + standing.failing() + " FAIL",
                rarest);
    }

    private Campaign campaign() {
        Optional<Duration> limit = runs.isPresent() ? time : Optional.of(time.orElse(TEN_SECONDS));
        return new Campaign(
                Schemes.named(scheme),
                bug.map(Set::of).orElse(Set.of()),
                strategy,
                seed,
                runs.orElse(Long.MAX_VALUE),
                limit.map(Duration::nanos).orElse(Long.MAX_VALUE),
                threads.count(),
                steps);
    }
}
