package dev.shootdown.cli;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Schemes;
import dev.shootdown.modelcheck.conform.ConformanceCases;
import dev.shootdown.modelcheck.conform.ConformanceCases.Case;
import dev.shootdown.modelcheck.conform.GraphComparison;
import dev.shootdown.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code conform}: the running code and the specification are the same graph. */
@Command(
        name = "conform",
        description = {
            "Compares the running code with its specification: the same states, the same transitions.",
            "Every reachable state and labelled transition of the machine at small scope against TLC's, both",
            "ways; the first difference is printed as the steps that lead to it. A minute or two for all.",
        })
final class ConformCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Parameters(
            arity = "0..*",
            paramLabel = "SCHEME",
            description = "Schemes to compare; all of them if none is named.")
    private List<String> schemes = List.of();

    @Option(names = "--bug", paramLabel = "NAME", description = "Only machines with this bug.")
    private Optional<String> bug;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "As many as there are processors if not given; changes no result.")
    private int threads = Runtime.getRuntime().availableProcessors();

    /** One graph, as {@code --json} prints it. */
    private record Row(
            String scheme,
            String bug,
            List<String> features,
            int states,
            long transitions,
            boolean equal,
            String difference,
            double wallS) {}

    private record Document(List<Row> graphs) {}

    @Override
    public Integer call() {
        if (threads < 1) {
            throw new BadInput("--threads " + threads + ": at least 1 is expected.");
        }
        schemes.forEach(Schemes::named);
        List<Case> cases = ConformanceCases.ALL.stream()
                .filter(one -> schemes.isEmpty() || schemes.contains(one.scheme()))
                .filter(one -> bug.isEmpty() || bug.equals(one.bug()))
                .toList();
        if (cases.isEmpty()) {
            throw new BadInput("no machine to compare: "
                    + bug.map(name -> "no bug '" + name + "' in these schemes")
                            .orElse("these schemes have no module in spec/ that is compared")
                    + ".");
        }
        List<Row> rows = compare(cases);
        if (common.json()) {
            common.print(new Document(rows));
        } else {
            print(rows);
        }
        return rows.stream().allMatch(Row::equal) ? Main.HOLDS : Main.FAILS;
    }

    private List<Row> compare(List<Case> cases) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        AtomicInteger done = new AtomicInteger();
        try (Progress progress = common.progress("conform", cases.size())) {
            List<Future<Row>> pending = new ArrayList<>();
            for (Case one : cases) {
                pending.add(pool.submit(() -> {
                    Row row = compare(one);
                    progress.at(done.incrementAndGet(), one.name());
                    return row;
                }));
            }
            List<Row> rows = new ArrayList<>();
            for (Future<Row> row : pending) {
                rows.add(row.get());
            }
            return rows;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private static Row compare(Case one) {
        long start = System.nanoTime();
        GraphComparison.Result result =
                GraphComparison.compare(one.machine(), Home.path().resolve("spec"));
        return new Row(
                one.scheme(),
                one.bug().orElse(null),
                one.scope().features().stream().map(feature -> feature.label()).toList(),
                result.states(),
                result.transitions(),
                result.equal(),
                result.difference(),
                (System.nanoTime() - start) * 1e-9);
    }

    private void print(List<Row> rows) {
        Table table = new Table("scheme", "bug", "features", "states", "transitions", "same graph", "seconds");
        for (Row row : rows) {
            table.row(
                    row.scheme(),
                    row.bug(),
                    String.join(" ", row.features()),
                    row.states(),
                    row.transitions(),
                    row.equal() ? "yes" : "NO",
                    row.wallS());
        }
        common.out().print(table);
        for (Row row : rows) {
            if (!row.equal()) {
                common.out().println();
                common.out().println(row.scheme() + ": " + row.difference());
            }
        }
    }
}
