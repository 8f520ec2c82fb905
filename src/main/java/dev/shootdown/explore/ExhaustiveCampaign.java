package dev.shootdown.explore;

import static dev.shootdown.machine.Feature.CONCURRENT;
import static dev.shootdown.machine.Feature.EMULATION;
import static dev.shootdown.machine.Feature.LAZY;
import static dev.shootdown.machine.Feature.MIGRATE;
import static dev.shootdown.machine.Feature.MOVE_PAGE;
import static dev.shootdown.machine.Feature.STORE_BUFFERS;
import static dev.shootdown.machine.Feature.TABLES;
import static dev.shootdown.machine.Feature.WALKERS;

import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.Scope;
import dev.shootdown.trace.Recording;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Every schedule of a few small machines: breadth-first search through each in turn, until one breaks an invariant. What is
 * found is as short as can be on that machine. Each machine has the features together that a known kind of bug needs.
 */
public final class ExhaustiveCampaign {
    /** The name on the command line. */
    public static final String NAME = "exhaustive";

    /** Where the search of a machine gives up, in distinct states. */
    public static final int MOST_STATES = 2_000_000;

    private static final List<Scope> MACHINES = List.of(
            scope(2, 1, 1, 2, 1, 0, CONCURRENT, MOVE_PAGE),
            scope(2, 1, 1, 1, 1, 1, CONCURRENT, LAZY, TABLES),
            scope(2, 2, 1, 1, 1, 0, STORE_BUFFERS),
            scope(2, 2, 2, 1, 1, 0, STORE_BUFFERS),
            scope(2, 2, 1, 1, 1, 0, CONCURRENT, MIGRATE),
            scope(2, 2, 1, 1, 1, 1, MIGRATE, TABLES),
            scope(2, 2, 1, 1, 1, 1, TABLES, WALKERS),
            scope(2, 2, 1, 1, 1, 0, MIGRATE, EMULATION),
            scope(3, 3, 1, 1, 1, 0));

    private ExhaustiveCampaign() {}

    /** How many machines there are. */
    public static int machines() {
        return MACHINES.size();
    }

    /**
     * What came out.
     *
     * @param machines how many were searched
     * @param complete how many of them through all their states
     * @param states distinct states, of all machines
     * @param transitions steps out of them
     * @param failure the first that was found
     */
    public record Report(int machines, int complete, long states, long transitions, Optional<Fuzzer.Failure> failure) {}

    /** Told after each machine how many are searched and how many states they have. */
    public interface Watcher {
        void at(int machines, long states);
    }

    /**
     * Searches one machine after the other.
     *
     * @param upToExchanges of states that differ only by an exchange of CPUs or frames, look at one
     * @param tool the version to note in the recording
     */
    public static Report run(Scheme scheme, Set<String> bugs, boolean upToExchanges, String tool, Watcher watcher) {
        int complete = 0;
        long states = 0;
        long transitions = 0;
        for (int k = 0; k < MACHINES.size(); k++) {
            Scope scope = MACHINES.get(k);
            Machine machine = new Machine(scheme, scope, bugs);
            Exhaustive.Result found = upToExchanges
                    ? Exhaustive.searchUpToExchanges(machine, MOST_STATES)
                    : Exhaustive.search(machine, MOST_STATES);
            states += found.states();
            transitions += found.transitions();
            complete += found.complete() ? 1 : 0;
            watcher.at(k + 1, states);
            if (found.broken() != null) {
                Recording recording = new Recording(
                        tool,
                        scheme.name(),
                        List.copyOf(new TreeSet<>(bugs)),
                        scope,
                        NAME,
                        0,
                        k,
                        found.broken().label(),
                        new Schedule(scheme, bugs, scope, found.path()).text());
                Fuzzer.Failure failure = new Fuzzer.Failure(found.broken(), 1, recording);
                return new Report(k + 1, complete, states, transitions, Optional.of(failure));
            }
        }
        return new Report(MACHINES.size(), complete, states, transitions, Optional.empty());
    }

    private static Scope scope(
            int vcpus, int pcpus, int spaces, int pages, int frames, int tables, Feature... features) {
        Set<Feature> on = EnumSet.noneOf(Feature.class);
        on.addAll(List.of(features));
        return Scope.small(vcpus, pcpus, spaces, pages, frames, tables, on);
    }
}
