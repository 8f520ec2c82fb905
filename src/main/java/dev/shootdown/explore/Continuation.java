package dev.shootdown.explore;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Machine;
import java.util.List;

/** What an adversary does from a state on, for who built that state by hand. */
public final class Continuation {
    /** The strategies that need no schedules before this one. */
    public static final List<String> STRATEGIES = List.of("random", "swarm", "pct", "pos");

    private Continuation() {}

    /**
     * Lets a strategy take up to {@code mostSteps} steps from the machine's present state, and leaves the machine where they
     * lead. It stops where an invariant breaks, or nothing is enabled.
     *
     * @return the steps; the same for the same state, strategy and seed
     */
    public static long[] go(Machine machine, String strategy, long seed, int mostSteps) {
        if (!STRATEGIES.contains(strategy)) {
            throw new BadInput(
                    "no adversary is called '" + strategy + "' here; there are " + String.join(", ", STRATEGIES));
        }
        Strategy adversary = Strategy.named(strategy);
        adversary.begin(machine, Dice.of(seed, 0), mostSteps);
        ScheduleRunner runner = new ScheduleRunner(machine);
        runner.run(adversary, mostSteps, new Tape(), (m, step) -> {});
        return runner.steps();
    }
}
