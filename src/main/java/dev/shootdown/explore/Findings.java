package dev.shootdown.explore;

import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.Step;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The different failures of a segment, each made small. A failure that takes every kind of step that a smaller one takes
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
     * @param scope the machine it was made small on
     * @param steps what it was made to
     * @param times how many of those that were looked at came down to it
     */
    record Small(long number, Invariant invariant, Scope scope, long[] steps, long times) {
        boolean takesAllKindsOf(Small other) {
            BitSet missing = other.kinds();
            missing.andNot(kinds());
            return invariant == other.invariant && missing.isEmpty();
        }

        BitSet kinds() {
            BitSet kinds = new BitSet();
            for (long step : steps) {
                kinds.set(Step.kind(step));
            }
            return kinds;
        }

        Small withTimes(long times) {
            return new Small(number, invariant, scope, steps, times);
        }

        void save(DataOutput out) throws IOException {
            out.writeLong(number);
            Wire.write(invariant, out);
            out.writeLong(times);
            Wire.write(scope, out);
            Wire.write(steps, out);
        }

        static Small restore(DataInput in) throws IOException {
            long number = in.readLong();
            Invariant invariant = Wire.invariant(in);
            long times = in.readLong();
            return new Small(number, invariant, Wire.scope(in), Wire.longs(in), times);
        }
    }

    /** Whether another failure of that invariant would be looked at. */
    boolean wants(Invariant invariant) {
        return lookedAt.getOrDefault(invariant, 0) < LOOKED_AT;
    }

    /**
     * Looks at a failure.
     *
     * @return the small one when it is new
     */
    Optional<Small> add(Worker.Broken found) {
        lookedAt.merge(found.invariant(), 1, Integer::sum);
        Schedule shrunk = Shrinker.shrink(found.schedule(), found.invariant());
        Small small = new Small(found.number(), found.invariant(), shrunk.scope(), shrunk.steps(), 1);
        for (int k = 0; k < all.size(); k++) {
            if (small.takesAllKindsOf(all.get(k))) {
                all.set(k, all.get(k).withTimes(all.get(k).times + 1));
                return Optional.empty();
            }
        }
        long times = 1;
        for (int k = all.size() - 1; k >= 0; k--) {
            if (all.get(k).takesAllKindsOf(small)) {
                times += all.remove(k).times;
            }
        }
        all.add(small.withTimes(times));
        return Optional.of(small);
    }

    /** The different ones, as they were found. */
    List<Small> all() {
        return all;
    }

    void save(DataOutput out) throws IOException {
        for (Invariant invariant : Invariant.values()) {
            out.writeInt(lookedAt.getOrDefault(invariant, 0));
        }
        out.writeInt(all.size());
        for (Small small : all) {
            small.save(out);
        }
    }

    void restore(DataInput in) throws IOException {
        for (Invariant invariant : Invariant.values()) {
            lookedAt.put(invariant, in.readInt());
        }
        for (int n = in.readInt(); n > 0; n--) {
            all.add(Small.restore(in));
        }
    }
}
