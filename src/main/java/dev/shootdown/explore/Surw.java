package dev.shootdown.explore;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;
import dev.shootdown.machine.Step;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * Selectively uniform random walk: SURW (Zhao et al., ASPLOS 2025). Each schedule picks some kinds of step as the
 * interesting ones and samples the orders of these steps as evenly as it can: it decides which {@linkplain Actors actor}
 * takes the next interesting step, with a probability in proportion to how many of them that actor has left, and holds the
 * interesting steps of all others back until it has. All other steps are taken at random.
 *
 * <p>How many interesting steps an actor has follows from the program in the original; here no actor is ever done, and a
 * few random walks on the same machine say how many it takes on average. An actor that does not come to an interesting step
 * within some steps gives its turn back.
 */
final class Surw implements Strategy {
    private static final int WALKS = 4;
    private static final long PROFILE = 0x73757277L;
    private static final int PATIENCE_PER_ACTOR = 8;
    private static final int NOBODY = -1;

    private Machine machine;
    private Dice dice;
    private Actors actors;

    /** How often each actor took each kind of step, in all the walks. */
    private int[][] profile = new int[0][];

    private final boolean[] isInteresting = new boolean[256];
    private int[] left = new int[0];
    private int next;
    private int patience;
    private boolean[] canWait = new boolean[64];

    @Override
    public void begin(Machine machine, Dice dice, int mostSteps) {
        this.dice = dice;
        if (this.machine != machine) {
            this.machine = machine;
            actors = Actors.withStoreBuffers(machine);
            left = new int[actors.size()];
            profile(mostSteps);
        }
        int rarity = 2 + dice.below(7);
        for (int kind = 0; kind < isInteresting.length; kind++) {
            isInteresting[kind] = dice.oneIn(rarity);
        }
        for (int actor = 0; actor < left.length; actor++) {
            int sum = 0;
            for (int kind = 0; kind < isInteresting.length; kind++) {
                sum += isInteresting[kind] ? profile[actor][kind] : 0;
            }
            left[actor] = 1 + sum / WALKS;
        }
        next = NOBODY;
    }

    /** Walks at random on a machine like this one, always the same way. */
    private void profile(int mostSteps) {
        profile = new int[actors.size()][256];
        Set<String> bugs = new TreeSet<>(machine.bugs());
        ScheduleRunner runner = new ScheduleRunner(new Machine(machine.scheme, machine.scope, bugs));
        RandomWalk walk = new RandomWalk();
        for (int k = 0; k < WALKS; k++) {
            walk.begin(runner.machine(), Dice.of(PROFILE, k), mostSteps);
            runner.run(walk, mostSteps, new Tape(), (m, step) -> profile[actors.of(step)][Step.kind(step)]++);
        }
    }

    @Override
    public int choose(Offers enabled) {
        if (next == NOBODY || patience-- == 0) {
            next = drawn(enabled);
            patience = PATIENCE_PER_ACTOR * actors.size();
        }
        if (canWait.length < enabled.size()) {
            canWait = new boolean[2 * enabled.size()];
        }
        Arrays.fill(canWait, 0, enabled.size(), false);
        int open = 0;
        for (int k = 0; k < enabled.size(); k++) {
            long step = enabled.get(k);
            canWait[k] = isInteresting[Step.kind(step)] && actors.of(step) != next;
            open += canWait[k] ? 0 : 1;
        }
        if (open == 0) {
            next = NOBODY;
            return choose(enabled);
        }
        int rest = dice.below(open);
        int k = 0;
        while (canWait[k] || rest-- > 0) {
            k++;
        }
        if (isInteresting[Step.kind(enabled.get(k))]) {
            left[next] = Math.max(1, left[next] - 1);
            next = NOBODY;
        }
        return k;
    }

    /** Who takes the next interesting step: one of those that can take a step at all, in proportion to what is left. */
    private int drawn(Offers enabled) {
        int sum = 0;
        for (int actor = 0; actor < left.length; actor++) {
            sum += hasStep(actor, enabled) ? left[actor] : 0;
        }
        int rest = dice.below(sum);
        for (int actor = 0; ; actor++) {
            if (hasStep(actor, enabled) && (rest -= left[actor]) < 0) {
                return actor;
            }
        }
    }

    private boolean hasStep(int actor, Offers enabled) {
        for (int k = 0; k < enabled.size(); k++) {
            if (actors.of(enabled.get(k)) == actor) {
                return true;
            }
        }
        return false;
    }
}
