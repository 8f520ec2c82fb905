package dev.shootdown.cli;

import java.util.List;

/**
 * Which standard streams a person watches. The launcher looks and says so in a property, because from JDK 22 on
 * {@code System.console()} no longer tells a pipe from a terminal.
 */
final class Terminals {
    private static final List<String> NAMED =
            List.of(System.getProperty("shootdown.terminals", "").split(","));

    private Terminals() {}

    static boolean out() {
        return NAMED.contains("out");
    }

    static boolean err() {
        return NAMED.contains("err");
    }
}
