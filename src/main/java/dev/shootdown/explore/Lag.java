package dev.shootdown.explore;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.Steps;
import java.util.Arrays;

/**
 * A random walk in which what nobody waits for comes late. A CPU does not know when its store buffer empties, its TLB fills
 * or loses an entry, an interrupt arrives or the VMM takes over; in a plain random walk all of that happens at once, next to
 * every other thing it could do, and so nothing is ever old. Here each schedule draws for each CPU and each of these kinds
 * of step how late it is: as likely as any other step, or 8 or 64 times less. So a schedule may have one CPU whose stores
 * are seen long after, and another that is hardly ever preempted. Delays as a means to find races are those of TSVD (Li, Lu,
 * Musuvathi, Nath, Padhye, SOSP 2019), which injects them where two accesses might meet.
 */
final class Lag implements Strategy {
    private static final int MOST_VCPUS = 64;
    private static final int[] LATE = {
        Steps.DRAIN_STORE,
        Steps.FILL_TLB,
        Steps.CACHE_TABLE,
        Steps.EVICT_TLB,
        Steps.TAKE_FLUSH_IPI,
        Steps.EXIT_GUEST,
        Steps.PREEMPT,
        Steps.LOAD_VCPU,
        Steps.HALT,
        Steps.WAKE
    };

    private final int[] weights = new int[256 * MOST_VCPUS];
    private Dice dice;

    @Override
    public void begin(Machine machine, Dice dice, int mostSteps) {
        this.dice = dice;
        Arrays.fill(weights, 64);
        for (int v = 0; v < Math.min(MOST_VCPUS, machine.state.vcpus()); v++) {
            for (int kind : LATE) {
                weights[place(kind, v)] = 64 >> 3 * dice.below(3);
            }
        }
    }

    @Override
    public int choose(Offers enabled) {
        int sum = 0;
        for (int k = 0; k < enabled.size(); k++) {
            sum += weight(enabled.get(k));
        }
        int rest = dice.below(sum);
        int k = 0;
        while ((rest -= weight(enabled.get(k))) >= 0) {
            k++;
        }
        return k;
    }

    private int weight(long step) {
        return weights[place(Step.kind(step), Step.a(step))];
    }

    private static int place(int kind, int actor) {
        return kind * MOST_VCPUS + actor % MOST_VCPUS;
    }
}
