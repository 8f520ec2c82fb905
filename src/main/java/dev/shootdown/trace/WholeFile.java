package dev.shootdown.trace;

import dev.shootdown.machine.BadInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files that are there as a whole or not at all, whatever interrupts the program. */
public final class WholeFile {
    private WholeFile() {}

    /**
     * Writes a file; its folder is made.
     *
     * @throws BadInput if that cannot be done
     */
    public static void write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            put(file, bytes);
        } catch (IOException e) {
            throw new BadInput(
                    file + " cannot be written: " + e.getClass().getSimpleName() + " " + e.getMessage() + ".", e);
        }
    }

    /** The same of a text. */
    public static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Puts a file into a folder that is there; for those who have a sentence of their own for what goes wrong. */
    public static void put(Path file, byte[] bytes) throws IOException {
        // not createTempFile, whose files nobody else may read
        String unique =
                ProcessHandle.current().pid() + "-" + Thread.currentThread().getId();
        Path temporary = file.resolveSibling("." + file.getFileName() + "." + unique + ".part");
        try {
            Files.write(temporary, bytes);
            try {
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** The same of a text. */
    public static void put(Path file, String text) throws IOException {
        put(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
