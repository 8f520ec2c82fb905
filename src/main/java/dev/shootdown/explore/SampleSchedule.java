package dev.shootdown.explore;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Scheme;
import dev.shootdown.trace.Recording;
import java.util.List;
import java.util.Set;

/** One schedule as a campaign runs them, for who wants to look at its steps whether or not anything breaks. */
public final class SampleSchedule {
    private static final long SAMPLES = 0x73616D706C65L;

    private SampleSchedule() {}

    /** Schedule {@code number} of a seed, by the portfolio, on a machine of random size and features. */
    public static Recording of(Scheme scheme, long seed, long number, int mostSteps, String tool) {
        Dice dice = Dice.of(seed ^ SAMPLES, number);
        Machine machine = new Machine(scheme, Settings.draw(dice), Set.of());
        Strategy strategy = new Portfolio();
        strategy.begin(machine, dice, mostSteps);
        ScheduleRunner runner = new ScheduleRunner(machine);
        runner.run(strategy, mostSteps, new Tape(), (m, step) -> {});
        Schedule schedule = new Schedule(scheme, Set.of(), machine.scope, runner.steps());
        return new Recording(
                tool, scheme.name(), List.of(), machine.scope, "portfolio", seed, number, "", schedule.text());
    }
}
