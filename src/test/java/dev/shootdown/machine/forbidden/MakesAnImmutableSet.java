package dev.shootdown.machine.forbidden;

import java.util.Set;

/** Gives answers in an order that changes with every start of the JVM. */
public final class MakesAnImmutableSet {
    private MakesAnImmutableSet() {}

    static Set<String> answers() {
        return Set.of("yes", "no");
    }
}
