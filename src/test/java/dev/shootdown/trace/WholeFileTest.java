package dev.shootdown.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @TempDir
    private Path folder;

    private List<String> names(Path in) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void makesItsFolderAndLeavesNothingElse() throws IOException {
        Path file = folder.resolve("a/b/c.txt");
        WholeFile.write(file, "100 µs\n");
        WholeFile.write(file, "2 µs\n");
        assertEquals("2 µs\n", Files.readString(file));
        assertEquals(List.of("c.txt"), names(file.getParent()));
    }

    /** A folder of the file's name is in the way: the file that was begun beside it goes. */
    @Test
    void saysWhyAndLeavesNothingHalfWritten() throws IOException {
        Path taken = Files.createDirectories(folder.resolve("taken/below")).getParent();
        BadInput refused = assertThrows(BadInput.class, () -> WholeFile.write(taken, "text"));
        assertTrue(refused.getMessage().startsWith(taken + " cannot be written: "), refused.getMessage());
        assertEquals(List.of("taken"), names(folder));
        assertEquals(List.of("below"), names(taken));
    }

    @Test
    void putsAFileIntoAFolderThatIsThereAndNowhereElse() throws IOException {
        WholeFile.put(folder.resolve("there"), "text");
        assertEquals("text", Files.readString(folder.resolve("there")));
        Path absent = folder.resolve("absent");
        assertThrows(NoSuchFileException.class, () -> WholeFile.put(absent.resolve("file"), "text"));
        assertFalse(Files.exists(absent));
    }
}
