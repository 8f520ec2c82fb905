package dev.shootdown.cli;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The folder of the project, in which {@code spec} and {@code model-checking} are. */
final class Home {
    private static final String SPECIFICATION = "spec";

    private Home() {}

    /**
     * Where the launcher says it is. Without a launcher the working directory, or else, when that has no specification,
     * the folder in whose {@code target} the jar lies.
     */
    static Path path() {
        String said = System.getProperty("shootdown.home");
        Path here = Path.of(said == null ? "" : said).toAbsolutePath();
        return said != null || Files.isDirectory(here.resolve(SPECIFICATION))
                ? here
                : aboveJar().orElse(here);
    }

    private static Optional<Path> aboveJar() {
        try {
            Path jar = Path.of(Home.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            for (Path folder = jar; folder != null; folder = folder.getParent()) {
                if (folder.endsWith("target")) {
                    return Optional.ofNullable(folder.getParent())
                            .filter(home -> Files.isDirectory(home.resolve(SPECIFICATION)));
                }
            }
            return Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
