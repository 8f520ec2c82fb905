package dev.shootdown.engine;

import java.io.Serializable;
import java.util.List;

/**
 * Does units of work that have nothing to do with each other, several at a time. A unit is a pure function of what it is made
 * of, so an engine may do it again when a machine was lost; its result is handed over once.
 */
public interface Engine extends AutoCloseable {
    /**
     * What is done to a unit; it may be sent to another JVM, so it holds values and no open file.
     *
     * @param <U> what a unit is made of
     * @param <R> what comes back
     */
    @FunctionalInterface
    interface Work<U extends Serializable, R extends Serializable> extends Serializable {
        R on(U unit);
    }

    /**
     * A unit that is done faster by the process that did an earlier one of the same place, since that one left something in
     * memory. An engine of several processes sends it there when it can.
     */
    interface Placed {
        /** The number of the place, from 0 on; places are about equally much work. */
        int place();
    }

    /** Hears of each unit once, in any order, one call at a time. */
    @FunctionalInterface
    interface Done<R> {
        /** The unit at that place of the list is done. */
        void at(int index, R result);
    }

    /**
     * Does all units, and returns when the last result was handed over.
     *
     * @throws RuntimeException what a unit threw, such as {@code BadInput}; what was handed over before stays handed over,
     *     and after it nothing is
     */
    <U extends Serializable, R extends Serializable> void run(List<U> units, Work<U, R> work, Done<R> done);

    @Override
    void close();
}
