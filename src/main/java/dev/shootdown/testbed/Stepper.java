package dev.shootdown.testbed;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.State;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.scheme.Baseline;
import java.util.function.LongConsumer;

/**
 * The only way in which the testbed changes the machine: one step of it at a time. The guard of each step is checked first for
 * a scheme that is not one of ours, and for all of them with assertions on, as in every test.
 */
final class Stepper {
    private static final boolean ASSERTS = Stepper.class.desiredAssertionStatus();

    final Machine machine;
    final State state;
    private final boolean isForeign;
    private LongConsumer watcher;
    /** Somebody looks at steps before they are taken. */
    private boolean looks;

    private long taken;

    Stepper(Machine machine) {
        this.machine = machine;
        this.state = machine.state;
        isForeign = machine.scheme.getClass().getPackage() != Baseline.class.getPackage();
        looks = isForeign || ASSERTS;
    }

    /** Takes a step of this kind; its arguments are those of {@link Step}. */
    void take(int kind, int a) {
        take(kind, a, 0, 0);
    }

    void take(int kind, int a, int b) {
        take(kind, a, b, 0);
    }

    void take(int kind, int a, int b, int c) {
        if (looks) {
            look(Step.of(kind, a, b, c));
        }
        machine.apply(kind, a, b, c);
        taken++;
    }

    void take(long step) {
        take(Step.kind(step), Step.a(step), Step.b(step), Step.c(step));
    }

    private void look(long step) {
        assert isForeign || machine.can(step) : "not enabled: " + machine.show(step);
        if (isForeign && !machine.can(step)) {
            throw new BadInput("scheme " + machine.scheme.name() + " cannot be measured: " + machine.show(step)
                    + " is due and not enabled; a step of the scheme is taken too late or never (see TimedScheme), or a hook"
                    + " of its protocol forbids it.");
        }
        if (watcher != null) {
            watcher.accept(step);
        }
    }

    /** Tells somebody of every step right before it is taken. */
    void watch(LongConsumer watcher) {
        this.watcher = watcher;
        looks = isForeign || ASSERTS || watcher != null;
    }

    /** How many steps were taken. */
    long taken() {
        return taken;
    }
}
