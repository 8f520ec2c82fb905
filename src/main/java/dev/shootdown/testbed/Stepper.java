package dev.shootdown.testbed;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.State;
import dev.shootdown.machine.scheme.Baseline;
import java.util.function.LongConsumer;

/**
 * The only way in which the testbed changes the machine: one step of it at a time. The guard of each step is checked first for
 * a scheme that is not one of ours, and for all of them with assertions on, as in every test.
 */
final class Stepper {
    final Machine machine;
    final State state;
    private final boolean isForeign;
    private LongConsumer watcher;
    private long taken;

    Stepper(Machine machine) {
        this.machine = machine;
        this.state = machine.state;
        isForeign = machine.scheme.getClass().getPackage() != Baseline.class.getPackage();
    }

    void take(long step) {
        assert isForeign || machine.can(step) : "not enabled: " + machine.show(step);
        if (isForeign && !machine.can(step)) {
            throw new BadInput("scheme " + machine.scheme.name() + " cannot be measured: " + machine.show(step)
                    + " is due and not enabled; a step of the scheme is taken too late or never (see TimedScheme), or a hook"
                    + " of its protocol forbids it.");
        }
        if (watcher != null) {
            watcher.accept(step);
        }
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
