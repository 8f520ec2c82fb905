package dev.shootdown.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest, and the JVM it runs on. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"shootdown " + number(), "Java " + Runtime.version()};
    }

    /** The version in the jar's manifest. */
    static String number() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(not run from its jar)" : version;
    }

    /**
     * What tells one build of this program from another: a hash of its jar. Results that are kept for later are used again by
     * the same build only.
     */
    static String build() {
        try {
            Path jar = Path.of(Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (!Files.isRegularFile(jar)) {
                return "not run from a jar";
            }
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar)));
        } catch (IOException | URISyntaxException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("the program cannot read its own jar", e);
        }
    }
}
