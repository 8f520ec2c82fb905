package dev.shootdown.modelcheck.prove;

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
}
