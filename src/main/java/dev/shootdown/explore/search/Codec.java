package dev.shootdown.explore.search;

import dev.shootdown.explore.Dice;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;
import java.io.Serializable;
import java.util.Arrays;

/**
 * How many bits each word of a snapshot is given in a record, and from which value on: what random walks through the machine
 * have shown, which is all but the rarest values. Another value takes more bytes, so the walks decide how short the records
 * are and nothing else.
 */
final class Codec implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int WALKS = 1_000;
    private static final int STEPS = 200;

    final int[] least;
    final byte[] bits;

    private Codec(int[] least, int[] most) {
        this.least = least;
        bits = new byte[least.length];
        for (int k = 0; k < bits.length; k++) {
            bits[k] = (byte) (Integer.SIZE - Integer.numberOfLeadingZeros(most[k] - least[k]));
        }
    }

    /** The codec of a machine in its first state; the same for the same machine. */
    static Codec of(Machine machine) {
        int[] first = new int[machine.state.size()];
        machine.state.save(first);
        int[] least = first.clone();
        int[] most = first.clone();
        int[] here = new int[first.length];
        Offers offers = machine.offers();
        for (int walk = 0; walk < WALKS; walk++) {
            machine.state.restore(first);
            Dice dice = Dice.of(1, walk);
            for (int step = 0; step < STEPS; step++) {
                machine.enabled(offers);
                if (offers.size() == 0) {
                    break;
                }
                machine.apply(offers.get(dice.below(offers.size())));
                machine.state.save(here);
                for (int k = 0; k < here.length; k++) {
                    least[k] = Math.min(least[k], here[k]);
                    most[k] = Math.max(most[k], here[k]);
                }
            }
        }
        machine.state.restore(first);
        return new Codec(least, most);
    }

    /** For who writes and reads records; one for each thread. */
    Records records() {
        return new Records(this);
    }

    @Override
    public String toString() {
        return Arrays.toString(least) + Arrays.toString(bits);
    }
}
