package dev.shootdown.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where Spark's own words go: a file instead of the terminal, unless somebody has said where (spark-submit does). */
final class SparkLog {
    private static final String CONFIGURATION = "log4j2.configurationFile";
    private static final String FILE = "shootdown.spark.log";

    private static volatile boolean isWanted;

    private SparkLog() {}

    /** Before the first of Spark's classes is touched, and once in a process. */
    static void toFile() {
        if (System.getProperty(CONFIGURATION) != null || isSubmitted()) {
            return;
        }
        try {
            System.setProperty(
                    FILE, Files.createTempFile("shootdown-spark-", ".log").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.setProperty(CONFIGURATION, "classpath:dev/shootdown/spark/log4j2.properties");
    }

    /** By spark-submit, which has configured all of Spark. */
    static boolean isSubmitted() {
        return System.getProperty("spark.submit.deployMode") != null;
    }

    /** Half a sentence on where to read more. */
    static String where() {
        return file().map(path -> "; Spark's log is " + path + ".").orElse(".");
    }

    /** A message names it. */
    static void keep() {
        isWanted = true;
    }

    /** Nobody needs it after a good end. */
    static void forget() {
        file().filter(path -> !isWanted).ifPresent(path -> {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static Optional<Path> file() {
        return Optional.ofNullable(System.getProperty(FILE)).map(Path::of);
    }
}
