package dev.shootdown.cli;

import dev.shootdown.cli.Evaluation.Run;
import dev.shootdown.engine.Engine;
import dev.shootdown.engine.Threads;
import dev.shootdown.explore.Campaign;
import dev.shootdown.explore.Fuzzer;
import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.scheme.KvmTlb;
import dev.shootdown.modelcheck.Model;
import dev.shootdown.modelcheck.ModelCatalog;
import dev.shootdown.modelcheck.ModelChecker;
import dev.shootdown.modelcheck.ModelScope;
import dev.shootdown.modelcheck.StateCount;
import dev.shootdown.modelcheck.Verdict;
import dev.shootdown.report.Cell;
import dev.shootdown.report.LatencyTable;
import dev.shootdown.report.PaperTable;
import dev.shootdown.report.ReportFolder;
import dev.shootdown.report.ResultsFolder;
import dev.shootdown.report.Table;
import dev.shootdown.testbed.profile.Profiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}: the main job. Checks, fuzzes and measures the paper's schemes, and says in one table what came out. */
@Command(
        name = "run",
        description = {
            "The main job: checks, fuzzes and measures the paper's schemes, in a few minutes.",
            "TLC at small size, random schedules of the running code, and the latency evaluation;",
            "what came out is in one table at the end.",
        })
final class RunCommand implements Callable<Integer> {
    private static final List<String> SCHEMES = List.of("baseline", "kvm_tlb", "shoot4u");

    /** Of the small models, those that carry the claims: all of them are for {@code check}. */
    private static final List<String> MODELS = List.of("small", "small-returns", "small-without-targets");

    private static final long SCHEDULES = 30_000;

    @Mixin
    private CommonOptions common;

    @Mixin
    private ThreadsOption threads;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Decides schedules and workloads; 1 if not given.")
    private long seed;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Simulated runs per scheme and scenario; 3 if not given.")
    private int seeds;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Write tables, histograms and charts of the measurement there.")
    private Optional<Path> report;

    /** One line of the verdict table, and of {@code --json}. */
    private record Row(String claim, String scheme, String how, String result, boolean asExpected) {}

    private record Document(List<Row> verdicts) {}

    private final List<Row> rows = new CopyOnWriteArrayList<>();

    /** What is still to do, by name: read by the last words, too. */
    private final List<String> modelsLeft = new CopyOnWriteArrayList<>();

    private final List<String> campaignsLeft =
            new CopyOnWriteArrayList<>(List.of("baseline", "kvm_tlb", "shoot4u", "kvm_tlb (as published)"));

    @Override
    public Integer call() {
        GivenOptions.atLeastOne("--seeds", seeds);
        if (seeds > EvaluatePlan.MOST_SEEDS) {
            throw new BadInput("--seeds " + seeds + ": at most " + EvaluatePlan.MOST_SEEDS + " are possible.");
        }
        List<Model> models = models();
        models.forEach(model -> modelsLeft.add(model.name()));
        Evaluation evaluation = new Evaluation(runs(), report.map(ResultsFolder::in));
        LastWords lastWords = new LastWords(common.err(), () -> whatIsMissing(models.size(), evaluation));
        List<Cell> cells;
        try {
            check(models);
            fuzz();
            cells = evaluate(evaluation);
        } finally {
            lastWords.close();
        }
        report.ifPresent(folder -> ReportFolder.write(folder, cells));
        if (common.json()) {
            common.print(new Document(rows));
        } else {
            common.out().println();
            common.out().print(verdictTable());
        }
        return rows.stream().allMatch(Row::asExpected) ? Main.HOLDS : Main.FAILS;
    }

    /** What an interrupted run has done and what not, and the verdicts so far. */
    private String whatIsMissing(int models, Evaluation evaluation) {
        int campaigns = SCHEMES.size() + 1;
        String verdicts = rows.isEmpty()
                ? ""
                : "\nWhat came out so far:\n" + verdictTable().stripTrailing();
        return "Interrupted. TLC: " + (models - modelsLeft.size()) + " of " + models + " models are checked"
                + missing(modelsLeft) + "\nRandom schedules: " + (campaigns - campaignsLeft.size()) + " of " + campaigns
                + " campaigns are finished" + missing(campaignsLeft) + "\nLatency: "
                + evaluation.whatIsMissing(report) + verdicts;
    }

    private static String missing(List<String> left) {
        return left.isEmpty() ? "." : "; missing: " + String.join(", ", left) + ".";
    }

    private void say(String text) {
        if (!common.json()) {
            common.out().println(text);
            common.out().flush();
        }
    }

    // --- every interleaving, at small size

    private List<Model> models() {
        return ModelCatalog.read(Home.path()).select(SCHEMES, ModelScope.SMALL, Optional.empty()).stream()
                .filter(model ->
                        MODELS.contains(model.name().substring(model.scheme().length() + 1)))
                .toList();
    }

    private void check(List<Model> models) {
        say("1. TLC: every interleaving of the steps, at small size");
        AtomicInteger done = new AtomicInteger();
        try (Progress progress = common.progress("TLC", models.size())) {
            List<Verdict> verdicts = new ModelChecker(Home.path())
                    .check(models, threads.count(), seed, new ModelChecker.Watcher() {
                        @Override
                        public void at(Model model, StateCount states) {
                            progress.at(done.get(), model.name() + ": " + states.distinct() + " states");
                        }

                        @Override
                        public void done(Verdict verdict) {
                            modelsLeft.remove(verdict.model().name());
                            progress.at(done.incrementAndGet(), verdict.model().name() + " done");
                        }
                    });
            verdicts.forEach(this::judge);
        }
    }

    private void judge(Verdict verdict) {
        String name = verdict.model().name();
        String claim = name.endsWith("small")
                ? "no stale translation is used"
                : name.endsWith("returns") ? "every shootdown returns" : "… even if targets never run again";
        String result = !verdict.isDecided()
                ? "not decided"
                : verdict.violation().isPresent() ? "refuted by a counterexample" : "holds";
        String how = verdict.violation().isPresent()
                ? "TLC"
                : String.format(
                        Locale.ROOT,
                        "TLC, %,d states",
                        verdict.result().states().distinct());
        verdict.surprise().ifPresent(common.err()::println);
        verdict.trouble().ifPresent(common.err()::println);
        rows.add(new Row(
                claim,
                verdict.model().scheme(),
                how,
                result,
                verdict.isDecided() && verdict.surprise().isEmpty()));
    }

    // --- random schedules of the running code

    private void fuzz() {
        say("2. Random schedules of the running code");
        for (String scheme : SCHEMES) {
            Fuzzer.Report found = fuzz(scheme, Set.of(), SCHEDULES);
            campaignsLeft.remove(scheme);
            rows.add(new Row(
                    "no stale translation is used",
                    scheme,
                    String.format(Locale.ROOT, "%,d schedules, %,d steps", found.schedules(), found.steps()),
                    found.failing() == 0 ? "holds" : found.failing() + " schedules break an invariant",
                    found.failing() == 0));
        }
        Fuzzer.Report canary = fuzz("kvm_tlb", Set.of(KvmTlb.CMPXCHG_OLD_VALUE), SCHEDULES);
        campaignsLeft.clear();
        rows.add(new Row(
                "a planted bug is found",
                "kvm_tlb (as published)",
                String.format(Locale.ROOT, "%,d schedules", canary.schedules()),
                canary.failures().isEmpty()
                        ? "not found"
                        : "found: " + canary.failures().get(0).invariant().label() + " breaks",
                !canary.failures().isEmpty()));
    }

    private Fuzzer.Report fuzz(String scheme, Set<String> bugs, long schedules) {
        Campaign campaign = new Campaign(
                Schemes.named(scheme), bugs, "swarm", seed, schedules, Long.MAX_VALUE, threads.count(), Campaign.STEPS);
        try (Progress progress = common.progress("fuzz " + scheme, schedules)) {
            return Fuzzer.run(
                    campaign,
                    Version.number(),
                    at -> progress.at(at.schedules(), at.distinctStates() + " distinct states"));
        }
    }

    // --- what it costs

    private List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        for (String scenario : List.of("paper-1vm", "paper-2vm")) {
            for (Contender contender : Contender.PAPER) {
                runs.addAll(Run.of(contender, Profiles.scenario(scenario), seed, seeds));
            }
        }
        return runs;
    }

    private List<Cell> evaluate(Evaluation evaluation) {
        say("3. Latency on the simulated host");
        try (Engine engine = new Threads(threads.count());
                Progress progress = common.progress("evaluate", evaluation.size())) {
            evaluation.complete(engine, done -> progress.at(done, "runs"));
        }
        List<Cell> cells = Cell.group(evaluation.finished());
        say("");
        say(LatencyTable.besidePaper(cells, PaperTable.load()).stripTrailing());
        for (String scenario : List.of("paper-1vm", "paper-2vm")) {
            compare(scenario, cells);
        }
        return cells;
    }

    private void compare(String scenario, List<Cell> cells) {
        double baseline = mean("baseline", scenario, cells);
        double shoot4u = mean("shoot4u", scenario, cells);
        rows.add(new Row(
                "hypervisor-side flushing is faster",
                "shoot4u",
                scenario + ", " + seeds + (seeds == 1 ? " seed" : " seeds"),
                String.format(
                        Locale.ROOT, "mean %.1f µs against %.1f µs: ×%.0f", shoot4u, baseline, baseline / shoot4u),
                shoot4u < baseline));
    }

    private static double mean(String scheme, String scenario, List<Cell> cells) {
        for (Cell cell : cells) {
            if (cell.scheme().equals(scheme) && cell.scenario().equals(scenario)) {
                return cell.latencyMicros().mean();
            }
        }
        throw new IllegalStateException("no cell for " + scheme + " on " + scenario);
    }

    private String verdictTable() {
        Table table = new Table("claim", "scheme", "how", "result", "as expected");
        rows.forEach(
                row -> table.row(row.claim(), row.scheme(), row.how(), row.result(), row.asExpected() ? "yes" : "NO"));
        return table.toString();
    }
}
