package dev.shootdown.explore;

import dev.shootdown.machine.Fingerprint;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Estimates how many different states were seen, in 16 KiB: HyperLogLog (Flajolet et al., 2007) with 2¹⁴ registers, standard
 * error 0.8 %. Adding is commutative, so that threads may each keep their own and merge them in any order.
 */
final class DistinctStates {
    private static final int BITS = 14;
    private static final int REGISTERS = 1 << BITS;

    private final byte[] registers = new byte[REGISTERS];

    /** Adds a state by a hash of it. */
    void add(long hash) {
        long mixed = Fingerprint.mix(hash);
        int register = (int) (mixed >>> 64 - BITS);
        int rank = Long.numberOfLeadingZeros(mixed << BITS | 1L << BITS - 1) + 1;
        if (rank > registers[register]) {
            registers[register] = (byte) rank;
        }
    }

    void addAll(DistinctStates other) {
        for (int k = 0; k < REGISTERS; k++) {
            if (other.registers[k] > registers[k]) {
                registers[k] = other.registers[k];
            }
        }
    }

    void clear() {
        Arrays.fill(registers, (byte) 0);
    }

    void save(DataOutput out) throws IOException {
        out.write(registers);
    }

    void restore(DataInput in) throws IOException {
        in.readFully(registers);
    }

    long estimate() {
        double sum = 0;
        int empty = 0;
        for (byte register : registers) {
            sum += Math.scalb(1.0, -register);
            empty += register == 0 ? 1 : 0;
        }
        double raw = 0.7213 / (1 + 1.079 / REGISTERS) * REGISTERS * REGISTERS / sum;
        if (raw <= 2.5 * REGISTERS && empty > 0) {
            return Math.round(REGISTERS * StrictMath.log((double) REGISTERS / empty));
        }
        return Math.round(raw);
    }
}
