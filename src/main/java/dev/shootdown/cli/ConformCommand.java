package dev.shootdown.cli;

import dev.shootdown.cli.Behaviours.Replayed;
import dev.shootdown.cli.Behaviours.Trace;
import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.Schemes;
import dev.shootdown.modelcheck.ModelScope;
import dev.shootdown.modelcheck.conform.ConformanceCases;
import dev.shootdown.modelcheck.conform.ConformanceCases.Case;
import dev.shootdown.modelcheck.conform.GraphComparison;
import dev.shootdown.report.Table;
import dev.shootdown.trace.Recording;
import dev.shootdown.trace.RecordingFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code conform}: the running code and the specification are the same graph. */
@Command(
        name = "conform",
        description = {
            "Compares the running code with its specification: the same states, the same transitions.",
            "Graphs: every reachable state and labelled transition of the machine at small scope against TLC's,",
            "both ways, and the invariants of both on each of these states and on crossings of them; the first",
            "difference is printed as the steps that lead to it. Traces: runs of the testbed with 24 vCPUs and",
            "random schedules, each step of which the specification must allow. Replays: random behaviours of",
            "the specification, which the machine must follow. A few minutes for all. --scope medium: graphs of half a",
            "million states and more, one for each scheme, and nothing else.",
        })
final class ConformCommand implements Callable<Integer> {
    /** Random schedules of each scheme that the specification is asked about. */
    private static final int SCHEDULES = 4;

    @Mixin
    private CommonOptions common;

    @Mixin
    private ThreadsOption threads;

    @Parameters(
            arity = "0..*",
            paramLabel = "SCHEME",
            description = "Schemes to compare; all of them if none is named.")
    private List<String> schemes = List.of();

    @Option(names = "--bug", paramLabel = "NAME", description = "Only machines with this bug.")
    private Optional<String> bug;

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            defaultValue = "small",
            description =
                    "small, or medium: one graph of half a million states or more for each scheme, a minute or two"
                            + " each; small if not given.")
    private ModelScope scope;

    @Option(
            names = "--shootdowns",
            paramLabel = "N",
            description = "How many shootdowns of each traced testbed run are checked; ${DEFAULT-VALUE} if not given.")
    private int shootdowns = 300;

    @Option(names = "--seed", paramLabel = "N", description = "Of traces and replays; ${DEFAULT-VALUE} if not given.")
    private long seed = 1;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Ask only whether the specification allows this recorded schedule (of fuzz); repeatable.")
    private List<Path> traces = List.of();

    /** One graph, as {@code --json} prints it. */
    private record Row(
            String scheme,
            String bug,
            String machine,
            List<String> features,
            int states,
            long transitions,
            long verdicts,
            boolean equal,
            String difference,
            double wallS) {}

    private record Document(List<Row> graphs, List<Trace> traces, List<Replayed> replays) {
        boolean holds() {
            return graphs.stream().allMatch(Row::equal)
                    && traces.stream().allMatch(Trace::accepted)
                    && replays.stream().allMatch(Replayed::equal);
        }
    }

    @Override
    public Integer call() {
        GivenOptions.atLeastOne("--shootdowns", shootdowns);
        schemes.forEach(Schemes::named);
        Document document = traces.isEmpty() ? everything() : recorded();
        if (common.json()) {
            common.print(document);
        } else {
            print(document);
        }
        return document.holds() ? Main.HOLDS : Main.FAILS;
    }

    private Document recorded() {
        List<Callable<Trace>> asked = new ArrayList<>();
        for (Path file : traces) {
            Recording recording = RecordingFile.read(file);
            asked.add(() -> Behaviours.ofRecording(recording, file.toString()));
        }
        return new Document(List.of(), inParallel(asked, "traces"), List.of());
    }

    private Document everything() {
        List<Case> cases = cases().stream()
                .filter(one -> schemes.isEmpty() || schemes.contains(one.scheme()))
                .filter(one -> bug.isEmpty() || bug.equals(one.bug()))
                .toList();
        if (cases.isEmpty()) {
            throw new BadInput("no machine to compare: "
                    + bug.map(name -> "no bug '" + name + "' in these schemes at scope " + scope)
                            .orElse("these schemes have no module in spec/ that is compared")
                    + ".");
        }
        List<Callable<Row>> graphs = new ArrayList<>();
        cases.forEach(one -> graphs.add(() -> compare(one)));
        List<Callable<Trace>> runs = new ArrayList<>();
        List<Callable<Replayed>> replays = new ArrayList<>();
        boolean graphsOnly = bug.isPresent() || scope != ModelScope.SMALL;
        for (String name : graphsOnly ? List.<String>of() : schemesOf(cases)) {
            Scheme scheme = Schemes.named(name);
            runs.add(() -> Behaviours.ofTestbed(scheme, seed, shootdowns));
            for (int number = 0; number < SCHEDULES; number++) {
                int which = number;
                runs.add(() -> Behaviours.ofSchedule(scheme, seed, which));
            }
            replays.add(() -> Behaviours.ofSpecification(scheme, seed));
        }
        return new Document(inParallel(graphs, "graphs"), inParallel(runs, "traces"), inParallel(replays, "replays"));
    }

    private List<Case> cases() {
        return switch (scope) {
            case SMALL -> ConformanceCases.ALL;
            case MEDIUM -> ConformanceCases.MEDIUM;
            case LARGE -> throw new BadInput("--scope large: graphs are compared at scope small or medium.");
        };
    }

    private static List<String> schemesOf(List<Case> cases) {
        return cases.stream().map(Case::scheme).distinct().sorted().toList();
    }

    private <T> List<T> inParallel(List<Callable<T>> tasks, String what) {
        try (Progress progress = common.progress("conform", tasks.size())) {
            return Parallel.run(threads.count(), tasks, done -> progress.at(done, what));
        }
    }

    private static Row compare(Case one) {
        long start = System.nanoTime();
        GraphComparison.Result result =
                GraphComparison.compare(one.machine(), Home.path().resolve("spec"));
        return new Row(
                one.scheme(),
                one.bug().orElse(null),
                one.size(),
                one.scope().features().stream().map(feature -> feature.label()).toList(),
                result.states(),
                result.transitions(),
                result.verdicts(),
                result.equal(),
                result.difference(),
                (System.nanoTime() - start) * 1e-9);
    }

    private void print(Document document) {
        List<String> differences = new ArrayList<>();
        if (!document.graphs().isEmpty()) {
            Table table = new Table(
                    "scheme",
                    "bug",
                    "machine",
                    "features",
                    "states",
                    "transitions",
                    "verdicts",
                    "same graph",
                    "seconds");
            for (Row row : document.graphs()) {
                table.row(
                        row.scheme(),
                        row.bug(),
                        row.machine(),
                        String.join(" ", row.features()),
                        row.states(),
                        row.transitions(),
                        row.verdicts(),
                        row.equal() ? "yes" : "NO",
                        row.wallS());
                if (!row.equal()) {
                    differences.add(row.scheme() + ": " + row.difference());
                }
            }
            common.out().print(table);
            common.out().println();
        }
        Table table = new Table("scheme", "bug", "trace", "steps", "shootdowns", "allowed", "seconds");
        for (Trace trace : document.traces()) {
            table.row(
                    trace.scheme(),
                    trace.bug(),
                    trace.source(),
                    trace.steps(),
                    trace.shootdowns(),
                    trace.accepted() ? "yes" : "NO",
                    trace.wallS());
            if (!trace.accepted()) {
                String where = traces.isEmpty()
                        ? trace.source()
                        : trace.source() + ":"
                                + RecordingFile.lineOfStep(
                                        Path.of(trace.source()), Math.toIntExact(trace.rejectedStep()));
                differences.add(trace.scheme() + ", " + where + ": the specification does not allow step "
                        + trace.rejectedStep() + ", " + trace.rejected() + ".");
            }
        }
        if (!document.traces().isEmpty()) {
            common.out().print(table);
        }
        if (!document.replays().isEmpty()) {
            common.out().println();
            table = new Table("scheme", "replayed", "steps", "followed", "seconds");
            for (Replayed one : document.replays()) {
                table.row(one.scheme(), one.source(), one.steps(), one.equal() ? "yes" : "NO", one.wallS());
                if (!one.equal()) {
                    differences.add(one.scheme() + ": " + one.difference());
                }
            }
            common.out().print(table);
        }
        for (String difference : differences) {
            common.out().println();
            common.out().println(difference);
        }
    }
}
