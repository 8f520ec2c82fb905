package dev.shootdown.trace;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;

/** Takes the steps of a recording once more, each only if its guard holds. */
public final class Replay {
    private Replay() {}

    /** Sees the machine before the first step (number 0) and after each, with the invariant that is broken, or null. */
    public interface Watcher {
        void at(Machine machine, int number, long step, Invariant broken);
    }

    /**
     * Replays up to the first broken invariant.
     *
     * @return the invariant, or null when the last step was taken and none is broken
     * @throws BadInput when a step is not enabled
     */
    public static Invariant run(Recording recording, Watcher watcher) {
        Machine machine = recording.machine();
        Invariant broken = Invariant.firstBroken(machine);
        watcher.at(machine, 0, -1, broken);
        for (int k = 0; k < recording.steps().size() && broken == null; k++) {
            long step = machine.step(recording.steps().get(k));
            if (!machine.can(step)) {
                throw new BadInput("step " + (k + 1) + ", " + recording.steps().get(k)
                        + ", is not enabled here: the file was edited, or written by another version than this (it says "
                        + recording.tool() + ")");
            }
            machine.apply(step);
            broken = Invariant.firstBroken(machine);
            watcher.at(machine, k + 1, step, broken);
        }
        return broken;
    }
}
