package dev.shootdown.explore.search;

import dev.shootdown.machine.Fingerprint;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;
import dev.shootdown.machine.Symmetry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Takes every step from a state and sends what comes out where it belongs. One for each thread. */
final class Expander {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Of the parent and the choice before a record. */
    private static final int MOST_NUMBERS = 20;

    private final Machine machine;
    private final Offers offers;
    private final Symmetry symmetry;
    final Records records;
    private final int[] there;
    private final byte[] entry;
    long first;
    long second;

    Expander(SearchedMachine searched, Codec codec) {
        machine = searched.machine();
        offers = machine.offers();
        symmetry = searched.symmetryOf(machine);
        records = codec.records();
        there = new int[machine.state.size()];
        entry = new byte[mostBytes()];
    }

    Machine machine() {
        return machine;
    }

    int words() {
        return there.length;
    }

    /** Of an entry in an {@link Outbox}. */
    int mostBytes() {
        return records.most() + 2 * Long.BYTES + MOST_NUMBERS;
    }

    /** The invariant that a state breaks, or null; the machine is in that state afterwards. */
    Invariant firstBroken(int[] snapshot) {
        machine.state.restore(snapshot);
        return Invariant.firstBroken(machine);
    }

    /** Collects the steps that are enabled in a state. */
    Offers enabled(int[] snapshot) {
        machine.state.restore(snapshot);
        machine.enabled(offers);
        return offers;
    }

    /** Sends all successors of a state; returns how many there are. */
    int expand(int[] from, long number, Outbox outbox, int partitions) {
        enabled(from);
        records.base(from);
        for (int k = 0; k < offers.size(); k++) {
            machine.state.restore(from);
            machine.apply(offers.get(k));
            machine.state.save(there);
            int start = symmetry == null ? 0 : writeFingerprint();
            int end = records.writeLikeBase(there, entry, start);
            if (symmetry == null) {
                first = records.first;
                second = records.second;
            }
            int to = Outbox.partitionOf(first, partitions);
            byte[] bucket = outbox.begin(to, number, k);
            int at = outbox.end(to);
            System.arraycopy(entry, 0, bucket, at, end);
            outbox.end(to, at + end);
        }
        return offers.size();
    }

    /** The fingerprint of the state that the machine is in. */
    void fingerprint() {
        if (symmetry != null) {
            writeFingerprint();
            return;
        }
        machine.state.save(there);
        records.write(there, entry, 0);
        first = records.first;
        second = records.second;
    }

    /** Writes what does not follow from a record, and returns where it ends. */
    private int writeFingerprint() {
        symmetry.fingerprint();
        first = Fingerprint.mix(symmetry.first()); // the least of several is not spread evenly
        second = Fingerprint.mix(symmetry.second());
        LONGS.set(entry, 0, first);
        LONGS.set(entry, Long.BYTES, second);
        return 2 * Long.BYTES;
    }

    /** Reads the fingerprint of an entry's state, and returns where its record begins. */
    int readFingerprint(byte[] from, int at) {
        if (symmetry == null) {
            records.hash(from, at);
            first = records.first;
            second = records.second;
            return at;
        }
        first = (long) LONGS.get(from, at);
        second = (long) LONGS.get(from, at + Long.BYTES);
        return at + 2 * Long.BYTES;
    }
}
