package dev.shootdown.explore;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;
import dev.shootdown.machine.Scope;
import java.util.List;

/**
 * An adversary: it sees which steps are enabled and picks one. An instance belongs to one thread; what it picks depends on
 * the dice that a schedule begins with and on the machine alone.
 */
interface Strategy {
    /** What the next schedules run on; the corpus holds what earlier ones left. */
    default Scope scope(Dice dice, Corpus corpus) {
        return Settings.draw(dice);
    }

    /**
     * Gets ready for a schedule.
     *
     * @param dice this schedule's own
     * @param mostSteps how long the schedule can become
     */
    void begin(Machine machine, Dice dice, int mostSteps);

    /** The place of the next step in the list, which is not empty. */
    int choose(Offers enabled);

    /** The depth of bug that this schedule is meant for, as {@link Pct} has it; 0 for strategies without such a thing. */
    default int depth() {
        return 0;
    }

    /** The strategies' names. */
    List<String> NAMES = List.of("portfolio", "random", "swarm", "pct", "pos", "surw", "lag", "guided");

    /** A strategy by its name. */
    static Strategy named(String name) {
        return switch (name) {
            case "portfolio" -> new Portfolio();
            case "random" -> new RandomWalk();
            case "swarm" -> new Swarm();
            case "pct" -> new Pct();
            case "pos" -> new Pos();
            case "surw" -> new Surw();
            case "lag" -> new Lag();
            case "guided" -> new Guided();
            default ->
                throw new BadInput("no strategy is called '" + name + "'; there are " + String.join(", ", NAMES)
                        + " and exhaustive");
        };
    }
}
