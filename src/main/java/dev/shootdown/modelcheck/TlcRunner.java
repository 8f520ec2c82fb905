package dev.shootdown.modelcheck;

import dev.shootdown.modelcheck.TlcResult.EvaluationError;
import dev.shootdown.modelcheck.TlcResult.Holds;
import dev.shootdown.modelcheck.TlcResult.Kind;
import dev.shootdown.modelcheck.TlcResult.NoVerdict;
import dev.shootdown.modelcheck.TlcResult.Violated;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Runs TLC, each time in a JVM of its own: several runs in one class loader corrupt each other. Runs may go on at the same
 * time.
 */
public final class TlcRunner {
    /** TLC prints its counts after so many minutes, and when it is done. */
    private static final String AT_THE_END_ONLY = "10000";

    private final List<Path> library;
    private final TlcProcess jvm;

    /** Modules that a root module extends are looked for beside it and then in these folders. */
    public TlcRunner(List<Path> library) {
        this.library = List.copyOf(library);
        this.jvm = new TlcProcess(this.library);
    }

    /**
     * Runs TLC to its end. A counterexample names actions without their arguments.
     *
     * @param progress told how far the search has come, about once a second
     * @throws java.io.UncheckedIOException if no JVM or no temporary folder can be had
     */
    public TlcResult run(TlcTask task, Consumer<StateCount> progress) {
        TlcResult result = search(task, progress);
        return result instanceof Violated violated
                ? new Violated(violated.kind(), name(task, violated), violated.counterexample(), violated.states())
                : result;
    }

    /**
     * The same with TLC's distributed mode: a server and so many workers, each in a JVM of its own. Whatever it finds wrong
     * is looked for again in one process with one thread, which names it and has a shortest behaviour that leads there.
     *
     * @throws IllegalArgumentException if the configuration has temporal or action properties, which that mode passes over
     */
    public TlcResult runDistributed(TlcTask task, Consumer<StateCount> progress) {
        List<String> passedOver = ModelConfig.read(task.config()).properties();
        if (!passedOver.isEmpty()) {
            throw new IllegalArgumentException("distributed TLC cannot check " + passedOver);
        }
        List<Path> folders = new ArrayList<>(library);
        folders.add(
                task.config().toAbsolutePath().getParent()); // a worker asks for the configuration by its name alone
        TlcResult result = new DistributedTlc(new TlcProcess(folders)).run(task, folder(task), progress);
        if (!(result instanceof Violated) && !(result instanceof EvaluationError)) {
            return result;
        }
        TlcResult again = run(task.withWorkers(1), progress);
        return again instanceof Holds
                ? new NoVerdict(
                        "distributed TLC reports an error that TLC in one process does not find", again.states())
                : again;
    }

    /**
     * What TLC says, and how often it took each action.
     *
     * @param steps an action's name, and from how many states it was taken, each of its instances counted
     */
    record Covered(TlcResult result, Map<String, Long> steps) {}

    /** Runs TLC with its own counts of what it does, which makes it slower. */
    Covered cover(TlcTask task, Consumer<StateCount> progress) {
        TlcOutput output = new TlcOutput(progress);
        int exitCode = jvm.run(
                folder(task),
                temporary -> {
                    List<String> command = search(task, Optional.empty(), temporary);
                    command.addAll(command.size() - 1, List.of("-coverage", AT_THE_END_ONLY));
                    return command;
                },
                "",
                output::line);
        return new Covered(output.result(exitCode), output.coverage());
    }

    private static List<String> search(TlcTask task, Optional<Path> from, Path temporary) {
        List<String> command = new ArrayList<>(task.jvmFlags());
        command.add(task.workers() == 1 ? "-XX:+UseSerialGC" : "-XX:+UseParallelGC");
        task.checkpoints().ifPresent(kept -> command.add("-D" + WatchedTlc.CHECKPOINT_EVERY_MS + "=" + kept.everyMs()));
        command.addAll(List.of(WatchedTlc.class.getName(), "-tool", "-checkpoint", "0"));
        // Otherwise it looks for violations of temporal properties now and then as well: when, and so which it finds,
        // is chance.
        command.addAll(List.of("-lncheck", "final"));
        from.ifPresent(folder -> command.addAll(List.of("-recover", folder.toString())));
        command.addAll(List.of("-workers", Integer.toString(task.workers())));
        command.addAll(List.of("-fp", Integer.toString(task.fingerprint())));
        Path states = task.checkpoints().map(Checkpoints::folder).orElse(temporary.resolve("states"));
        command.addAll(List.of("-metadir", states.toAbsolutePath().toString()));
        command.addAll(List.of("-config", task.config().toAbsolutePath().toString()));
        command.add(moduleName(task));
        return command;
    }

    private String name(TlcTask task, Violated violated) {
        if (violated.kind() == Kind.INVARIANT || violated.kind() == Kind.DEADLOCK) {
            return violated.property();
        }
        List<Path> folders = new ArrayList<>(library);
        folders.add(0, folder(task));
        return new PropertyNames(ModelConfig.read(task.config()).properties(), folders).resolve(violated.property());
    }

    /**
     * The same violation with the actions' arguments, which TLC does not tell; as it was where they cannot be found out. It
     * takes another JVM, about as long as a small model.
     */
    public Violated labelled(TlcTask task, Violated violated) {
        return new Violated(
                violated.kind(), violated.property(), labelled(task, violated.counterexample()), violated.states());
    }

    private Counterexample labelled(TlcTask task, Counterexample counterexample) {
        List<Counterexample.Step> steps = counterexample.states();
        if (steps.size() < 2) {
            return counterexample;
        }
        String input = steps.stream().map(StepLabels::line).collect(Collectors.joining("\n"));
        List<String> labels = new ArrayList<>();
        List<String> command = List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                StepLabels.class.getName(),
                task.module().toAbsolutePath().toString(),
                task.config().toAbsolutePath().toString());
        jvm.run(folder(task), temporary -> command, input, line -> {
            if (line.startsWith(StepLabels.MARK)) {
                labels.add(line.substring(StepLabels.MARK.length()));
            }
        });
        List<Counterexample.Step> labelled = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Counterexample.Step step = steps.get(i);
            boolean isKnown = i > 0 && i <= labels.size();
            labelled.add(isKnown ? new Counterexample.Step(labels.get(i - 1), step.values()) : step);
        }
        return new Counterexample(labelled, counterexample.backTo());
    }

    private TlcResult search(TlcTask task, Consumer<StateCount> progress) {
        Optional<Path> from = task.checkpoints().flatMap(Checkpoints::latest);
        TlcOutput output = new TlcOutput(progress, task.checkpoints());
        int exitCode = jvm.run(folder(task), temporary -> search(task, from, temporary), "", output::line);
        if (from.isPresent() && !output.recovered()) {
            task.checkpoints().get().clear(); // it cannot be read: from the beginning, then
            return search(task, progress);
        }
        TlcResult result = output.result(exitCode);
        if (result instanceof Holds || result instanceof Violated) {
            task.checkpoints().ifPresent(Checkpoints::clear);
        }
        return result;
    }

    static String moduleName(TlcTask task) {
        return task.module().getFileName().toString().replaceFirst("\\.tla$", "");
    }

    private static Path folder(TlcTask task) {
        return task.module().toAbsolutePath().getParent();
    }
}
