package dev.shootdown.machine;

import java.util.List;

/**
 * A shootdown scheme: how a guest and its VMM bring a flush to the other vCPUs. Found by
 * {@link java.util.ServiceLoader}; a jar on the class path that provides one adds it everywhere. Beside it stands a
 * TLA+ module with the same steps.
 */
public interface Scheme {
    /** The name on the command line and in results: lower case, as in {@code shoot4u}. */
    String name();

    /** The TLA+ module, as in {@code Shoot4U}. */
    String module();

    /** The kinds of step that this scheme adds; codes from {@link Steps#FIRST_OF_SCHEME} on, without gaps. */
    List<StepKind> steps();

    /** Whether the guest sends call-function IPIs for a flush. */
    boolean sendsGuestIpis();

    /** Whether page-table pages are freed by RCU, because a flush may return although a target walks them in software. */
    default boolean freesTablesByRcu() {
        return false;
    }

    /** Names of the bugs that can be planted in this scheme, beside those of every machine. */
    default List<String> bugs() {
        return List.of();
    }

    /** Words of state that the scheme needs for itself, beyond the scheme variables of {@link State}. */
    default int words(Scope scope) {
        return 0;
    }

    /** The scheme at work on a machine. */
    Protocol on(Machine machine);
}
