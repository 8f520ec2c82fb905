package dev.shootdown.cli;

import dev.shootdown.machine.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that a command may have to write to, tried before the work and not after it. */
final class OutFolder {
    private OutFolder() {}

    /**
     * Makes a file in the folder, or where the folder would be made, and deletes it at once: what permissions say is not what
     * a file system does.
     *
     * @throws BadInput if that cannot be done
     */
    static void require(String option, Path folder) {
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there)) {
            there = there.getParent();
        }
        try {
            Files.delete(Files.createTempFile(there, ".tried", ".part"));
        } catch (IOException e) {
            throw new BadInput(option + " " + folder + ": " + there + " is not a folder that can be written to.", e);
        }
    }
}
