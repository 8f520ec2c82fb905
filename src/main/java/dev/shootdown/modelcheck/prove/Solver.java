package dev.shootdown.modelcheck.prove;

import java.util.Map;
import java.util.Optional;

/** Something that decides whether a query can be true. Made and used by one thread. */
interface Solver {
    /** What a solver says. */
    enum Answer {
        /** No model: what was denied holds. */
        UNSATISFIABLE,
        SATISFIABLE,
        /** Time ran out, or it gave up. */
        UNKNOWN
    }

    /** Decides a query within so many milliseconds. */
    Answer check(String query, long millis);

    /** A model of the constants without arguments by name, if there is one. */
    Optional<Map<String, String>> model(String query, long millis);
}
