package dev.shootdown.modelcheck;

import java.util.Locale;

/** How much a model covers, and so how long it takes: seconds, minutes, or more. */
public enum ModelScope {
    SMALL,
    MEDIUM,
    LARGE;

    /** The name that people write, {@code small}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
