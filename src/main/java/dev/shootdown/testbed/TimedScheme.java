package dev.shootdown.testbed;

import dev.shootdown.machine.Scheme;
import dev.shootdown.testbed.profile.MachineProfile;

/**
 * A scheme with steps of its own that says when the testbed is to take them and what they cost. The protocol stays where it
 * is, in guards and effects: here is only what time they need. A scheme without steps of its own, or with steps named like
 * those of the built-in ones, needs none of this.
 *
 * <pre>{@code
 * public void declare(StepTimes times, MachineProfile machine) {
 *     times.whileFlushing("ReadBusyWord", machine.guest().callAck());
 *     times.beforeEntry("ServeLater", machine.virtualization().invvpid());
 * }
 * }</pre>
 */
public interface TimedScheme extends Scheme {
    /** Declares each of {@link #steps} once. Costs are in cycles, best taken from the machine. */
    void declare(StepTimes times, MachineProfile machine);
}
