package dev.shootdown.spark;

import dev.shootdown.engine.Engine;
import dev.shootdown.machine.BadInput;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/** What an executor needs of this process's class path: our jar with its libraries, and a user's schemes. */
final class SentJars {
    private SentJars() {}

    /** Our own jar, or the folder of our classes while the project is being built. */
    static Path own() {
        return placeOf(Engine.class);
    }

    /**
     * Every jar on the class path but Spark's own, which its executors have, and the two solvers', whose native code is most
     * of the bytes and proves nothing here.
     */
    static List<Path> of(String classPath) {
        Path spark = placeOf(org.apache.spark.SparkContext.class).getParent();
        Set<Path> sent = new LinkedHashSet<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            if (entry.isEmpty()) {
                continue;
            }
            Path path = Path.of(entry).toAbsolutePath().normalize();
            if (Files.isDirectory(path)) {
                throw new BadInput(
                        "--spark sends jars to the executors, and " + entry + " on the class path is a folder.");
            }
            if (Files.isRegularFile(path) && !path.getParent().equals(spark)) {
                sent.add(path);
                sent.addAll(libraries(path));
            }
        }
        sent.removeIf(jar -> isSolver(jar.getFileName().toString()));
        return List.copyOf(sent);
    }

    private static boolean isSolver(String jar) {
        return jar.startsWith("z3-") || jar.startsWith("cvc5-");
    }

    /** Those that the jar's manifest names and that are there. */
    private static List<Path> libraries(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            String named = file.getManifest() == null
                    ? null
                    : file.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            List<Path> libraries = new ArrayList<>();
            for (String one : named == null ? new String[0] : named.split(" ")) {
                Path library = jar.resolveSibling(one).normalize();
                if (Files.isRegularFile(library)) {
                    libraries.add(library);
                }
            }
            return libraries;
        } catch (IOException e) {
            throw new BadInput("--spark: " + jar + " on the class path is no jar that can be read.", e);
        }
    }

    private static Path placeOf(Class<?> one) {
        try {
            return Path.of(
                    one.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class was loaded from a place that is no path", e);
        }
    }
}
