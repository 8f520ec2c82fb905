package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.shootdown.machine.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutFolderTest {
    @TempDir
    private Path folder;

    private List<Path> tree() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> !path.equals(folder)).sorted().toList();
        }
    }

    @Test
    void leavesEverythingAsItWas() throws IOException {
        OutFolder.require("--out", folder);
        OutFolder.require("--out", folder.resolve("not/there"));
        assertEquals(List.of(), tree());
    }

    @Test
    void namesWhatIsInTheWay() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        for (Path out : List.of(file, file.resolve("below"))) {
            BadInput refused = assertThrows(BadInput.class, () -> OutFolder.require("--out", out));
            assertEquals(
                    "--out " + out + ": " + file + " is not a folder that can be written to.", refused.getMessage());
        }
        assertEquals(List.of(file), tree());
    }
}
