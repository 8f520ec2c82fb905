package dev.shootdown.cli;

import dev.shootdown.engine.Engine;
import dev.shootdown.explore.Campaign;
import dev.shootdown.explore.ExhaustiveCampaign;
import dev.shootdown.explore.Fuzzer;
import dev.shootdown.explore.PctBound;
import dev.shootdown.explore.Segments;
import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Schemes;
import dev.shootdown.report.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
            "raced; surw samples the orders of some kinds of step evenly; guided goes on from schedules",
            "that showed something new; portfolio draws one of them per schedule; exhaustive takes every step from every state",
            "of some small machines, until one breaks. More in docs/fuzzing.md.",
            "",
            "Who is interrupted (Ctrl-C, kill) gives the same command again: it goes on from --out.",
            "Exit code 1: an invariant broke. ./shootdown replay FILE shows how.",
        })
final class FuzzCommand implements Callable<Integer> {
    private static final int DEPTHS_SHOWN = 4;
    private static final Duration TEN_SECONDS = new Duration(10_000_000_000L);

    @Mixin
    private CommonOptions common;

    @Mixin
    private EngineOption spark;

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
            description = "portfolio (if not given), random, swarm, pct, pos, surw, guided or exhaustive.")
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
            names = "--threads",
            paramLabel = "N",
            description = "As many as there are processors if not given; changes no schedule.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "results/fuzz",
            description = "Where the files of failures go, one for each different failure, and that of a campaign"
                    + " which is not finished; results/fuzz if not given.")
    private Path out;

    /** A failure as {@code --json} prints it; {@code schedules}: how many of those looked at came down to it. */
    private record Failure(String invariant, int steps, String file, long schedules) {}

    private record Document(
            String scheme,
            String bug,
            String strategy,
            long seed,
            long schedules,
            long steps,
            double wallS,
            long distinctStates,
            long failingSchedules,
            List<Failure> failures,
            long abstractStates,
            long unseenAbstractStates,
            double saturation,
            int conflictingPairs,
            List<PctBound> pct,
            Map<String, Long> stepsByKind) {}

    private record ExhaustiveDocument(
            String scheme,
            String bug,
            String strategy,
            boolean symmetry,
            long schedules,
            long steps,
            double wallS,
            long distinctStates,
            int machines,
            int completeMachines,
            List<Failure> failures) {}

    @Override
    public Integer call() {
        if (spark.isAsked()) {
            requireUnits();
        }
        if (strategy.equals(ExhaustiveCampaign.NAME)) {
            return searchAll();
        }
        if (symmetry) {
            throw new BadInput("--symmetry: only --strategy exhaustive looks at states up to exchanges.");
        }
        Campaign campaign = campaign();
        refuseFolder();
        FailureFiles files = new FailureFiles(out);
        Fuzzer.Report report = spark.isAsked() ? runUnits(campaign, files) : runHere(campaign, files);
        Fuzzer.Standing all = report.standing();
        Document document = new Document(
                scheme,
                bug.orElse(null),
                strategy,
                seed,
                all.schedules(),
                all.steps(),
                all.seconds(),
                all.distinctStates(),
                all.failing(),
                report.failures().stream()
                        .map(failure -> document(failure, files.fileOf(failure)))
                        .toList(),
                all.abstractStates(),
                all.unseenAbstractStates(),
                all.saturation(),
                all.conflictingPairs(),
                report.pct(),
                all.taken());
        if (common.json()) {
            common.print(document);
        } else {
            print(document);
        }
        return document.failures.isEmpty() ? Main.HOLDS : Main.FAILS;
    }

    private Fuzzer.Report runHere(Campaign campaign, FailureFiles files) {
        Fuzzer fuzzer = new Fuzzer(campaign, Segments.ALL, Version.number(), out);
        if (fuzzer.earlier() > 0) {
            common.err().printf(Locale.ROOT, "Going on after %,d schedules.%n", fuzzer.earlier());
            common.err().flush();
        }
        LastWords lastWords = new LastWords(common.err(), () -> interrupted(fuzzer));
        try (Progress progress = common.progress("fuzz " + scheme, runs.orElse(-1L))) {
            return fuzzer.run(watcher(files, progress));
        } finally {
            lastWords.close();
        }
    }

    /** By an engine, segment by segment. */
    private Fuzzer.Report runUnits(Campaign campaign, FailureFiles files) {
        CampaignUnits units = new CampaignUnits(campaign, Segments.ALL, out);
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
        try (Engine engine = spark.open(threads);
                Progress progress = common.progress("fuzz " + scheme, units.size())) {
            units.complete(engine, new CampaignUnits.Watcher() {
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
            });
        } finally {
            lastWords.close();
        }
        Fuzzer.Report report = units.report();
        report.failures().forEach(files::fileOf);
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

    /** No seed and no schedules: every step from every state of some small machines. */
    private int searchAll() {
        refuseFolder();
        long start = System.nanoTime();
        ExhaustiveCampaign.Report report;
        try (Progress progress = common.progress("fuzz " + scheme, ExhaustiveCampaign.machines())) {
            report = ExhaustiveCampaign.run(
                    Schemes.named(scheme),
                    bug.map(Set::of).orElse(Set.of()),
                    symmetry,
                    Version.number(),
                    (machines, states) -> progress.at(machines, String.format(Locale.ROOT, "%,d states", states)));
        }
        FailureFiles files = new FailureFiles(out);
        List<Failure> failures = report.failure()
                .map(failure -> List.of(document(failure, files.fileOf(failure))))
                .orElse(List.of());
        ExhaustiveDocument document = new ExhaustiveDocument(
                scheme,
                bug.orElse(null),
                strategy,
                symmetry,
                report.machines(),
                report.transitions(),
                (System.nanoTime() - start) / 1e9,
                report.states(),
                report.machines(),
                report.complete(),
                failures);
        if (common.json()) {
            common.print(document);
        } else {
            common.out()
                    .printf(
                            Locale.ROOT,
                            "%s: %d machines, %d of them through all states%s: %,d states, %,d steps in %.1f s.%n",
                            bug.map(name -> scheme + " with " + name).orElse(scheme),
                            report.machines(),
                            report.complete(),
                            symmetry ? " up to exchanges" : "",
                            report.states(),
                            report.transitions(),
                            document.wallS);
            print(failures);
        }
        return failures.isEmpty() ? Main.HOLDS : Main.FAILS;
    }

    private static Failure document(Fuzzer.Failure failure, Path file) {
        return new Failure(
                failure.invariant().label(), failure.recording().steps().size(), file.toString(), failure.schedules());
    }

    private static String interrupted(Fuzzer fuzzer) {
        fuzzer.save();
        return String.format(
                Locale.ROOT,
                "Interrupted. %,d schedules are kept; the same command goes on after them.",
                fuzzer.earlier());
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
                threads,
                steps);
    }

    /** Before the work, not after it. */
    private void refuseFolder() {
        for (Path folder = out.toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder)) {
                if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
                    throw new BadInput("--out " + out + ": " + folder + " is not a folder that can be written to.");
                }
                return;
            }
        }
    }

    private void print(Document d) {
        common.out()
                .printf(
                        Locale.ROOT,
                        "%s: %,d schedules, %,d steps, about %,d distinct states in %.1f s; %,d schedules break an invariant.%n",
                        d.bug == null ? d.scheme : d.scheme + " with " + d.bug,
                        d.schedules,
                        d.steps,
                        d.distinctStates,
                        d.wallS,
                        d.failingSchedules);
        common.out()
                .printf(
                        Locale.ROOT,
                        "%,d abstract states and at least %,d unseen; %.2f %% saturated; %,d pairs of steps in conflict.%n",
                        d.abstractStates,
                        d.unseenAbstractStates,
                        100 * d.saturation,
                        d.conflictingPairs);
        d.pct.stream().filter(bound -> bound.depth() <= DEPTHS_SHOWN).forEach(bound -> common.out()
                .printf(
                        Locale.ROOT,
                        "PCT, depth %d: %,d schedules, each at least 1/(%d·%d^%d) = %.2g; reached: %.3g %%.%n",
                        bound.depth(),
                        bound.schedules(),
                        bound.actors(),
                        bound.steps(),
                        bound.depth() - 1,
                        bound.bound(),
                        100 * bound.confidence()));
        List<String> never = d.stepsByKind.entrySet().stream()
                .filter(entry -> entry.getValue() == 0)
                .map(Map.Entry::getKey)
                .toList();
        if (!never.isEmpty()) {
            common.out().println("Never taken: " + String.join(", ", never) + ".");
        }
        print(d.failures);
    }

    private void print(List<Failure> failures) {
        if (!failures.isEmpty()) {
            Table table = new Table("invariant", "steps", "file");
            failures.forEach(failure -> table.row(failure.invariant, failure.steps, failure.file));
            common.out().println();
            common.out().print(table);
            common.out().println();
            common.out().println("See one: ./shootdown replay " + failures.get(0).file);
        }
    }
}
