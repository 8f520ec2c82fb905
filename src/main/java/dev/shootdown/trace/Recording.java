package dev.shootdown.trace;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.Scope;
import java.util.List;
import java.util.TreeSet;

/**
 * One schedule, complete: who has the same version of the tool takes the same steps.
 *
 * @param tool the version that wrote it
 * @param scheme the scheme's name
 * @param bugs planted bugs, in order
 * @param scope the machine
 * @param strategy who chose the steps
 * @param seed the seed of the campaign
 * @param schedule the number of the schedule in the campaign
 * @param invariant the name of the invariant that its last step breaks, or {@link #NOTHING}
 * @param steps the steps as text, as in {@code ClearPte(v1, m1, g1)}
 */
public record Recording(
        String tool,
        String scheme,
        List<String> bugs,
        Scope scope,
        String strategy,
        long seed,
        long schedule,
        String invariant,
        List<String> steps) {
    /** In place of an invariant's name: the schedule breaks none. */
    public static final String NOTHING = "none";

    public Recording {
        bugs = List.copyOf(bugs);
        steps = List.copyOf(steps);
    }

    /** A machine of this scheme and scope, with these bugs, in its first state. */
    public Machine machine() {
        return new Machine(Schemes.named(scheme), scope, new TreeSet<>(bugs));
    }
}
