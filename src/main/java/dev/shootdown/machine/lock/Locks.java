package dev.shootdown.machine.lock;

import dev.shootdown.machine.BadInput;
import java.util.List;
import java.util.Set;

/** The locks by name. */
public final class Locks {
    /** Their names on the command line. */
    public static final List<String> NAMES = List.of(TicketLock.NAME, PreemptableTicketLock.NAME);

    private Locks() {}

    /**
     * A lock in its first state.
     *
     * @throws BadInput if there is no such lock or bug
     */
    public static Lock named(String name, int vcpus, Set<String> bugs) {
        return switch (name) {
            case TicketLock.NAME -> new TicketLock(vcpus, bugs);
            case PreemptableTicketLock.NAME -> new PreemptableTicketLock(vcpus, bugs);
            default -> throw new BadInput("there is no lock '" + name + "'; the locks are " + String.join(", ", NAMES));
        };
    }

    /** The names of the bugs that can be planted in a lock. */
    public static List<String> bugsOf(String name) {
        return switch (name) {
            case TicketLock.NAME -> TicketLock.BUGS;
            case PreemptableTicketLock.NAME -> PreemptableTicketLock.BUGS;
            default -> throw new BadInput("there is no lock '" + name + "'; the locks are " + String.join(", ", NAMES));
        };
    }
}
