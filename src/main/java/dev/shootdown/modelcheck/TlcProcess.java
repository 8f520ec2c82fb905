package dev.shootdown.modelcheck;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A JVM with TLC in it. It has a temporary folder of its own (TLC copies its standard modules there), gone afterwards
 * whatever happens, and dies with this JVM, even if that is killed.
 */
final class TlcProcess {
    /** What the names of our temporary folders begin with: another process has its own. */
    static final String PREFIX = "shootdown-tlc-" + ProcessHandle.current().pid() + "-";

    private final List<Path> library;

    /** Modules are looked for beside the root module and then in these folders. */
    TlcProcess(List<Path> library) {
        this.library = library;
    }

    /** A JVM's command line behind the flags that every one gets: more flags, the main class, its arguments. */
    interface CommandLine {
        List<String> in(Path temporaryFolder);
    }

    /**
     * Runs to the end and returns the exit code.
     *
     * @param input what it reads
     * @param lines told every line that it prints, on either stream
     * @throws UncheckedIOException if no JVM or no temporary folder can be had
     */
    int run(Path workingFolder, CommandLine commandLine, String input, Consumer<String> lines) {
        try (Running running = start(workingFolder, commandLine)) {
            return running.talk(input, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one that is to be ended by {@link Running#close}. */
    Running start(Path workingFolder, CommandLine commandLine) throws IOException {
        TemporaryFolder folder = TemporaryFolder.create(PREFIX);
        try {
            List<String> command = new ArrayList<>(flags(folder.path()));
            command.addAll(commandLine.in(folder.path()));
            return new Running(
                    folder,
                    new ProcessBuilder(command)
                            .directory(workingFolder.toFile())
                            .redirectErrorStream(true)
                            .start());
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** One that was started. */
    static final class Running implements AutoCloseable {
        private final TemporaryFolder folder;
        private final Process process;
        private final Thread reaper;

        private Running(TemporaryFolder folder, Process process) {
            this.folder = folder;
            this.process = process;
            reaper = new Thread(process::destroyForcibly, "end TLC");
            Runtime.getRuntime().addShutdownHook(reaper);
        }

        /** Hands over what it reads, passes on what it prints, and returns its exit code when it has ended. */
        int talk(String input, Consumer<String> lines) throws IOException {
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException endedBeforeReading) {
                // then its output says why
            }
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    lines.accept(line);
                }
                return process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while TLC was running", e);
            }
        }

        /** {@link #talk} goes on to the end of what was said: destroying a Process closes the streams that it reads. */
        void kill() {
            process.toHandle().destroyForcibly();
        }

        /** Ends it if it still runs; nothing of it is left. */
        @Override
        public void close() {
            process.destroyForcibly();
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            try {
                Runtime.getRuntime().removeShutdownHook(reaper);
            } catch (IllegalStateException alreadyShuttingDown) {
                // then the hook does its work
            }
            folder.close();
        }
    }

    private List<String> flags(Path folder) {
        String libraryPath = library.stream()
                .map(path -> path.toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        String classPath = Stream.of("tlc2.TLC", TlcProcess.class.getName())
                .map(TlcProcess::home)
                .collect(Collectors.joining(File.pathSeparator));
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xss16m",
                "-XX:+ExitOnOutOfMemoryError", // its main thread may be gone then, and others keep the JVM for ever
                "-Dfile.encoding=UTF-8",
                "-Duser.language=en",
                "-Duser.country=US",
                "-Djava.io.tmpdir=" + folder,
                "-D" + StartedBy.PID + "=" + ProcessHandle.current().pid(),
                "-DTLA-Library=" + libraryPath,
                "-cp",
                classPath);
    }

    /** The jar or folder that a class comes from. */
    private static String home(String className) {
        try {
            Class<?> found = Class.forName(className, false, TlcProcess.class.getClassLoader());
            return Path.of(found.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IllegalStateException(className + " is not on the class path", e);
        }
    }
}
