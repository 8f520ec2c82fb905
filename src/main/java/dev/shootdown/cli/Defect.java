package dev.shootdown.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Something nobody foresaw: the terminal gets a sentence, a file gets the trace. */
final class Defect {
    private Defect() {}

    /** Writes the trace to a new file and returns the sentence that names the file. */
    static String sentence(Throwable e) {
        String what = e instanceof OutOfMemoryError
                ? "memory ran out (SHOOTDOWN_JAVA_OPTS=-Xmx... gives more)"
                : "something went wrong that is not your fault";
        try {
            Path log = Files.createTempFile("shootdown-defect-", ".log");
            try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(log, StandardCharsets.UTF_8))) {
                e.printStackTrace(out);
            }
            return what + "; the trace is in " + log + ".";
        } catch (IOException unwritable) {
            return what + ": " + e + " (and its trace could not be written).";
        }
    }
}
