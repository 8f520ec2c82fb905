package dev.shootdown.cli.explorer;

import dev.shootdown.explore.Exhaustive;
import dev.shootdown.machine.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** "Is a violation reachable from here?", asked of every state that can be reached, in a thread of its own. */
final class Search {
    static final int MOST_STATES = 2_000_000;

    private final long revision;
    private final int mostStates;
    private final Thread thread;
    private volatile boolean isCancelled;
    private volatile int states;
    private volatile Answer answer;

    /**
     * What came of it.
     *
     * @param isReachable whether steps to a violation were found
     * @param sentence the answer in words
     * @param steps from where the search began to the violation
     */
    record Answer(boolean isReachable, String sentence, List<String> steps) {}

    private Search(Machine machine, long revision, int mostStates) {
        this.revision = revision;
        this.mostStates = mostStates;
        thread = new Thread(() -> run(machine), "search");
        thread.setDaemon(true);
    }

    /** Begins to search from a machine's state; the machine is the search's own from now on. */
    static Search start(Machine machine, long revision, int mostStates) {
        Search search = new Search(machine, revision, mostStates);
        search.thread.start();
        return search;
    }

    private void run(Machine machine) {
        int[] first = new int[machine.state.size()];
        machine.state.save(first);
        try {
            Exhaustive.Result result = Exhaustive.search(machine, mostStates, seen -> {
                states = seen;
                return !isCancelled;
            });
            states = result.states();
            List<String> steps = new ArrayList<>();
            for (long step : result.path()) {
                steps.add(machine.show(step));
            }
            answer = new Answer(result.broken() != null, sentence(result, steps.size()), steps);
        } catch (OutOfMemoryError e) {
            answer = new Answer(
                    false, "Not decided: the memory was used up after " + count(states) + " states.", List.of());
        }
    }

    private String sentence(Exhaustive.Result result, int steps) {
        if (result.broken() != null) {
            return "Yes: " + result.broken().label() + " breaks "
                    + (steps == 0 ? "here." : "within " + steps + (steps == 1 ? " step." : " steps, and no sooner."));
        } else if (result.complete()) {
            return "No: none of the " + count(result.states())
                    + " states that can be reached from here breaks anything.";
        }
        return isCancelled
                ? "Not decided: stopped after " + count(result.states()) + " states without a violation."
                : "Not within " + count(result.states()) + " states, which is as far as the search went.";
    }

    private static String count(int n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    /** Ends the search soon. */
    void cancel() {
        isCancelled = true;
    }

    /** The revision of the schedule that it began from. */
    long revision() {
        return revision;
    }

    int states() {
        return states;
    }

    int mostStates() {
        return mostStates;
    }

    /** Null while it runs. */
    Answer answer() {
        return answer;
    }
}
