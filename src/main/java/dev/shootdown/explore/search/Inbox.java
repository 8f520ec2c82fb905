package dev.shootdown.explore.search;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/** What one {@link Outbox} has for one partition. */
final class Inbox implements AutoCloseable {
    private final CheckedFile.Reader file;
    private final long[] offsets;
    private final int[] lengths;
    private final int[] checksums;
    private int next;

    Inbox(Path path, int partition) {
        file = new CheckedFile.Reader(path);
        ByteBuffer footer = file.footer();
        int partitions = footer.getInt();
        footer.position(footer.position() + partitions * Long.BYTES); // the numbers of entries
        int pieces = footer.getInt();
        int own = 0;
        long[] from = new long[pieces];
        int[] count = new int[pieces];
        int[] sum = new int[pieces];
        for (int k = 0; k < pieces; k++) {
            int to = footer.getInt();
            from[own] = footer.getLong();
            count[own] = footer.getInt();
            sum[own] = footer.getInt();
            own += to == partition ? 1 : 0;
        }
        offsets = java.util.Arrays.copyOf(from, own);
        lengths = count;
        checksums = sum;
    }

    /** The length of the next piece, or -1 when there is none. */
    int nextLength() {
        return next == offsets.length ? -1 : lengths[next];
    }

    /** Reads the next piece. */
    void read(byte[] into) {
        file.read(offsets[next], lengths[next], checksums[next], into);
        next++;
    }

    @Override
    public void close() {
        file.close();
    }
}
