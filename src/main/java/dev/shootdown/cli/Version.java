package dev.shootdown.cli;

import dev.shootdown.machine.Schemes;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
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
     * What tells one build of this program from another: a hash of its jar, and of those that schemes outside of it are from.
     * Results that are kept for later, or come from several machines, are used again by the same build only.
     */
    static String build() {
        Path jar = home(Main.class);
        if (!Files.isRegularFile(jar)) {
            return "not run from a jar";
        }
        SortedSet<Path> others = new TreeSet<>();
        Schemes.all().forEach(scheme -> others.add(home(scheme.getClass())));
        others.remove(jar);
        return build(jar, others);
    }

    /** The hash of a jar alone, or of it and others, whatever their names and order. */
    static String build(Path jar, Collection<Path> others) {
        try {
            String own = hash(Files.readAllBytes(jar));
            SortedSet<String> more = new TreeSet<>();
            for (Path other : others) {
                try (Stream<Path> files = Files.walk(other)) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        more.add(hash(Files.readAllBytes(file)));
                    }
                }
            }
            return more.isEmpty() ? own : hash((own + more).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new IllegalStateException("the program cannot read its own jar, or a scheme's", e);
        }
    }

    private static Path home(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(type + " is from nowhere", e);
        }
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
