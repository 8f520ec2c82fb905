package dev.shootdown.explore.search;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * How each new state of a unit was reached first: the partition and the number of its parent in the level before, and which of
 * the steps enabled there. Five bytes or so a state, in the order of the fingerprints. The file is the last that a unit
 * writes: when it is there, the unit is done, and its footer says what came out.
 */
final class Links {
    private static final int BLOCK = 4096;

    private Links() {}

    private static int bytesFor(long most) {
        return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(most) + 7) / 8);
    }

    /** Writes the links of states in the given order, and what came out; returns the bytes of the file. */
    static long write(Path path, Arrivals arrivals, SearchUnit.Outcome outcome) {
        int n = arrivals.size();
        long mostParent = 0;
        int mostSource = 0;
        int mostChoice = 0;
        for (int k = 0; k < n; k++) {
            int at = arrivals.inOrder(k);
            mostParent = Math.max(mostParent, arrivals.parent(at));
            mostSource = Math.max(mostSource, arrivals.source(at));
            mostChoice = Math.max(mostChoice, arrivals.choice(at));
        }
        int[] widths = {bytesFor(mostSource), bytesFor(mostParent), bytesFor(mostChoice)};
        int width = widths[0] + widths[1] + widths[2];
        try (CheckedFile.Writer file = new CheckedFile.Writer(path)) {
            byte[] block = new byte[BLOCK * width];
            ByteBuffer checksums = ByteBuffer.allocate(Integer.BYTES * ((n + BLOCK - 1) / BLOCK));
            for (int from = 0; from < n; from += BLOCK) {
                int end = 0;
                for (int k = from; k < Math.min(n, from + BLOCK); k++) {
                    int at = arrivals.inOrder(k);
                    end = put(block, end, widths[0], arrivals.source(at));
                    end = put(block, end, widths[1], arrivals.parent(at));
                    end = put(block, end, widths[2], arrivals.choice(at));
                }
                checksums.putInt(CheckedFile.checksum(block, 0, end));
                file.write(block, 0, end);
            }
            long[] numbers = outcome.numbers();
            ByteBuffer footer =
                    ByteBuffer.allocate(4 * Integer.BYTES + numbers.length * Long.BYTES + checksums.position());
            for (int one : widths) {
                footer.putInt(one);
            }
            footer.putInt(numbers.length);
            Arrays.stream(numbers).forEach(footer::putLong);
            footer.put(checksums.flip()).flip();
            return file.finish(footer);
        }
    }

    private static int put(byte[] to, int at, int width, long number) {
        for (int k = 0; k < width; k++) {
            to[at + k] = (byte) (number >>> 8 * k);
        }
        return at + width;
    }

    /** What came out of the unit that wrote the file. */
    static SearchUnit.Outcome outcome(Path path) {
        try (CheckedFile.Reader file = new CheckedFile.Reader(path)) {
            ByteBuffer footer = file.footer().position(3 * Integer.BYTES);
            long[] numbers = new long[footer.getInt()];
            for (int k = 0; k < numbers.length; k++) {
                numbers[k] = footer.getLong();
            }
            return SearchUnit.Outcome.of(numbers);
        }
    }

    /** Sees that the links of all states are what was written, by the unit of which that came out. */
    static void verify(Path path, SearchUnit.Outcome outcome) {
        try (CheckedFile.Reader file = new CheckedFile.Reader(path)) {
            ByteBuffer footer = file.footer();
            int width = footer.getInt() + footer.getInt() + footer.getInt();
            long[] numbers = new long[footer.getInt()];
            for (int k = 0; k < numbers.length; k++) {
                numbers[k] = footer.getLong();
            }
            if (!SearchUnit.Outcome.of(numbers).equals(outcome)) {
                throw file.damaged();
            }
            byte[] bytes = new byte[BLOCK * width];
            for (long from = 0; from < outcome.states(); from += BLOCK) {
                int many = (int) Math.min(BLOCK, outcome.states() - from);
                file.read(from * width, many * width, footer.getInt(), bytes);
            }
        }
    }

    /** How a state was reached: partition and number of its parent, number of the step. */
    record Link(int source, long parent, int choice) {}

    /** The link of the state of that number. */
    static Link read(Path path, long number) {
        try (CheckedFile.Reader file = new CheckedFile.Reader(path)) {
            ByteBuffer footer = file.footer();
            int[] widths = {footer.getInt(), footer.getInt(), footer.getInt()};
            int numbers = footer.getInt();
            long states = footer.getLong(footer.position());
            int checksums = footer.position() + numbers * Long.BYTES;
            int width = widths[0] + widths[1] + widths[2];
            long block = number / BLOCK;
            int many = (int) Math.min(BLOCK, states - block * BLOCK);
            byte[] bytes = new byte[many * width];
            int checksum = footer.getInt(checksums + (int) block * Integer.BYTES);
            file.read(block * BLOCK * width, bytes.length, checksum, bytes);
            int at = (int) (number % BLOCK) * width;
            return new Link((int) get(bytes, at, widths[0]), get(bytes, at + widths[0], widths[1]), (int)
                    get(bytes, at + widths[0] + widths[1], widths[2]));
        }
    }

    private static long get(byte[] from, int at, int width) {
        long number = 0;
        for (int k = 0; k < width; k++) {
            number |= (from[at + k] & 0xFFL) << 8 * k;
        }
        return number;
    }
}
