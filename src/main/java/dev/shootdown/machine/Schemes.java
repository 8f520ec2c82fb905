package dev.shootdown.machine;

import java.util.Collection;
import java.util.Collections;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** The schemes on the class path, by name. */
public final class Schemes {
    private Schemes() {}

    private static final SortedMap<String, Scheme> BY_NAME = load();

    private static SortedMap<String, Scheme> load() {
        TreeMap<String, Scheme> found = new TreeMap<>();
        for (Scheme scheme : ServiceLoader.load(Scheme.class)) {
            Scheme other = found.put(scheme.name(), scheme);
            if (other != null) {
                throw new BadInput("two schemes are called " + scheme.name() + ": "
                        + other.getClass().getName() + " and "
                        + scheme.getClass().getName());
            }
        }
        return Collections.unmodifiableSortedMap(found);
    }

    /** All schemes, in order of their names. */
    public static Collection<Scheme> all() {
        return BY_NAME.values();
    }

    public static Scheme named(String name) {
        Scheme scheme = BY_NAME.get(name);
        if (scheme == null) {
            throw new BadInput("no scheme is called '" + name + "'; there are " + String.join(", ", BY_NAME.keySet()));
        }
        return scheme;
    }
}
