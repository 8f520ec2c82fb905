package dev.shootdown.cli;

import dev.shootdown.cli.Evaluation.Contender;
import dev.shootdown.cli.Evaluation.Run;
import dev.shootdown.engine.Engine;
import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.scheme.KvmTlb;
import dev.shootdown.report.Artefact;
import dev.shootdown.report.Cell;
import dev.shootdown.report.Comparison;
import dev.shootdown.report.ExitTable;
import dev.shootdown.report.Json;
import dev.shootdown.report.ReportFolder;
import dev.shootdown.report.ReportPage;
import dev.shootdown.report.ResultFile;
import dev.shootdown.report.ResultsFolder;
import dev.shootdown.report.RunResult;
import dev.shootdown.report.SensitivityTable;
import dev.shootdown.report.Shard;
import dev.shootdown.report.SourcesTable;
import dev.shootdown.testbed.SystemName;
import dev.shootdown.testbed.Testbed;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import dev.shootdown.testbed.profile.Study;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code evaluate}: what shootdowns cost, in cycles and in µs. */
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
    private static final int MOST_SEEDS = 10_000;

    /** What {@code --json} prints of a shard. */
    private record ShardDone(String shard, int runs, int runsOfAll, String result) {}

    @Mixin
    private CommonOptions common;

    @Mixin
    private EngineOption spark;

    @Spec
    private CommandSpec command;

    @Parameters(
            arity = "0..*",
            paramLabel = "SCHEME",
            description = {
                "Schemes to compare, each with what is added to it, as in shoot4u+pmt or baseline+ple+pvlock.",
                "Added can be: the guest's spinlock (ticket, pmt, pmt-v1, pvlock), pause-loop exiting (ple),",
                "and the host's scheduler (cosched, relaxed, adaptive, balance, demand)."
            })
    private List<String> schemes = List.of();

    @Option(
            names = "--scenario",
            paramLabel = "NAME|FILE",
            description = "May be repeated; both of the paper's if not given.")
    private List<String> scenarios = List.of("paper-1vm", "paper-2vm");

    @Option(names = "--bug", paramLabel = "NAME", description = "Switch this bug on in the schemes that can have it.")
    private Optional<String> bug;

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "5", description = "Runs per cell; 5 if not given.")
    private int seeds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The first of the seeds; 1 if not given.")
    private long seed;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Simulated seconds per run, instead of the scenario's.")
    private Optional<Double> seconds;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "Change a number of the machine or a workload, as in machine.virtualization.invvpid=300; --sources lists them.")
    private Map<String, Double> changes = new LinkedHashMap<>();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "As many as there are processors if not given; changes no result.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description =
                    "Write a page (report.html), tables, histograms (.hgrm) and CDF charts there, and keep finished runs.")
    private Optional<Path> report;

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
            names = "--workload",
            paramLabel = "NAME|FILE",
            description = "With --artefact: a program; may be repeated; all of PARSEC's if not given.")
    private List<String> workloads = List.of();

    @Option(
            names = "--study",
            paramLabel = "NAME|FILE",
            description =
                    "Run what this file says: systems, scenarios, workloads, seeds, numbers to vary. Built-in: paper.")
    private Optional<String> study;

    @Option(
            names = "--compare",
            paramLabel = "DIR",
            description =
                    "Print what changed against the evaluation that --report has left in DIR, and whether beyond noise: mean"
                            + " latencies, run times, and with --artefact slowdowns and shares of CPU time.")
    private Optional<Path> compare;

    @Option(
            names = "--trace",
            paramLabel = "S",
            description = {
                "With --report: also write what kernels would have recorded of the first S simulated seconds of",
                "each cell, as ftrace text of the host and of the first guest, and for ui.perfetto.dev."
            })
    private Optional<Double> trace;

    @Option(names = "--exits", description = "Print VM exits by reason, too, as perf kvm stat does.")
    private boolean exits;

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

    /** All runs that are done, by {@link Run#key}: parts of a study want some of the same. */
    private final Map<String, RunResult> done = new HashMap<>();

    private Engine engine;

    @Override
    public Integer call() {
        requireSenseOfShards();
        try (Engine opened = spark.open(threads)) {
            engine = opened;
            return evaluate();
        }
    }

    private int evaluate() {
        atLeastOne("--seeds", seeds);
        if (seeds > MOST_SEEDS) {
            throw new BadInput("--seeds " + seeds + ": at most " + MOST_SEEDS + " are possible.");
        }
        compare.ifPresent(folder -> artefact.ifPresentOrElse(
                name -> Comparison.requireArtefact(
                        folder, ArtefactRuns.named(name).toString()),
                () -> Comparison.requireCells(folder)));
        requireTraceLength();
        if (study.isPresent()) {
            rejectBesideStudy();
            Study plan = Profiles.study(study.get());
            return show("study " + plan.name(), StudyRuns.of(plan), StudyRuns.artefacts(plan));
        }
        if (artefact.isPresent()) {
            return make(ArtefactRuns.named(artefact.get()));
        }
        if (!workloads.isEmpty()) {
            throw new BadInput("--workload goes with --artefact; a scenario or a study names its workloads itself.");
        }
        List<Scenario> plans = scenarios.stream().map(this::plan).toList();
        requireDistinctNames(plans);
        if (sources) {
            reject(
                    "--sources runs nothing and prints a table",
                    List.of(
                            "--sensitivity",
                            "--json",
                            "--compare",
                            "--exits",
                            "--report",
                            "--shard",
                            "--result",
                            "--from"));
            plans.forEach(plan -> common.out().print(plan.name() + "\n" + SourcesTable.render(plan)));
            return Main.HOLDS;
        }
        List<Contender> contenders = contenders();
        plans.forEach(plan -> contenders.forEach(one -> Testbed.requireTimes(one.system(), plan)));
        if (sensitivity) {
            reject("--sensitivity compares its runs with each other", List.of("--compare", "--exits"));
            Sensitivity study = new Sensitivity(plans, contenders, seeds, seed);
            return show(study);
        }
        return show(AskedRuns.LATENCY, runs(plans, contenders), List.of());
    }

    private int show(Sensitivity study) {
        AskedRuns asked = new AskedRuns("sensitivity", study.runs());
        if (shard.isPresent()) {
            return doShard(asked);
        }
        takeFrom(asked);
        List<SensitivityTable.Measure> measures = study.measures(complete(evaluation(study.runs())));
        writeResult(asked);
        String text = Sensitivity.text(measures);
        String json = SensitivityTable.json(measures);
        report.ifPresent(
                folder -> ReportFolder.write(folder, Map.of("sensitivity.txt", text, "sensitivity.json", json)));
        common.out().print(common.json() ? json : text);
        if (!common.json()) {
            result.ifPresent(file -> common.out().println("Written to " + file + "."));
        }
        return Main.HOLDS;
    }

    private int make(ArtefactRuns made) {
        reject(
                "--artefact " + made + " says itself what is run, and where",
                List.of("--scenario", "--sources", "--sensitivity", "--bug", "--exits"));
        if (workloads.stream().distinct().count() < workloads.size()) {
            throw new BadInput("a workload is named twice in " + String.join(" ", workloads) + ".");
        }
        List<Contender> systems = schemes.isEmpty() ? made.systems() : contenders();
        List<Run> runs = made.runs(systems, workloads, this::changed, seed, seeds);
        runs.forEach(run -> Testbed.requireTimes(run.contender().system(), run.scenario()));
        AskedRuns asked = new AskedRuns("artefact " + made, runs);
        if (shard.isPresent()) {
            return doShard(asked);
        }
        takeFrom(asked);
        Artefact artefact = made.of(Cell.group(complete(evaluation(runs))));
        writeResult(asked);
        Optional<List<Comparison.Row>> comparison = compare.map(folder -> Comparison.with(folder, artefact));
        report.ifPresent(artefact::write);
        if (common.json()) {
            common.out().print(Json.artefact(artefact, comparison));
        } else {
            common.out().print(artefact.text());
            comparison.ifPresent(this::printComparison);
            sayWhereItIs();
        }
        return Main.HOLDS;
    }

    private Evaluation evaluation(List<Run> runs) {
        return new Evaluation(runs, report.map(ResultsFolder::in), done);
    }

    /** Does the runs of a shard, and makes nothing of them. */
    private int doShard(AskedRuns asked) {
        Shard part = shard.orElseThrow();
        Path file = result.orElseThrow();
        List<Run> runs = asked.of(part);
        complete(evaluation(runs));
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
    private void takeFrom(AskedRuns asked) {
        from.ifPresent(file -> {
            done.putAll(asked.from(file));
            report.ifPresent(folder -> asked.keep(done, ResultsFolder.in(folder)));
        });
    }

    private void writeResult(AskedRuns asked) {
        result.ifPresent(file -> asked.whole(done).write(file));
    }

    private void sayWhereItIs() {
        report.ifPresent(folder -> common.out().println("Written to " + folder + "."));
        result.ifPresent(file -> common.out().println("Written to " + file + "."));
    }

    private int show(String what, List<Run> runs, List<StudyRuns.Part> parts) {
        List<Run> all = new ArrayList<>(runs);
        parts.forEach(part -> all.addAll(part.runs()));
        AskedRuns asked = new AskedRuns(what, all);
        if (shard.isPresent()) {
            return doShard(asked);
        }
        takeFrom(asked);
        long start = System.nanoTime();
        List<Cell> cells = Cell.group(complete(evaluation(runs), 0, size(parts)));
        Optional<List<Comparison.Row>> comparison =
                compare.map(folder -> new ArrayList<>(Comparison.with(folder, cells)));
        Map<Cell, ReportPage.Slowest> slowest = report.isPresent() ? slowest(cells, runs) : Map.of();
        report.ifPresent(folder -> ReportFolder.write(folder, cells, slowest));
        trace.ifPresent(length -> record(cells, runs, length));
        sayHowLong("latency", runs.size(), start);
        List<Artefact> artefacts = new ArrayList<>();
        for (StudyRuns.Part part : parts) {
            long began = System.nanoTime();
            int before = runs.size() + size(parts.subList(0, artefacts.size()));
            int after = size(parts.subList(artefacts.size() + 1, parts.size()));
            Artefact artefact = part.artefact().of(Cell.group(complete(evaluation(part.runs()), before, after)));
            comparison.ifPresent(rows -> rows.addAll(Comparison.with(compare.orElseThrow(), artefact)));
            report.ifPresent(artefact::write);
            artefacts.add(artefact);
            sayHowLong(artefact.name(), part.runs().size(), began);
        }
        writeResult(asked);
        if (!parts.isEmpty()) {
            report.ifPresent(folder -> ReportFolder.writePage(folder, cells, slowest, artefacts));
            sayHowLong("in all", runs.size() + size(parts), start);
        }
        if (common.json()) {
            common.out().print(Json.cells(cells, comparison, artefacts));
        } else {
            common.out().print(LatencyText.of(cells));
            if (exits) {
                cells.forEach(cell -> common.out().print("\n" + ExitTable.render(cell)));
            }
            sayWhereItIs();
            artefacts.forEach(artefact -> common.out().print("\n" + artefact.text()));
            comparison.ifPresent(this::printComparison);
        }
        return Main.HOLDS;
    }

    private void printComparison(List<Comparison.Row> comparison) {
        common.out().print("\n" + Comparison.render(compare.orElseThrow(), comparison));
    }

    private static int size(List<StudyRuns.Part> parts) {
        return parts.stream().mapToInt(part -> part.runs().size()).sum();
    }

    /** A study is long enough to ask where the time goes; runs that an earlier part has done take none. */
    private void sayHowLong(String what, int runs, long start) {
        if (study.isPresent()) {
            common.err()
                    .println(String.format(
                            Locale.ROOT, "%s: %,d runs, %.1f s", what, runs, (System.nanoTime() - start) * 1e-9));
            common.err().flush();
        }
    }

    private Map<Cell, ReportPage.Slowest> slowest(List<Cell> cells, List<Run> runs) {
        try (Progress progress = common.progress("schedules", cells.size())) {
            return SlowestShootdowns.of(cells, runs, threads, done -> progress.at(done, "cells"));
        }
    }

    private void record(List<Cell> cells, List<Run> runs, double length) {
        try (Progress progress = common.progress("traces", cells.size())) {
            new KernelTraces(report.orElseThrow(), length).write(cells, runs, done -> progress.at(done, "cells"));
        }
    }

    private void requireSenseOfShards() {
        atLeastOne("--threads", threads);
        if (shard.isPresent()) {
            if (result.isEmpty()) {
                throw new BadInput("--shard goes with --result FILE, which is where the shard's runs are written to.");
            }
            reject(
                    "--shard makes runs, and no tables of them",
                    List.of("--from", "--compare", "--exits", "--trace", "--sources"));
        }
        if (from.isPresent()) {
            reject("--from has a result already", List.of("--result"));
        }
        result.ifPresent(ResultFile::requirePlace);
    }

    private void requireTraceLength() {
        trace.ifPresent(length -> {
            if (!(length > 0 && length <= 1000)) {
                throw new BadInput("--trace " + length + ": more than 0 and at most 1,000 seconds are expected.");
            }
            if (report.isEmpty() || artefact.isPresent() || sources || sensitivity) {
                throw new BadInput("--trace goes with --report, which says where the files go, and not with --artefact,"
                        + " --sources or --sensitivity.");
            }
        });
    }

    /** A study says itself what is run. */
    private void rejectBesideStudy() {
        reject(
                "--study says itself which systems run, where, how often and for how long",
                List.of(
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
                        "--sensitivity"));
    }

    /** What would be ignored is refused: who gave it would believe that it was heeded. */
    private void reject(String why, List<String> options) {
        List<String> given = options.stream().filter(this::isGiven).toList();
        if (!given.isEmpty()) {
            String verb = given.size() == 1 ? " does" : " do";
            throw new BadInput(why + ": " + String.join(", ", given) + verb + " not go with it.");
        }
    }

    private boolean isGiven(String option) {
        return option.equals("SCHEME")
                ? !schemes.isEmpty()
                : command.commandLine().getParseResult().hasMatchedOption(option);
    }

    /** Results are told apart by name. */
    private static void requireDistinctNames(List<Scenario> plans) {
        Set<String> names = new HashSet<>();
        for (Scenario plan : plans) {
            if (!names.add(plan.name())) {
                throw new BadInput("two scenarios are called '" + plan.name()
                        + "'; give one of the files another value of key 'name'.");
            }
        }
    }

    private static void atLeastOne(String option, int value) {
        if (value < 1) {
            throw new BadInput(option + " " + value + ": at least 1 is expected.");
        }
    }

    private Scenario plan(String name) {
        Scenario plan = Profiles.scenario(name);
        if (Profiles.SCENARIOS.contains(plan.name()) && !plan.name().equals(name)) {
            throw new BadInput(name + ": key 'name' is '" + plan.name() + "', as a built-in scenario is called;"
                    + " give it another value, or results would be set beside the paper's.");
        }
        return changed(plan);
    }

    private Scenario changed(Scenario unchanged) {
        Scenario plan = unchanged;
        for (Map.Entry<String, Double> change : changes.entrySet()) {
            plan = plan.with(change.getKey(), change.getValue());
        }
        if (seconds.isPresent()) {
            double s = seconds.get();
            if (!(s > 0 && s <= 100_000)) {
                throw new BadInput("--seconds " + s + ": more than 0 and at most 100,000 are expected.");
            }
            plan = plan.lasting(
                    plan.warmUp(), Math.max(1, Math.round(s * plan.machine().clockHz())));
        }
        return plan;
    }

    private List<Run> runs(List<Scenario> plans, List<Contender> contenders) {
        List<Run> runs = new ArrayList<>();
        for (Scenario plan : plans) {
            for (Contender contender : contenders) {
                for (int k = 0; k < seeds; k++) {
                    runs.add(new Run(contender, plan, seed + k));
                }
            }
        }
        return runs;
    }

    private List<Contender> contenders() {
        if (schemes.isEmpty() && bug.isEmpty()) {
            return PAPER;
        }
        List<String> names = schemes.isEmpty() ? List.of("baseline", "kvm_tlb", "shoot4u") : schemes;
        List<Contender> chosen = new ArrayList<>();
        if (Set.copyOf(names).size() < names.size()) {
            throw new BadInput("a scheme is named twice in " + String.join(" ", names) + ".");
        }
        for (String name : names) {
            SystemName system = SystemName.parse(name);
            boolean has = bug.isPresent() && Machine.bugsOf(system.scheme()).contains(bug.get());
            chosen.add(Contender.of(system, has ? Set.of(bug.get()) : Set.of()));
        }
        requireDistinctSystems(chosen);
        if (bug.isPresent() && chosen.stream().allMatch(one -> one.bugs().isEmpty())) {
            throw new BadInput("--bug " + bug.get() + ": none of " + String.join(", ", names) + " can have it.");
        }
        return chosen;
    }

    /** The same system can be written in several ways. */
    static void requireDistinctSystems(List<Contender> chosen) {
        Set<String> labels = new HashSet<>();
        for (Contender one : chosen) {
            if (!labels.add(one.label())) {
                throw new BadInput(one.label() + " is named twice.");
            }
        }
    }

    /** What the paper compares. Its kvm_tlb is the scheme as published; as intended it stands beside it. */
    static final List<Contender> PAPER = List.of(
            Contender.of(SystemName.parse("baseline"), Set.of()),
            Contender.of(SystemName.parse("kvm_tlb"), Set.of(KvmTlb.CMPXCHG_OLD_VALUE))
                    .called("kvm_tlb (as published)"),
            Contender.of(SystemName.parse("kvm_tlb"), Set.of()),
            Contender.of(SystemName.parse("shoot4u"), Set.of()));

    private List<RunResult> complete(Evaluation evaluation) {
        return complete(evaluation, 0, 0);
    }

    private List<RunResult> complete(Evaluation evaluation, int before, int after) {
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
}
