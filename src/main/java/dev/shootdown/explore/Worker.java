package dev.shootdown.explore;

import dev.shootdown.machine.Fingerprint;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * One thread of a campaign: runs blocks of schedules and adds up what they show. What a block does follows from its number,
 * the seed and what the campaign had seen before the round, not from the blocks that the worker ran before.
 */
final class Worker {
    /** Schedules of a block: they share a machine. */
    static final int BLOCK = 16;

    /** Of this many blocks one begins with a schedule that is run twice. */
    private static final int TWICE = 4;

    /** The streams of dice: what a block's machine is, what a schedule does. */
    private static final long BLOCKS = 0x626C6F636BL;

    private static final long SCHEDULES = 0x7363686564L;

    final Tally tally = new Tally();
    final List<Broken> broken = new ArrayList<>();
    final List<Novelty> novelties = new ArrayList<>();

    private final Campaign campaign;
    private final Strategy strategy;
    private final Coverage coverage = new Coverage(tally);
    private final Dice dice = Dice.of(0, 0);
    private final Tape tape = new Tape();

    /** A schedule that broke an invariant. */
    record Broken(long number, Invariant invariant, Schedule schedule) {}

    Worker(Campaign campaign) {
        this.campaign = campaign;
        strategy = Strategy.named(campaign.strategy());
    }

    /** Runs a block and returns a hash of where its schedules ended. */
    long run(long block, Tally known, Corpus corpus) {
        Scope scope = strategy.scope(Dice.of(campaign.seed() ^ BLOCKS, block), corpus);
        Machine machine = new Machine(campaign.scheme(), scope, new TreeSet<>(campaign.bugs()));
        ScheduleRunner runner = new ScheduleRunner(machine);
        coverage.on(machine, known);
        int actors =
                Math.min(PctBound.MOST_ACTORS, Actors.withStoreBuffers(machine).size());
        long hash = 0;
        long end = Math.min(campaign.runs(), (block + 1) * BLOCK);
        for (long number = block * BLOCK; number < end; number++) {
            dice.restart(campaign.seed() ^ SCHEDULES, number);
            strategy.begin(machine, dice, campaign.mostSteps());
            tape.clear();
            coverage.begin();
            Invariant failed = runner.run(strategy, campaign.mostSteps(), tape, coverage);
            tally.schedules++;
            tally.steps += runner.size();
            tally.depths[strategy.depth()][actors]++;
            if (failed != null) {
                tally.failing.merge(failed, 1L, Long::sum);
                broken.add(new Broken(
                        number, failed, new Schedule(campaign.scheme(), campaign.bugs(), scope, runner.steps())));
            }
            Novelty novelty = coverage.novelty(number, scope, runner);
            if (novelty != null) {
                novelties.add(novelty);
            }
            hash = Fingerprint.mix(hash + machine.state.fingerprint(0));
            if (number % (TWICE * BLOCK) == 0) {
                runTwice(runner, number, failed);
            }
        }
        return hash;
    }

    /** The same tape once more: whatever differs does not follow from the choices. */
    private void runTwice(ScheduleRunner runner, long number, Invariant failed) {
        long[] steps = runner.steps();
        long fingerprint = runner.machine().state.fingerprint(0);
        boolean same = runner.run(tape) == failed
                && Arrays.equals(steps, runner.steps())
                && fingerprint == runner.machine().state.fingerprint(0);
        if (!same) {
            throw new IllegalStateException(
                    "schedule " + number + " of seed " + campaign.seed() + " went differently the second time");
        }
    }

    /** Forgets what it has added up. */
    void clear() {
        tally.clear();
        broken.clear();
        novelties.clear();
    }
}
