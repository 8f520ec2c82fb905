package dev.shootdown.explore.search;

import java.util.Arrays;

/**
 * States that came to a partition, each once: fingerprint, who sent it, and its record. First in the order in which they came,
 * then, after {@link #sort}, in that of their fingerprints.
 */
final class Arrivals {
    /** Beside its record: fingerprint, parent, source, choice, place of the record, place in the order. */
    static final int BYTES = 8 + 8 + 8 + 4 + 2 + 8 + 4;

    private static final int PIECE = 1 << 22;

    private int size;
    private long[] first = new long[1024];
    private long[] second = new long[1024];
    private long[] parent = new long[1024];
    private int[] source = new int[1024];
    private char[] choice = new char[1024];

    /** Records lie in pieces of an array, so that there may be more than two gigabytes of them. */
    private byte[][] pieces = {new byte[4096]};

    private long[] place = new long[1024];
    private int piece;
    private int end;
    private int[] order = {};
    private int ordered;

    /** Takes one in; the record is copied. */
    void add(long itsFirst, long itsSecond, int from, long by, int step, byte[] bytes, int at, int length) {
        if (size == first.length) {
            int more = (int) Math.min(Integer.MAX_VALUE - 16L, size + (long) size / 2);
            first = Arrays.copyOf(first, more);
            second = Arrays.copyOf(second, more);
            parent = Arrays.copyOf(parent, more);
            source = Arrays.copyOf(source, more);
            choice = Arrays.copyOf(choice, more);
            place = Arrays.copyOf(place, more);
        }
        first[size] = itsFirst;
        second[size] = itsSecond;
        source[size] = from;
        parent[size] = by;
        choice[size] = (char) step;
        makeRoom(length + Records.SLACK);
        System.arraycopy(bytes, at, pieces[piece], end, length);
        place[size] = (long) piece << 32 | end;
        end += length;
        size++;
    }

    private void makeRoom(int bytes) {
        if (pieces[piece].length - end >= bytes) {
            return;
        }
        if (pieces[piece].length < PIECE) {
            pieces[piece] = Arrays.copyOf(pieces[piece], Math.max(2 * pieces[piece].length, end + bytes));
            return;
        }
        piece++;
        if (piece == pieces.length) {
            pieces = Arrays.copyOf(pieces, 2 * piece);
        }
        pieces[piece] = new byte[Math.max(PIECE, bytes)];
        end = 0;
    }

    /**
     * Brings them into order. Fingerprints of a partition are spread evenly over a range, so each goes about where it belongs
     * at once, and is moved a few places.
     */
    void sort() {
        order = new int[size];
        ordered = size;
        if (size == 0) {
            return;
        }
        long least = -1L;
        long most = 0;
        for (int k = 0; k < size; k++) {
            long high = first[k] >>> 32;
            least = Math.min(least & 0xFFFF_FFFFL, high);
            most = Math.max(most, high);
        }
        double scale = size / (most - least + 1.0);
        int[] starts = new int[size + 1];
        for (int k = 0; k < size; k++) {
            starts[(int) (((first[k] >>> 32) - least) * scale) + 1]++;
        }
        for (int k = 0; k < size; k++) {
            starts[k + 1] += starts[k];
        }
        for (int k = 0; k < size; k++) {
            order[starts[(int) (((first[k] >>> 32) - least) * scale)]++] = k;
        }
        for (int k = 1; k < size; k++) {
            int one = order[k];
            int at = k;
            while (at > 0 && isLess(one, order[at - 1])) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = one;
        }
    }

    private boolean isLess(int one, int other) {
        return RunFile.compare(first[one], second[one], first[other], second[other]) < 0;
    }

    /** Leaves out those that a run has; they must be in order. */
    void subtract(RunFile.Reader run) {
        int kept = 0;
        boolean more = true;
        boolean begun = false;
        for (int k = 0; k < ordered; k++) {
            int one = order[k];
            if (more && (!begun || RunFile.compare(run.first, run.second, first[one], second[one]) < 0)) {
                more = run.advanceTo(first[one], second[one]);
                begun = true;
            }
            if (!more || run.first != first[one] || run.second != second[one]) {
                order[kept++] = one;
            }
        }
        ordered = kept;
    }

    /** How many there are in order. */
    int size() {
        return ordered;
    }

    /** The place of the k-th in order, for the questions below. */
    int inOrder(int k) {
        return order[k];
    }

    long first(int at) {
        return first[at];
    }

    long second(int at) {
        return second[at];
    }

    int source(int at) {
        return source[at];
    }

    long parent(int at) {
        return parent[at];
    }

    int choice(int at) {
        return choice[at];
    }

    /** The snapshot of one. */
    void read(int at, Records records, int[] words) {
        records.read(pieces[(int) (place[at] >>> 32)], (int) place[at], words);
    }
}
