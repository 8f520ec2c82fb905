package dev.shootdown.explore;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Scheme;
import java.util.Set;

/**
 * What to fuzz.
 *
 * @param scheme the scheme
 * @param bugs planted bugs
 * @param strategy a name out of {@link Strategy#NAMES}
 * @param seed with the number of a schedule, decides everything about that schedule
 * @param runs how many schedules; {@link Long#MAX_VALUE} when only the time counts
 * @param nanos for how long at most, in wall-clock nanoseconds
 * @param threads how many work at it
 * @param mostSteps how long a schedule can become
 */
public record Campaign(
        Scheme scheme,
        Set<String> bugs,
        String strategy,
        long seed,
        long runs,
        long nanos,
        int threads,
        int mostSteps) {
    /** Steps of a schedule when nobody says otherwise. */
    public static final int STEPS = 150;

    public Campaign {
        if (runs < 1) {
            throw new BadInput("the number of schedules must be at least 1, not " + runs);
        }
        if (nanos < 1) {
            throw new BadInput("the time must be longer than nothing");
        }
        if (threads < 1 || threads > 1024) {
            throw new BadInput("the number of threads must be between 1 and 1024, not " + threads);
        }
        if (mostSteps < 1 || mostSteps > 1_000_000) {
            throw new BadInput("the steps of a schedule must be between 1 and 1000000, not " + mostSteps);
        }
        Strategy.named(strategy);
        for (String bug : bugs) {
            if (!Machine.bugsOf(scheme).contains(bug)) {
                throw new BadInput("scheme " + scheme.name() + " has no bug '" + bug + "'; it has "
                        + String.join(", ", Machine.bugsOf(scheme)));
            }
        }
    }

    /** A hash of where the first schedules end: another one if the scheme's code is another. */
    public long firstSchedules() {
        return new Worker(withRuns(Long.MAX_VALUE)).run(0, new Tally(), new Corpus());
    }

    /** The same with another number of schedules. */
    Campaign withRuns(long runs) {
        return new Campaign(scheme, bugs, strategy, seed, runs, nanos, threads, mostSteps);
    }
}
