package dev.shootdown.cli;

import dev.shootdown.cli.Evaluation.Run;
import dev.shootdown.report.Artefact;
import dev.shootdown.report.Cell;
import dev.shootdown.report.Comparison;
import dev.shootdown.report.ReportFolder;
import dev.shootdown.report.ReportPage;
import dev.shootdown.report.SensitivityTable;
import dev.shootdown.report.SourcesTable;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import dev.shootdown.testbed.profile.Study;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code evaluate}: what shootdowns cost, in cycles and in µs. Here is what can be made of runs; {@link EvaluatePlan} says which
 * these are, {@link EvaluateWork} gets them done, {@link EvaluateOutput} shows what came out.
 */
@Command(
        name = "evaluate",
        description = {
            "Measures shootdown latency: scheme × scenario × seeds, on a simulated host.",
            "Without schemes: the paper's three, kvm_tlb both as published (a bug) and as intended.",
        },
        footer = {
            "",
            "Built-in scenarios: paper-1vm, paper-2vm, parsec-1vm, parsec-2vm, lightweight-kernel,",
            "space-partitioned. A file is a scenario of your own; see docs/profiles.md.",
            "With --report, finished runs are kept in DIR: an interrupted evaluation goes on where it was.",
            "How to divide an evaluation among machines is in docs/batch.md.",
        })
final class EvaluateCommand implements Callable<Integer> {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final EvaluatePlan plan = new EvaluatePlan();

    @Mixin
    private final EvaluateWork work = new EvaluateWork(common);

    @Mixin
    private final EvaluateOutput output = new EvaluateOutput(common, work);

    @Spec
    private CommandSpec command;

    @Option(
            names = "--artefact",
            paramLabel = "NAME",
            description = {
                "Make one of the paper's figures: latency or cdf, or one about whole programs:",
                "consolidation, profile, runtime, shoot4u-slowdown or shoot4u-profile;",
                "with --report as table, JSON and chart."
            })
    private Optional<String> artefact;

    @Option(
            names = "--study",
            paramLabel = "NAME|FILE",
            description =
                    "Run what this file says: systems, scenarios, workloads, seeds, numbers to vary. Built-in: paper.")
    private Optional<String> study;

    @Option(
            names = "--sources",
            description = "List every number that the scenarios rest on and where it is from, and run nothing.")
    private boolean sources;

    @Option(
            names = "--sensitivity",
            description =
                    "Vary every assumed number over its plausible range, and print how far mean latencies, run times and"
                            + " shares of CPU time move; with --report as table and JSON.")
    private boolean sensitivity;

    @Override
    public Integer call() {
        work.requireSenseOfShards();
        return work.with(this::evaluate);
    }

    private int evaluate() {
        plan.requireSeeds();
        output.requireEarlier(artefact);
        output.requireTraceLength(artefact.isEmpty() && !sources && !sensitivity);
        if (study.isPresent()) {
            return studied(study.get());
        }
        if (artefact.isPresent()) {
            return figure(ArtefactRuns.named(artefact.get()));
        }
        List<Scenario> scenarios = plan.scenarios();
        if (sources) {
            return sources(scenarios);
        }
        List<Contender> contenders = plan.contenders(scenarios);
        return sensitivity
                ? sensitivity(plan.sensitivity(scenarios, contenders))
                : latencies(AskedRuns.LATENCY, plan.runs(scenarios, contenders), List.of());
    }

    private int studied(String name) {
        GivenOptions.reject(
                command,
                "--study says itself which systems run, where, how often and for how long",
                "SCHEME",
                "--scenario",
                "--bug",
                "--seeds",
                "--seed",
                "--seconds",
                "--set",
                "--artefact",
                "--workload",
                "--sources",
                "--sensitivity");
        Study asked = Profiles.study(name);
        return latencies("study " + asked.name(), StudyRuns.of(asked), StudyRuns.artefacts(asked));
    }

    private int sources(List<Scenario> scenarios) {
        GivenOptions.reject(
                command,
                "--sources runs nothing and prints a table",
                "--sensitivity",
                "--compare",
                "--exits",
                "--report",
                "--shard",
                "--result",
                "--from");
        if (common.json()) {
            common.out().print(SourcesTable.json(scenarios));
        } else {
            scenarios.forEach(one -> common.out().print(one.name() + "\n" + SourcesTable.render(one)));
        }
        return Main.HOLDS;
    }

    private int sensitivity(Sensitivity varied) {
        GivenOptions.reject(command, "--sensitivity compares its runs with each other", "--compare", "--exits");
        AskedRuns asked = new AskedRuns("sensitivity", varied.runs());
        if (work.isShard()) {
            return work.doShard(asked);
        }
        work.takeFrom(asked);
        List<SensitivityTable.Measure> measures = varied.measures(work.complete(varied.runs()));
        work.write(asked);
        output.show(measures);
        return Main.HOLDS;
    }

    private int figure(ArtefactRuns made) {
        GivenOptions.reject(
                command,
                "--artefact " + made + " says itself what is run, and where",
                "--scenario",
                "--sources",
                "--sensitivity",
                "--bug",
                "--exits");
        List<Run> runs = plan.runs(made);
        AskedRuns asked = new AskedRuns("artefact " + made, runs);
        if (work.isShard()) {
            return work.doShard(asked);
        }
        work.takeFrom(asked);
        Artefact figure = made.of(Cell.group(work.complete(runs)));
        work.write(asked);
        output.show(figure);
        return Main.HOLDS;
    }

    /** What is made if nothing else is said, and of a study with its figures. */
    private int latencies(String what, List<Run> runs, List<StudyRuns.Part> parts) {
        List<Run> all = new ArrayList<>(runs);
        parts.forEach(part -> all.addAll(part.runs()));
        AskedRuns asked = new AskedRuns(what, all);
        if (work.isShard()) {
            return work.doShard(asked);
        }
        work.takeFrom(asked);
        long start = System.nanoTime();
        List<Cell> cells = Cell.group(work.complete(runs, 0, size(parts)));
        Optional<List<Comparison.Row>> comparison = output.comparison(cells);
        Map<Cell, ReportPage.Slowest> slowest = output.writeReport(cells, runs);
        sayHowLong("latency", runs.size(), start);
        List<Artefact> figures = new ArrayList<>();
        for (StudyRuns.Part part : parts) {
            long began = System.nanoTime();
            int before = runs.size() + size(parts.subList(0, figures.size()));
            int after = size(parts.subList(figures.size() + 1, parts.size()));
            Artefact figure = part.artefact().of(Cell.group(work.complete(part.runs(), before, after)));
            comparison.ifPresent(rows -> rows.addAll(output.comparison(figure).orElseThrow()));
            work.report().ifPresent(figure::write);
            figures.add(figure);
            sayHowLong(figure.name(), part.runs().size(), began);
        }
        work.write(asked);
        if (!parts.isEmpty()) {
            work.report().ifPresent(folder -> ReportFolder.writePage(folder, cells, slowest, figures));
            sayHowLong("in all", all.size(), start);
        }
        output.show(cells, comparison, figures);
        return Main.HOLDS;
    }

    private static int size(List<StudyRuns.Part> parts) {
        return parts.stream().mapToInt(part -> part.runs().size()).sum();
    }

    /** A study is long enough to ask where the time goes; runs that an earlier part has done take none. */
    private void sayHowLong(String what, int runs, long start) {
        if (study.isPresent()) {
            double seconds = (System.nanoTime() - start) * 1e-9;
            common.err().println(String.format(Locale.ROOT, "%s: %,d runs, %.1f s", what, runs, seconds));
            common.err().flush();
        }
    }
}
