package dev.shootdown.modelcheck;

import dev.shootdown.modelcheck.TlcResult.Kind;
import dev.shootdown.modelcheck.TlcResult.Violated;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Runs TLC, each time in a JVM of its own: several runs in one class loader corrupt each other. Runs may go on at the same
 * time.
 */
public final class TlcRunner {
    private final List<Path> library;
    private final TlcProcess jvm;

    /** Modules that a root module extends are looked for beside it and then in these folders. */
    public TlcRunner(List<Path> library) {
        this.library = List.copyOf(library);
        this.jvm = new TlcProcess(this.library);
    }

    /**
     * Runs TLC to its end.
     *
     * @param progress told how far the search has come, about once a second
     * @throws java.io.UncheckedIOException if no JVM or no temporary folder can be had
     */
    public TlcResult run(TlcTask task, Consumer<StateCount> progress) {
        TlcOutput output = new TlcOutput(progress);
        int exitCode = jvm.run(folder(task), temporary -> search(task, temporary), "", output::line);
        TlcResult result = output.result(exitCode);
        if (result instanceof Violated violated) {
            return new Violated(
                    violated.kind(),
                    name(task, violated),
                    labelled(task, violated.counterexample()),
                    violated.states());
        }
        return result;
    }

    private static List<String> search(TlcTask task, Path temporary) {
        List<String> command = new ArrayList<>();
        if (task.heapMegabytes() > 0) {
            command.add("-Xmx" + task.heapMegabytes() + "m");
        }
        if (task.brief()) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.add(task.workers() == 1 ? "-XX:+UseSerialGC" : "-XX:+UseParallelGC");
        command.addAll(List.of(WatchedTlc.class.getName(), "-tool", "-checkpoint", "0"));
        command.addAll(List.of("-workers", Integer.toString(task.workers())));
        command.addAll(List.of("-fp", Integer.toString(task.fingerprint())));
        command.addAll(List.of("-metadir", temporary.resolve("states").toString()));
        command.addAll(List.of("-config", task.config().toAbsolutePath().toString()));
        command.add(task.module().getFileName().toString().replaceFirst("\\.tla$", ""));
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

    /** The same behaviour with the actions' arguments; as it was where they cannot be found out. */
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

    private static Path folder(TlcTask task) {
        return task.module().toAbsolutePath().getParent();
    }
}
