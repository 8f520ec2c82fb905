package dev.shootdown.explore;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * In how many schedules each abstract state was seen: once, twice, or more often. Of very many states it keeps a sample, those
 * whose hash ends in enough zeros (adaptive sampling: Flajolet, Computing 43, 1990), so that it stays small and says as
 * much. What it keeps depends on what was added and not on the order, so that threads may each have their own.
 *
 * <p>From the states seen once (Q1) and twice (Q2) follows how many are still unseen, at least: Q1²/(2·Q2) (Chao2: Chao,
 * Biometrics 43, 1987; bias-corrected), and how likely the next state seen is a known one: 1 − Q1/all sightings (Good and
 * Turing; Good, Biometrika 40, 1953).
 */
final class Sightings {
    /** The most states that are kept. */
    static final int MOST = 1 << 17;

    private static final int OFTEN = 3;

    private long[] hashes = new long[64];
    private byte[] times = new byte[64];
    private int size;

    /** Hashes with this many zeros at their end are kept. */
    private int level;

    /** Of all states, kept or not: a state counts once for each schedule. */
    private long sightings;

    private int once;
    private int twice;

    /** Whether a state of that hash was seen; of a state that is not in the sample it says that it was. */
    boolean isKnown(long hash) {
        return !isSampled(hash) || times[slotOf(hash)] != 0;
    }

    private boolean isSampled(long hash) {
        return (hash & (1L << level) - 1) == 0;
    }

    /** One more schedule saw that state. */
    void add(long hash) {
        sightings++;
        add(hash, 1);
    }

    private void add(long hash, int more) {
        if (!isSampled(hash)) {
            return;
        }
        int slot = slotOf(hash);
        if (times[slot] == 0) {
            if (4 * size >= 3 * hashes.length) {
                resize(2 * hashes.length);
                slot = slotOf(hash);
            }
            hashes[slot] = hash;
            size++;
        }
        count(times[slot], -1);
        times[slot] = (byte) Math.min(OFTEN, times[slot] + more);
        count(times[slot], 1);
        while (size > MOST) {
            level++;
            resize(hashes.length);
        }
    }

    private void count(int times, int by) {
        once += times == 1 ? by : 0;
        twice += times == 2 ? by : 0;
    }

    void addAll(Sightings other) {
        while (level < other.level) {
            level++;
            resize(hashes.length);
        }
        for (int k = 0; k < other.hashes.length; k++) {
            if (other.times[k] != 0) {
                add(other.hashes[k], other.times[k]);
            }
        }
        sightings += other.sightings;
    }

    private int slotOf(long hash) {
        int mask = hashes.length - 1;
        int slot = (int) (hash >>> 32) & mask;
        while (times[slot] != 0 && hashes[slot] != hash) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /** To that many slots, without what is no longer in the sample. */
    private void resize(int slots) {
        long[] oldHashes = hashes;
        byte[] oldTimes = times;
        hashes = new long[slots];
        times = new byte[slots];
        size = 0;
        once = 0;
        twice = 0;
        for (int k = 0; k < oldHashes.length; k++) {
            if (oldTimes[k] != 0 && isSampled(oldHashes[k])) {
                int slot = slotOf(oldHashes[k]);
                hashes[slot] = oldHashes[k];
                times[slot] = oldTimes[k];
                count(oldTimes[k], 1);
                size++;
            }
        }
    }

    void clear() {
        Arrays.fill(times, (byte) 0);
        size = 0;
        level = 0;
        sightings = 0;
        once = 0;
        twice = 0;
    }

    /** How many different states were seen; exact up to {@link #MOST}. */
    long seen() {
        return (long) size << level;
    }

    /** At least how many there are that were not seen. */
    long unseen() {
        return Math.round((double) once * Math.max(0, once - 1) / (2.0 * (twice + 1)) * Math.scalb(1.0, level));
    }

    /** The probability that the next state which a schedule shows is one that was seen; 0 at the beginning. */
    double saturation() {
        return sightings == 0 ? 0 : Math.max(0, 1 - Math.scalb((double) once, level) / sightings);
    }

    /** The same bytes for the same sightings: neither the order in which they came nor the table's layout shows. */
    void save(DataOutput out) throws IOException {
        out.writeInt(level);
        out.writeLong(sightings);
        out.writeInt(size);
        long[] sorted = new long[size];
        int n = 0;
        for (int k = 0; k < hashes.length; k++) {
            if (times[k] != 0) {
                sorted[n++] = hashes[k];
            }
        }
        Arrays.sort(sorted);
        for (long hash : sorted) {
            out.writeLong(hash);
            out.writeByte(times[slotOf(hash)]);
        }
    }

    void restore(DataInput in) throws IOException {
        clear();
        level = Wire.count(in, Long.SIZE - 1);
        long all = in.readLong();
        for (int n = Wire.count(in, MOST); n > 0; n--) {
            long hash = in.readLong();
            int seen = in.readByte();
            if (seen < 1 || seen > OFTEN) {
                throw Wire.refused();
            }
            add(hash, seen);
        }
        sightings = all;
    }
}
