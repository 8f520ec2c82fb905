package dev.shootdown.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What needs a JVM of its own, because it ends, is interrupted, or has another class path. */
final class OwnJvm {
    /** Of what comes within seconds on an idle machine; a test that waits so long has failed. */
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** A JVM says on standard error that it has found one of them, and some tests look at every line there. */
    static final List<String> ANNOUNCED = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private OwnJvm() {}

    /** With the class path of the tests, and maybe something before it; to be started. */
    static ProcessBuilder of(String before, Class<?> main, List<String> arguments) {
        String classPath = System.getProperty("java.class.path");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", before.isEmpty() ? classPath : before + File.pathSeparator + classPath));
        command.add(main.getName());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(ANNOUNCED);
        return builder;
    }

    /** Our command line. */
    static ProcessBuilder command(String... arguments) {
        return of("", Main.class, List.of(arguments));
    }

    /** Waits for something that another process does; whoever asks says when it cannot come any more. */
    static void await(String what, BooleanSupplier happens) {
        long start = System.nanoTime();
        while (!happens.getAsBoolean()) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new AssertionError("waited in vain: " + what);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted while waiting: " + what, e);
            }
        }
    }

    /** Waits until the process has done something, and interrupts it; what it says on standard error until it ends. */
    static String interruptAfter(Process process, String what, BooleanSupplier done)
            throws IOException, InterruptedException {
        try {
            await(what, () -> done.getAsBoolean() || !process.isAlive());
            process.toHandle().destroy(); // SIGTERM, which Java handles as it does Ctrl-C
            return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
