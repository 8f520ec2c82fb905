package dev.shootdown.spark;

import dev.shootdown.engine.Engine.Work;
import dev.shootdown.machine.BadInput;
import java.io.Serializable;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * What an executor does: the one unit of its partition. Bad input is an answer like any other, since it would be the same
 * again; everything else that goes wrong is thrown, and Spark tries elsewhere.
 */
final class UnitTask<U extends Serializable, R extends Serializable>
        extends AbstractFunction1<Iterator<U>, UnitTask.Answer<R>> implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The result, or the sentence of what was wrong with the input. */
    record Answer<R extends Serializable>(R result, String badInput) implements Serializable {}

    private final Work<U, R> work;

    UnitTask(Work<U, R> work) {
        this.work = work;
    }

    @Override
    public Answer<R> apply(Iterator<U> units) {
        try {
            return new Answer<>(work.on(units.next()), null);
        } catch (BadInput e) {
            return new Answer<>(null, e.getMessage());
        }
    }
}
