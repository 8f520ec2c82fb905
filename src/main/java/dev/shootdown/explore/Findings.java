package dev.shootdown.explore;

import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Step;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The different failures of a campaign, each made small. A failure that takes every kind of step that a smaller one takes
 * is counted as the smaller one: a detour. Of each invariant only so many of the first failures are looked at.
 */
final class Findings {
    /** How many failures of each invariant are looked at. */
    static final int LOOKED_AT = 12;

    private final List<Small> all = new ArrayList<>();
    private final Map<Invariant, Integer> lookedAt = new EnumMap<>(Invariant.class);

    /**
     * One of them.
     *
     * @param number of the schedule that was found
     * @param schedule what it was made to
     * @param times how many of those that were looked at came down to it
     */
    record Small(long number, Invariant invariant, Schedule schedule, int times) {
        private boolean takesAllKindsOf(Small other) {
            BitSet missing = other.kinds();
            missing.andNot(kinds());
            return invariant == other.invariant && missing.isEmpty();
        }

        private BitSet kinds() {
            BitSet kinds = new BitSet();
            for (long step : schedule.steps()) {
                kinds.set(Step.kind(step));
            }
            return kinds;
        }

        private Small withTimes(int times) {
            return new Small(number, invariant, schedule, times);
        }
    }

    /** Whether another failure of that invariant would be looked at. */
    boolean wants(Invariant invariant) {
        return lookedAt.getOrDefault(invariant, 0) < LOOKED_AT;
    }

    /**
     * Looks at a failure.
     *
     * @return the small one when it is new, else null
     */
    Small add(Worker.Broken found) {
        lookedAt.merge(found.invariant(), 1, Integer::sum);
        Small small =
                new Small(found.number(), found.invariant(), Shrinker.shrink(found.schedule(), found.invariant()), 1);
        for (int k = 0; k < all.size(); k++) {
            if (small.takesAllKindsOf(all.get(k))) {
                all.set(k, all.get(k).withTimes(all.get(k).times + 1));
                return null;
            }
        }
        int times = 1;
        for (int k = all.size() - 1; k >= 0; k--) {
            if (all.get(k).takesAllKindsOf(small)) {
                times += all.remove(k).times;
            }
        }
        all.add(small.withTimes(times));
        return small;
    }

    /** The different ones, as they were found. */
    List<Small> all() {
        return all;
    }

    Map<Invariant, Integer> lookedAt() {
        return lookedAt;
    }
}
