package dev.shootdown.explore;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.TlbGeometry;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** How machines, schedules and invariants are written in campaign files and results. What makes no sense is refused. */
final class Wire {
    private static final int MOST_STEPS = 1_000_000;

    private Wire() {}

    static IOException refused() {
        return new IOException("another form");
    }

    /** A count that was written as an int. */
    static int count(DataInput in, int most) throws IOException {
        int n = in.readInt();
        if (n < 0 || n > most) {
            throw refused();
        }
        return n;
    }

    static void write(long[] numbers, DataOutput out) throws IOException {
        out.writeInt(numbers.length);
        for (long number : numbers) {
            out.writeLong(number);
        }
    }

    static long[] longs(DataInput in) throws IOException {
        long[] numbers = new long[count(in, MOST_STEPS)];
        for (int k = 0; k < numbers.length; k++) {
            numbers[k] = in.readLong();
        }
        return numbers;
    }

    /** Of numbers most of which are zero, the others. */
    static void writeSparse(long[] numbers, DataOutput out) throws IOException {
        out.writeInt((int) Arrays.stream(numbers).filter(number -> number != 0).count());
        for (int k = 0; k < numbers.length; k++) {
            if (numbers[k] != 0) {
                out.writeInt(k);
                out.writeLong(numbers[k]);
            }
        }
    }

    /** The array is to be all zeros. */
    static void readSparse(long[] numbers, DataInput in) throws IOException {
        for (int n = count(in, numbers.length); n > 0; n--) {
            numbers[count(in, numbers.length - 1)] = in.readLong();
        }
    }

    static void write(Invariant invariant, DataOutput out) throws IOException {
        out.writeUTF(invariant.label());
    }

    static Invariant invariant(DataInput in) throws IOException {
        return Invariant.labelled(in.readUTF()).orElseThrow(Wire::refused);
    }

    static void write(Scope s, DataOutput out) throws IOException {
        out.writeInt(s.vms());
        for (int vcpus : s.vcpusOfVm()) {
            out.writeInt(vcpus);
        }
        for (int size : new int[] {
            s.pcpus(),
            s.spaces(),
            s.pages(),
            s.frames(),
            s.tables(),
            s.window(),
            s.flushCeiling(),
            s.features().size()
        }) {
            out.writeInt(size);
        }
        for (Feature feature : s.features()) {
            out.writeUTF(feature.label());
        }
    }

    static Scope scope(DataInput in) throws IOException {
        List<Integer> vms = new ArrayList<>();
        for (int n = count(in, Scope.MOST_CPUS); n > 0; n--) {
            vms.add(in.readInt());
        }
        int[] sizes = new int[7];
        for (int k = 0; k < sizes.length; k++) {
            sizes[k] = in.readInt();
        }
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        for (int n = count(in, Feature.values().length); n > 0; n--) {
            features.add(Feature.labelled(in.readUTF()).orElseThrow(Wire::refused));
        }
        try {
            return new Scope(
                    vms,
                    sizes[0],
                    sizes[1],
                    sizes[2],
                    sizes[3],
                    sizes[4],
                    sizes[5],
                    sizes[6],
                    TlbGeometry.UNBOUNDED,
                    features);
        } catch (BadInput e) {
            throw refused();
        }
    }
}
