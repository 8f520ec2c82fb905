package dev.shootdown.cli;

import java.nio.file.Path;

/** The folder of the project, in which {@code spec} and {@code model-checking} are. */
final class Home {
    private Home() {}

    /** Where the launcher says it is; without a launcher the working directory. */
    static Path path() {
        return Path.of(System.getProperty("shootdown.home", "")).toAbsolutePath();
    }
}
