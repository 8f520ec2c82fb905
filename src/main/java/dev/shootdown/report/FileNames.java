package dev.shootdown.report;

/** Names of schemes and scenarios as parts of file names, on every operating system. */
public final class FileNames {
    private static final int MAX_LENGTH = 60;

    private FileNames() {}

    /** Letters, digits, dot, plus, minus and underscore stay; everything else becomes an underscore. */
    public static String safe(String name) {
        String safe = name.replaceAll("[^A-Za-z0-9.+_-]", "_").replaceFirst("^\\.+", "_");
        return safe.substring(0, Math.min(safe.length(), MAX_LENGTH));
    }
}
