package dev.shootdown.testbed;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.State;
import java.util.function.LongConsumer;

/**
 * The only way in which the testbed changes the machine: one step of it at a time. With assertions on, as in every test,
 * the guard of each step is checked first.
 */
final class Stepper {
    final Machine machine;
    final State state;
    private LongConsumer watcher;
    private long taken;

    Stepper(Machine machine) {
        this.machine = machine;
        this.state = machine.state;
    }

    void take(long step) {
        if (watcher != null) {
            watcher.accept(step);
        }
        assert machine.can(step) : "not enabled: " + machine.show(step);
        machine.apply(step);
        taken++;
    }

    /** Tells somebody of every step right before it is taken. */
    void watch(LongConsumer watcher) {
        this.watcher = watcher;
    }

    /** How many steps were taken. */
    long taken() {
        return taken;
    }
}
