package dev.shootdown.cli;

import dev.shootdown.machine.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that a command is going to write to, tried before the work and not after it. */
final class OutFolder {
    private OutFolder() {}

    /**
     * Makes the folder, and a file there that is gone at once: what permissions say is not what a file system does.
     *
     * @throws BadInput if one of them cannot be made
     */
    static void require(String option, Path folder) {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".tried", ".part"));
        } catch (IOException e) {
            throw new BadInput(option + " " + folder + " is not a folder that can be written to.", e);
        }
    }
}
