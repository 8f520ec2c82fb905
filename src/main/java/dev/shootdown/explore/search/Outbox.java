package dev.shootdown.explore.search;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The successors that one unit found, for each partition in the order of their parents. They are gathered in memory and
 * written, when there are some megabytes of them, as a piece for each partition that got any; the footer says for each
 * partition which pieces are its own. So a unit writes one file, however many partitions there are.
 *
 * <p>An entry is the parent's number as a difference to the one before, the number of the step among those enabled there,
 * under a symmetry the fingerprint, and the record.
 */
final class Outbox implements AutoCloseable {
    private static final int MOST_GATHERED = 16 << 20;

    private final CheckedFile.Writer file;
    private final byte[][] buckets;
    private final int[] ends;
    private final long[] lastParent;
    private final long[] entries;
    private final int room;
    private long gathered;

    /** Of each piece: partition, where it begins, its length, its checksum. */
    private ByteBuffer index = ByteBuffer.allocate(1024);

    private int pieces;
    private long written;

    /** @param mostBytes of an entry */
    Outbox(Path path, int partitions, int mostBytes) {
        file = new CheckedFile.Writer(path);
        buckets = new byte[partitions][512];
        ends = new int[partitions];
        lastParent = new long[partitions];
        entries = new long[partitions];
        room = mostBytes;
    }

    static int partitionOf(long first, int partitions) {
        return (int) ((first >>> 32) * partitions >>> 32);
    }

    /** The bucket with room for an entry, whose parent and choice are written; to be continued at {@link #end}. */
    byte[] begin(int partition, long parent, int choice) {
        if (buckets[partition].length - ends[partition] < room) {
            buckets[partition] = Arrays.copyOf(buckets[partition], Math.max(2 * buckets[partition].length, 2 * room));
        }
        byte[] bucket = buckets[partition];
        int at = Varints.write(bucket, ends[partition], parent - lastParent[partition]);
        lastParent[partition] = parent;
        at = Varints.write(bucket, at, choice);
        gathered += at - ends[partition];
        ends[partition] = at;
        entries[partition]++;
        return bucket;
    }

    int end(int partition) {
        return ends[partition];
    }

    /** The entry ends there. */
    void end(int partition, int at) {
        gathered += at - ends[partition];
        ends[partition] = at;
        if (gathered >= MOST_GATHERED) {
            flush();
        }
    }

    private void flush() {
        for (int p = 0; p < buckets.length; p++) {
            if (ends[p] > 0) {
                if (index.remaining() < 24) {
                    index = ByteBuffer.allocate(2 * index.capacity()).put(index.flip());
                }
                index.putInt(p).putLong(file.length()).putInt(ends[p]);
                index.putInt(CheckedFile.checksum(buckets[p], 0, ends[p]));
                file.write(buckets[p], 0, ends[p]);
                written += ends[p];
                ends[p] = 0;
                pieces++;
            }
        }
        gathered = 0;
    }

    /** Bytes of the entries, after {@link #finish}. */
    long written() {
        return written;
    }

    /** Returns the bytes of the file. */
    long finish() {
        flush();
        ByteBuffer footer = ByteBuffer.allocate(2 * Integer.BYTES + entries.length * Long.BYTES + index.position());
        footer.putInt(entries.length);
        for (long many : entries) {
            footer.putLong(many);
        }
        footer.putInt(pieces).put(index.flip()).flip();
        return file.finish(footer);
    }

    @Override
    public void close() {
        file.close();
    }
}
