package dev.shootdown.trace;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import java.nio.file.Path;

/** Takes the steps of a recording once more, each only if its guard holds. */
public final class Replay {
    private Replay() {}

    /** Sees the machine before the first step (number 0) and after each, with the invariant that is broken, or null. */
    public interface Watcher {
        void at(Machine machine, int number, long step, Invariant broken);
    }

    /** A step is not enabled where it stands. */
    public static final class NotEnabled extends BadInput {
        private static final long serialVersionUID = 1L;
        private final int number;

        /**
         * Says so.
         *
         * @param number of the step, counted from one
         * @param why what is to be said of it beside that; may be empty
         */
        public NotEnabled(int number, String step, String why) {
            super("step " + number + ", " + step + ", is not enabled here" + why);
            this.number = number;
        }

        /** The same with the line on which a file has the step. */
        public BadInput in(Path file) {
            return in(file.toString(), RecordingFile.contents(file));
        }

        /** The same for a file's text. */
        public BadInput in(String file, String text) {
            return new BadInput(
                    file + ":" + RecordingFile.lineOfStep(file, text, number) + ": " + getMessage() + ".", this);
        }
    }

    /**
     * Replays up to the first broken invariant.
     *
     * @return the invariant, or null when the last step was taken and none is broken
     * @throws NotEnabled when a step is not enabled
     */
    public static Invariant run(Recording recording, Watcher watcher) {
        Machine machine = recording.machine();
        Invariant broken = Invariant.firstBroken(machine);
        watcher.at(machine, 0, -1, broken);
        for (int k = 0; k < recording.steps().size() && broken == null; k++) {
            long step = machine.step(recording.steps().get(k));
            if (!machine.can(step)) {
                throw new NotEnabled(
                        k + 1,
                        recording.steps().get(k),
                        ": the file was edited, or written by another version than this (it says " + recording.tool()
                                + ")");
            }
            machine.apply(step);
            broken = Invariant.firstBroken(machine);
            watcher.at(machine, k + 1, step, broken);
        }
        return broken;
    }
}
