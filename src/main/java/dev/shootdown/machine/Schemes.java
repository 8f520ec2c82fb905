package dev.shootdown.machine;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** The schemes on the class path, by name. */
public final class Schemes {
    private static final String NAME = "[a-z][a-z0-9_-]*";

    private Schemes() {}

    private static SortedMap<String, Scheme> byName;

    private static synchronized SortedMap<String, Scheme> byName() {
        if (byName == null) {
            byName = load(ServiceLoader.load(Scheme.class));
        }
        return byName;
    }

    /** The schemes by name; bad input if one that somebody's jar promises cannot be used. */
    static SortedMap<String, Scheme> load(Iterable<Scheme> promised) {
        TreeMap<String, Scheme> found = new TreeMap<>();
        try {
            for (Scheme scheme : promised) {
                requireSense(scheme);
                Scheme other = found.put(scheme.name(), scheme);
                if (other != null) {
                    throw new BadInput("two schemes are called " + scheme.name() + ": "
                            + other.getClass().getName() + " and "
                            + scheme.getClass().getName() + ".");
                }
            }
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new BadInput("a scheme on the class path cannot be loaded: " + e.getMessage() + ".", e);
        }
        return Collections.unmodifiableSortedMap(found);
    }

    /** What everything else takes for granted of a scheme. */
    private static void requireSense(Scheme scheme) {
        String what = "the scheme of class " + scheme.getClass().getName();
        String name = scheme.name();
        if (name == null || !name.matches(NAME)) {
            throw new BadInput(what + " calls itself '" + name + "' (a word in lower case is expected).");
        }
        List<StepKind> steps = scheme.steps();
        for (int k = 0; k < steps.size(); k++) {
            if (steps.get(k).code() != Steps.FIRST_OF_SCHEME + k) {
                throw new BadInput(what + " gives its step " + steps.get(k).name() + " the code "
                        + steps.get(k).code() + " (" + (Steps.FIRST_OF_SCHEME + k)
                        + " is expected: Steps.FIRST_OF_SCHEME, and one more for each step before it).");
            }
        }
    }

    /** All schemes, in order of their names. */
    public static Collection<Scheme> all() {
        return byName().values();
    }

    public static Scheme named(String name) {
        Scheme scheme = byName().get(name);
        if (scheme == null) {
            throw new BadInput("no scheme is called '" + name + "'; there are " + String.join(", ", byName().keySet()));
        }
        return scheme;
    }
}
