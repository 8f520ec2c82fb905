package dev.shootdown.spark;

import dev.shootdown.engine.Engine.Done;
import dev.shootdown.machine.BadInput;
import dev.shootdown.spark.UnitTask.Answer;
import java.io.Serializable;

/** Passes answers on, one call at a time, and none after the end. */
final class Handover<R extends Serializable> {
    private final Done<R> done;
    private boolean ended;

    Handover(Done<R> done) {
        this.done = done;
    }

    /** Called by Spark's scheduler, once for each unit; what it throws ends the job. */
    synchronized void at(int index, Answer<R> answer) {
        if (ended) {
            return;
        }
        if (answer.badInput() != null) {
            ended = true;
            throw new BadInput(answer.badInput());
        }
        done.at(index, answer.result());
    }

    /** What is still under way somewhere is not wanted any more. */
    synchronized void end() {
        ended = true;
    }
}
