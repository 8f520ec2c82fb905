package dev.shootdown.cli;

import dev.shootdown.machine.BadInput;
import dev.shootdown.modelcheck.Coverage;
import dev.shootdown.modelcheck.Model;
import dev.shootdown.modelcheck.ModelCatalog;
import dev.shootdown.modelcheck.ModelChecker;
import dev.shootdown.modelcheck.ModelConfig;
import dev.shootdown.modelcheck.ModelScope;
import dev.shootdown.modelcheck.RunFolder;
import dev.shootdown.modelcheck.StateCount;
import dev.shootdown.modelcheck.TlcResult.Violated;
import dev.shootdown.modelcheck.Verdict;
import dev.shootdown.report.CounterexampleFile;
import dev.shootdown.report.CounterexamplePage;
import dev.shootdown.report.FileNames;
import dev.shootdown.report.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code check}: TLC on the models of schemes, next to what is on record for them. */
@Command(
        name = "check",
        description = {
            "Model-checks schemes with TLC: every interleaving of their steps, at a small size.",
            "Verdicts and numbers of states are compared with those on record in model-checking/models.yaml.",
        },
        footer = {
            "",
            "Exit code 1: a property is violated (with --bug that is what should happen), or an answer is",
            "not the one on record. A violation on record for a scheme without a bug is a claim about that",
            "scheme, confirmed: exit code 0.",
        })
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Parameters(arity = "0..*", paramLabel = "SCHEME", description = "Schemes to check; all of them if none is named.")
    private List<String> schemes = List.of();

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            defaultValue = "small",
            description = "small (seconds), medium (minutes) or large; small if not given.")
    private ModelScope scope;

    @Option(
            names = "--bug",
            paramLabel = "NAME",
            description = "Switch this bug on in the schemes that can have it; all: every bug, one after the other.")
    private Optional<String> bug;

    @Option(
            names = "--models",
            paramLabel = "FILE",
            description = {
                "A list of models of your own, written like model-checking/models.yaml.",
                "Configurations and modules lie beside it; modules may extend those in spec/.",
            })
    private Optional<Path> list;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Threads of TLC; as many as there are processors if not given.")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Picks TLC's fingerprint function: a hash collision hides from one seed only.")
    private long seed;

    @Option(names = "--counterexamples", description = "Print the counterexamples of recorded violations, too.")
    private boolean counterexamples;

    @Option(names = "--save", paramLabel = "DIR", description = "Write every counterexample to a file in this folder.")
    private Optional<Path> folder;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description =
                    "Write every counterexample to this folder as a page to go through step by step in a browser.")
    private Optional<Path> report;

    @Option(
            names = "--coverage",
            description = {
                "Say how often TLC takes each action in those of the models that hold, and which it never takes,",
                "instead of the verdicts.",
            })
    private boolean coverage;

    @Option(
            names = "--distributed",
            description = {
                "Check with a server and --workers workers (two or more) of TLC's distributed mode, on this machine.",
                "Temporal and action properties, which that mode cannot check, are checked in one process.",
            })
    private boolean distributed;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            description = {
                "Keep verdicts and, every minute, the state of long searches in this folder,",
                "and go on with what an earlier run has left there.",
            })
    private Optional<Path> runs;

    /** One property of one model, as {@code --json} prints it. */
    private record Row(
            String scheme,
            ModelScope scope,
            String bug,
            String model,
            String property,
            String verdict,
            boolean asRecorded,
            long distinctStates,
            String how,
            double wallS) {}

    private record Document(List<Row> results) {}

    /** One action of one scheme, as {@code --coverage --json} prints it. */
    private record CoverageRow(String scheme, String action, int models, long steps) {}

    private record CoverageDocument(List<CoverageRow> coverage) {}

    @Override
    public Integer call() {
        if (workers < 1) {
            throw new BadInput("--workers " + workers + ": TLC needs at least one.");
        }
        if (distributed && workers < 2) {
            workers = 2; // so that one may be lost
        }
        ModelCatalog catalog =
                list.map(file -> ModelCatalog.read(file, Home.path())).orElseGet(() -> ModelCatalog.read(Home.path()));
        List<Model> models = catalog.select(schemes, scope, bug);
        if (folder.isPresent() || report.isPresent()) {
            requireDistinctFiles(models);
        }
        folder.ifPresent(CheckCommand::make);
        report.ifPresent(CheckCommand::make);
        if (coverage) {
            return tellCoverage(catalog, models);
        }
        List<Verdict> verdicts = check(catalog, models);
        if (common.json()) {
            common.print(new Document(rows(verdicts)));
        } else {
            common.out().print(table(verdicts));
            verdicts.forEach(this::tell);
        }
        verdicts.forEach(this::complain);
        return exitCode(verdicts);
    }

    /** Before hours of work, not after them. */
    private static void make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new BadInput(
                    "The folder '" + folder + "' cannot be made (a place for counterexamples is expected).", e);
        }
        if (!Files.isWritable(folder)) {
            throw new BadInput(
                    "The folder '" + folder + "' cannot be written to (a place for counterexamples is expected).");
        }
    }

    /** Where upper and lower case are the same, too. */
    private static void requireDistinctFiles(List<Model> models) {
        Map<String, Model> byFile = new HashMap<>();
        for (Model model : models) {
            String file = FileNames.safe(model.name());
            Model other = byFile.putIfAbsent(file.toLowerCase(Locale.ROOT), model);
            if (other != null) {
                throw new BadInput("The counterexamples of '" + other.name() + "' and '" + model.name()
                        + "' would go to the same file, " + file + " (another name for one of the two is expected).");
            }
        }
    }

    private List<Verdict> check(ModelCatalog catalog, List<Model> models) {
        if (distributed) {
            models.forEach(this::sayWhatIsNotDistributed);
        }
        Optional<RunFolder> kept = runs.map(into -> RunFolder.in(into, catalog));
        Thread farewell = new Thread(this::sayHowToGoOn, "say how to go on");
        Runtime.getRuntime().addShutdownHook(farewell);
        try (Progress progress = common.progress("TLC", models.size())) {
            boolean labelled =
                    counterexamples || bug.isPresent() || folder.isPresent() || report.isPresent() || kept.isPresent();
            ModelChecker.Plan plan = new ModelChecker.Plan(workers, seed, distributed, labelled, kept);
            return new ModelChecker(catalog).check(models, plan, new Watcher(progress, folder, report));
        } finally {
            forget(farewell);
            kept.ifPresent(RunFolder::close);
        }
    }

    private int tellCoverage(ModelCatalog catalog, List<Model> models) {
        List<CoverageRow> rows = new ArrayList<>();
        List<String> sentences = new ArrayList<>();
        try (Progress progress = common.progress("TLC", models.size())) {
            new ModelChecker(catalog)
                    .coverage(models, workers, seed, new Watcher(progress, Optional.empty(), Optional.empty()))
                    .forEach((scheme, taken) -> {
                        taken.actions()
                                .forEach(action -> rows.add(
                                        new CoverageRow(scheme, action.name(), action.models(), action.steps())));
                        sentences.add(sentence(scheme, taken));
                    });
        }
        if (rows.isEmpty()) {
            throw new BadInput("None of these models is to hold and asks for invariants alone: nothing to count.");
        }
        if (common.json()) {
            common.print(new CoverageDocument(rows));
        } else {
            Table table = new Table("scheme", "action", "models", "steps");
            rows.forEach(row -> table.row(row.scheme(), row.action(), row.models(), row.steps()));
            common.out().print(table);
            common.out().println();
            sentences.forEach(common.out()::println);
        }
        return Main.HOLDS;
    }

    private String sentence(String scheme, Coverage taken) {
        List<String> never = taken.neverTaken();
        return scheme + ", " + taken.models() + (taken.models() == 1 ? " model" : " models") + " of scope " + scope
                + ": "
                + (never.isEmpty() ? "every action is taken." : "never taken: " + String.join(", ", never) + ".");
    }

    private void sayWhatIsNotDistributed(Model model) {
        List<String> properties = ModelConfig.read(model.config()).properties();
        if (!properties.isEmpty()) {
            common.err()
                    .println(model.name() + ": distributed TLC cannot check " + String.join(", ", properties)
                            + "; this model is checked in one process with one thread.");
            common.err().flush();
        }
    }

    /** For Ctrl-C. */
    private void sayHowToGoOn() {
        common.err()
                .println(
                        runs.isPresent()
                                ? "shootdown check: interrupted; the same command goes on with what is in " + runs.get()
                                        + "."
                                : "shootdown check: interrupted, and nothing was kept; with --resume DIR it could go on.");
        common.err().flush();
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyShuttingDown) {
            // then it speaks
        }
    }

    /**
     * Shows how many models are done, and how far the one is that TLC last spoke of; writes counterexamples as they come, so
     * that an interrupted run keeps those that it has found.
     */
    private static final class Watcher implements ModelChecker.Watcher {
        private final Progress progress;
        private final Optional<Path> folder;
        private final Optional<Path> report;
        private final AtomicInteger done = new AtomicInteger();

        Watcher(Progress progress, Optional<Path> folder, Optional<Path> report) {
            this.progress = progress;
            this.folder = folder;
            this.report = report;
        }

        @Override
        public void at(Model model, StateCount states) {
            progress.at(
                    done.get(),
                    String.format(
                            Locale.ROOT,
                            "%s: %,d states, %,d distinct, depth %d, %,d queued",
                            model.name(),
                            states.generated(),
                            states.distinct(),
                            states.depth(),
                            states.queued()));
        }

        @Override
        public void done(Verdict verdict) {
            folder.ifPresent(into -> verdict.violation()
                    .ifPresent(violated -> CounterexampleFile.write(into, verdict.model(), violated)));
            report.ifPresent(into -> verdict.violation()
                    .ifPresent(violated -> CounterexamplePage.write(into, verdict.model(), violated)));
            progress.at(done.incrementAndGet(), verdict.model().name() + " done");
        }
    }

    private static String table(List<Verdict> verdicts) {
        Table table =
                new Table("scheme", "model", "checked", "verdict", "distinct states", "on record", "by", "seconds");
        for (Verdict verdict : verdicts) {
            table.row(
                    verdict.model().scheme(),
                    verdict.model().name(),
                    verdict.checked().size() + " properties",
                    word(verdict),
                    verdict.result().states().distinct(),
                    verdict.surprise().isPresent() ? "NO" : verdict.isDecided() ? "yes" : null,
                    verdict.how(),
                    verdict.wallS());
        }
        return table.toString();
    }

    private static String word(Verdict verdict) {
        if (!verdict.isDecided()) {
            return "not decided";
        }
        return verdict.violation()
                .map(violated -> violated.property() + " is violated")
                .orElse("holds");
    }

    private void tell(Verdict verdict) {
        Optional<Violated> violation = verdict.violation();
        boolean wanted =
                counterexamples || bug.isPresent() || verdict.surprise().isPresent();
        if (violation.isPresent() && wanted) {
            common.out().println();
            common.out().print(CounterexampleFile.text(verdict.model(), violation.get()));
        }
    }

    private void complain(Verdict verdict) {
        verdict.surprise().ifPresent(common.err()::println);
        verdict.trouble()
                .ifPresent(sentence -> common.err().println(verdict.model().name() + ": " + sentence));
    }

    /** A row per property; after a violation only the violated one, since TLC did not come to know about the others. */
    private static List<Row> rows(List<Verdict> verdicts) {
        List<Row> rows = new ArrayList<>();
        for (Verdict verdict : verdicts) {
            List<String> properties = verdict.violation()
                    .map(violated -> List.of(violated.property()))
                    .orElse(verdict.checked());
            String word =
                    !verdict.isDecided() ? "undecided" : verdict.violation().isPresent() ? "violated" : "holds";
            for (String property : properties) {
                rows.add(new Row(
                        verdict.model().scheme(),
                        verdict.model().scope(),
                        verdict.model().bug().orElse(null),
                        verdict.model().name(),
                        property,
                        word,
                        verdict.isDecided() && verdict.surprise().isEmpty(),
                        verdict.result().states().distinct(),
                        verdict.how(),
                        verdict.wallS()));
            }
        }
        return rows;
    }

    private static int exitCode(List<Verdict> verdicts) {
        int code = Main.HOLDS;
        for (Verdict verdict : verdicts) {
            if (!verdict.isDecided()) {
                return Main.BAD_INPUT;
            }
            boolean bugShows =
                    verdict.violation().isPresent() && verdict.model().bug().isPresent();
            if (bugShows || verdict.surprise().isPresent()) {
                code = Main.FAILS;
            }
        }
        return code;
    }
}
