package dev.shootdown.explore;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Steps to take on a machine of this scheme and scope with these bugs. Steps that are not enabled when their turn comes are
 * left out, so that a part of a schedule is one, and a schedule makes sense on a smaller machine.
 */
record Schedule(Scheme scheme, Set<String> bugs, Scope scope, long[] steps) {
    Machine machine() {
        return new Machine(scheme, scope, bugs);
    }

    Schedule with(long[] fewer) {
        return new Schedule(scheme, bugs, scope, fewer);
    }

    /** The steps as text. */
    List<String> text() {
        Machine machine = machine();
        return Arrays.stream(steps).mapToObj(machine::show).toList();
    }
}
