package dev.shootdown.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.shootdown.machine.BadInput;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentJarsTest {
    @TempDir
    private Path folder;

    @Test
    void sendsUsersSchemesAndOursWithTheLibrariesButNeitherSolversNorSpark() throws Exception {
        Path user = jar("user.jar", "");
        Path ours = jar("shootdown.jar", "lib/histograms.jar lib/z3-turnkey-4.jar lib/cvc5-1.jar lib/missing.jar");
        Path library = jar("lib/histograms.jar", "");
        jar("lib/z3-turnkey-4.jar", "");
        jar("lib/cvc5-1.jar", "");
        String spark = Path.of(SparkContext.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        String classPath = String.join(File.pathSeparator, user.toString(), ours.toString(), spark);
        assertEquals(List.of(user, ours, library), SentJars.of(classPath));
    }

    @Test
    void refusesFolders() {
        BadInput refused = assertThrows(BadInput.class, () -> SentJars.of(folder.toString()));
        assertEquals(
                "--spark sends jars to the executors, and " + folder + " on the class path is a folder.",
                refused.getMessage());
    }

    private Path jar(String name, String libraries) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, libraries);
        Path jar = folder.resolve(name);
        Files.createDirectories(jar.getParent());
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }
}
