package dev.shootdown.cli;

import dev.shootdown.machine.BadInput;
import dev.shootdown.modelcheck.prove.Obligation;
import dev.shootdown.modelcheck.prove.ProofCatalog;
import dev.shootdown.modelcheck.prove.ProofModel;
import dev.shootdown.modelcheck.prove.Prover;
import dev.shootdown.modelcheck.prove.Solvers;
import dev.shootdown.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prove}: the invariants are inductive, for any number of CPUs, pages and frames. */
@Command(
        name = "prove",
        description = {
            "Proves with Z3 and cvc5 that the invariants of the specification are inductive, for sets of any size.",
            "Every action has to keep every conjunct of Inv, and both solvers have to say so. What is proved, with",
            "which features on, is listed in proofs/models.yaml; what that means, in proofs/README.md.",
        },
        footer = {
            "",
            "Exit code 1: a conjunct is not kept (with --bug that is what should happen), or a solver does not",
            "know. The action and a small counterexample to induction are printed, which need not be reachable.",
        })
final class ProveCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Mixin
    private ThreadsOption threads;

    @Parameters(
            arity = "0..*",
            paramLabel = "MODULE",
            description = "Modules or schemes; all that are listed if none is named.")
    private List<String> names = List.of();

    @Option(names = "--bug", paramLabel = "NAME", description = "With this bug planted; all: every one that is listed.")
    private Optional<String> bug;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = Duration.Converter.class,
            defaultValue = "20s",
            description = "For one question to one solver; ${DEFAULT-VALUE} if not given.")
    private Duration timeout;

    @Option(
            names = "--tlaps",
            description = "Instead, the proofs that are written out for TLAPS: by tlapm if it is on the PATH; otherwise"
                    + " what it proved before is compared with the text.")
    private boolean tlaps;

    @Option(names = "--record", description = "With --tlaps: enters what was proved into proofs/ledger.yaml.")
    private boolean record;

    /** One thing that was not proved, as {@code --json} prints it. */
    private record Failure(String action, String conjunct, String outcome, String counterexample) {}

    /** One module, as {@code --json} prints it. */
    private record Row(
            String module,
            String model,
            String bug,
            List<String> features,
            int obligations,
            int proved,
            int untouched,
            String solver,
            double z3S,
            double cvc5S,
            double wallS,
            List<Failure> failures) {}

    private record Document(List<Row> modules) {}

    @Override
    public Integer call() throws InterruptedException {
        if (tlaps && bug.isPresent()) {
            throw new BadInput("--bug: proofs for TLAPS are of modules without a bug.");
        }
        if (record && !tlaps) {
            throw new BadInput("--record goes with --tlaps.");
        }
        if (tlaps) {
            return new TlapsProofs(common, threads.count(), record).prove(names);
        }
        List<ProofModel> models = ProofCatalog.read(Home.path()).select(names, bug);
        String solvers = Solvers.versions();
        List<Row> rows = new ArrayList<>();
        for (ProofModel model : models) {
            rows.add(prove(model, solvers));
        }
        if (common.json()) {
            common.print(new Document(rows));
        } else {
            print(rows);
        }
        return rows.stream().allMatch(row -> row.failures().isEmpty()) ? Main.HOLDS : Main.FAILS;
    }

    private Row prove(ProofModel model, String solvers) throws InterruptedException {
        long start = System.nanoTime();
        Prover prover = new Prover(model, Home.path().resolve("spec"), timeout.nanos() / 1_000_000);
        AtomicInteger done = new AtomicInteger();
        try (Progress progress = common.progress("prove", prover.size())) {
            Prover.Result result = prover.prove(
                    threads.count(),
                    one -> progress.at(
                            done.incrementAndGet(), model.name() + ", " + one.action() + ": " + one.conjunct()));
            List<Obligation> all = result.obligations();
            return new Row(
                    model.module(),
                    model.name(),
                    model.bug().orElse(null),
                    model.features(),
                    all.size(),
                    (int) all.stream().filter(Obligation::holds).count(),
                    (int) all.stream().filter(Obligation::isUntouched).count(),
                    solvers,
                    result.z3S(),
                    result.cvc5S(),
                    (System.nanoTime() - start) * 1e-9,
                    all.stream()
                            .filter(one -> !one.holds())
                            .map(one -> new Failure(
                                    one.action(),
                                    one.conjunct(),
                                    one.outcome().label(),
                                    one.counterexample().orElse(null)))
                            .toList());
        }
    }

    private void print(List<Row> rows) {
        Table table = new Table(
                "module",
                "bug",
                "features",
                "obligations",
                "proved",
                "of these untouched",
                "s of z3",
                "s of cvc5",
                "seconds");
        for (Row row : rows) {
            table.row(
                    row.module(),
                    row.bug(),
                    String.join(" ", row.features()),
                    row.obligations(),
                    row.proved(),
                    row.untouched(),
                    row.z3S(),
                    row.cvc5S(),
                    row.wallS());
        }
        common.out().print(table);
        for (Row row : rows) {
            for (Failure failure : row.failures()) {
                common.out().println();
                common.out()
                        .println(row.model() + ": " + failure.action() + ", " + failure.conjunct() + ": "
                                + failure.outcome() + ".");
                if (failure.counterexample() != null) {
                    common.out().println(failure.counterexample().stripTrailing());
                }
            }
        }
    }
}
