package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionTest {
    @TempDir
    private Path folder;

    private Path jar(String name, String bytes) throws IOException {
        return Files.writeString(folder.resolve(name), bytes);
    }

    @Test
    void aBuildIsToldByItsJarAndThoseOfOtherSchemes() throws IOException {
        Path own = jar("own.jar", "own");
        String alone = Version.build(own, List.of());
        assertEquals(64, alone.length());
        assertNotEquals(alone, Version.build(jar("changed.jar", "changed"), List.of()));

        Path mine = jar("mine.jar", "mine");
        Path hers = jar("hers.jar", "hers");
        String with = Version.build(own, List.of(mine, hers));
        assertNotEquals(alone, with);
        assertEquals(with, Version.build(own, List.of(hers, jar("renamed.jar", "mine"))));
        assertNotEquals(with, Version.build(own, List.of(hers, jar("mine.jar", "mine, changed"))));
    }

    @Test
    void aFolderOfClassesIsWhatIsInIt() throws IOException {
        Path own = jar("own.jar", "own");
        Path classes = Files.createDirectories(folder.resolve("classes/inner"));
        Files.writeString(classes.resolve("A.class"), "one");
        String before = Version.build(own, List.of(classes.getParent()));
        Files.writeString(classes.resolve("A.class"), "two");
        assertNotEquals(before, Version.build(own, List.of(classes.getParent())));
    }
}
