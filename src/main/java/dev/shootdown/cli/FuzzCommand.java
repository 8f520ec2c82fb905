package dev.shootdown.cli;

import dev.shootdown.explore.Campaign;
import dev.shootdown.explore.Fuzzer;
import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Schemes;
import dev.shootdown.report.Table;
import dev.shootdown.trace.RecordingFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
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
            "schedule; pct has priorities that seldom change; portfolio draws one of them per schedule.",
            "Exit code 1: an invariant broke. ./shootdown replay FILE shows how.",
        })
final class FuzzCommand implements Callable<Integer> {
    private static final Duration TEN_SECONDS = new Duration(10_000_000_000L);

    @Mixin
    private CommonOptions common;

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
            description = "portfolio (if not given), random, swarm or pct.")
    private String strategy;

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
            description = "Where the files of failures go; results/fuzz if not given.")
    private Path out;

    /** A failure as {@code --json} prints it; {@code schedules}: how many of those looked at came down to it. */
    private record Failure(String invariant, int steps, String file, int schedules) {}

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
            Map<String, Long> stepsByKind) {}

    @Override
    public Integer call() {
        Campaign campaign = campaign();
        refuseFolder();
        Fuzzer.Report report;
        try (Progress progress = common.progress("fuzz " + scheme, runs.orElse(-1L))) {
            report = Fuzzer.run(
                    campaign,
                    Version.number(),
                    (schedules, taken, states, never, seconds) -> progress.at(
                            schedules,
                            String.format(
                                    Locale.ROOT,
                                    "%,.0f/s, %,d states%s",
                                    schedules / Math.max(seconds, 1e-3),
                                    states,
                                    never.isEmpty() ? "" : ", never taken: " + String.join(" ", never))));
        }
        List<Failure> failures = write(report);
        Document document = new Document(
                scheme,
                bug.orElse(null),
                strategy,
                seed,
                report.schedules(),
                report.steps(),
                report.seconds(),
                report.distinctStates(),
                report.failing(),
                failures,
                report.taken());
        if (common.json()) {
            common.print(document);
        } else {
            print(document);
        }
        return failures.isEmpty() ? Main.HOLDS : Main.FAILS;
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

    private List<Failure> write(Fuzzer.Report report) {
        List<Failure> failures = new ArrayList<>();
        for (Fuzzer.Failure failure : report.failures()) {
            Path file = out.resolve(String.join(
                            "-",
                            bug.map(name -> scheme + "-" + name).orElse(scheme),
                            failure.invariant().label(),
                            Long.toString(seed),
                            Long.toString(failure.recording().schedule()))
                    + ".yaml");
            RecordingFile.write(failure.recording(), file);
            failures.add(new Failure(
                    failure.invariant().label(),
                    failure.recording().steps().size(),
                    file.toString(),
                    failure.schedules()));
        }
        return failures;
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
        List<String> never = d.stepsByKind.entrySet().stream()
                .filter(entry -> entry.getValue() == 0)
                .map(Map.Entry::getKey)
                .toList();
        if (!never.isEmpty()) {
            common.out().println("Never taken: " + String.join(", ", never) + ".");
        }
        if (!d.failures.isEmpty()) {
            Table table = new Table("invariant", "steps", "file");
            d.failures.forEach(failure -> table.row(failure.invariant, failure.steps, failure.file));
            common.out().println();
            common.out().print(table);
            common.out().println();
            common.out().println("See one: ./shootdown replay " + d.failures.get(0).file);
        }
    }
}
