package dev.shootdown.trace;

import dev.shootdown.machine.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file whole or not at all; its folder is made. */
public final class WholeFile {
    private WholeFile() {}

    /**
     * Writes it.
     *
     * @throws BadInput if that cannot be done
     */
    public static void write(Path file, byte[] bytes) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            // not createTempFile, whose files nobody else may read
            Path temporary = folder.resolve(
                    "." + file.getFileName() + "." + ProcessHandle.current().pid() + "-"
                            + Thread.currentThread().getId() + ".part");
            try {
                Files.write(temporary, bytes);
                Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new BadInput(
                    file + " cannot be written: " + e.getClass().getSimpleName() + " " + e.getMessage() + ".");
        }
    }
}
