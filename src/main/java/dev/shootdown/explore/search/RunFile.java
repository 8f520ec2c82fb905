package dev.shootdown.explore.search;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Fingerprints in their order, 16 bytes each, in blocks with a checksum. The footer has the first fingerprint of each block, so
 * that a reader who looks for few of them leaves blocks out.
 */
final class RunFile {
    private static final int BLOCK = 4096;
    private static final int BYTES = 2 * Long.BYTES;

    private RunFile() {}

    static final class Writer implements AutoCloseable {
        private final CheckedFile.Writer file;
        private final byte[] block = new byte[BLOCK * BYTES];
        private final ByteBuffer buffer = ByteBuffer.wrap(block);
        private ByteBuffer index = ByteBuffer.allocate(1024);
        private long count;
        private long firstOfBlock;

        Writer(Path path) {
            file = new CheckedFile.Writer(path);
        }

        void add(long first, long second) {
            if (buffer.position() == 0) {
                firstOfBlock = first;
            }
            buffer.putLong(first).putLong(second);
            count++;
            if (!buffer.hasRemaining()) {
                flush();
            }
        }

        private void flush() {
            int bytes = buffer.position();
            if (bytes == 0) {
                return;
            }
            if (index.remaining() < Long.BYTES + Integer.BYTES) {
                index = ByteBuffer.allocate(2 * index.capacity()).put(index.flip());
            }
            index.putLong(firstOfBlock).putInt(CheckedFile.checksum(block, 0, bytes));
            file.write(block, 0, bytes);
            buffer.clear();
        }

        /** Returns the bytes of the file. */
        long finish() {
            flush();
            ByteBuffer footer = ByteBuffer.allocate(Long.BYTES + index.position());
            footer.putLong(count).put(index.flip()).flip();
            return file.finish(footer);
        }

        @Override
        public void close() {
            file.close();
        }
    }

    /** Goes through a run from its least fingerprint on. */
    static final class Reader implements AutoCloseable {
        private final CheckedFile.Reader file;
        private final long count;
        private final long[] firsts;
        private final int[] checksums;
        private final byte[] block = new byte[BLOCK * BYTES];
        private final ByteBuffer buffer = ByteBuffer.wrap(block);
        private int next;

        long first;
        long second;

        Reader(Path path) {
            file = new CheckedFile.Reader(path);
            ByteBuffer footer = file.footer();
            count = footer.getLong();
            int blocks = (int) ((count + BLOCK - 1) / BLOCK);
            firsts = new long[blocks];
            checksums = new int[blocks];
            for (int k = 0; k < blocks; k++) {
                firsts[k] = footer.getLong();
                checksums[k] = footer.getInt();
            }
            buffer.limit(0);
        }

        /** Goes to the next fingerprint; false at the end. */
        boolean advance() {
            if (!buffer.hasRemaining() && !read()) {
                return false;
            }
            first = buffer.getLong();
            second = buffer.getLong();
            return true;
        }

        /** Goes on to a fingerprint that is at least this one, from the one where it is or from before the first. */
        boolean advanceTo(long wantedFirst, long wantedSecond) {
            while (next < firsts.length && Long.compareUnsigned(firsts[next], wantedFirst) < 0) {
                buffer.limit(0); // what is left of the block before is less
                if (next + 1 == firsts.length || Long.compareUnsigned(firsts[next + 1], wantedFirst) >= 0) {
                    break;
                }
                next++;
            }
            do {
                if (!advance()) {
                    return false;
                }
            } while (compare(first, second, wantedFirst, wantedSecond) < 0);
            return true;
        }

        private boolean read() {
            if (next == firsts.length) {
                return false;
            }
            int many = (int) Math.min(BLOCK, count - (long) next * BLOCK);
            file.read((long) next * BLOCK * BYTES, many * BYTES, checksums[next], block);
            buffer.position(0).limit(many * BYTES);
            next++;
            return true;
        }

        @Override
        public void close() {
            file.close();
        }
    }

    static int compare(long first, long second, long otherFirst, long otherSecond) {
        int byFirst = Long.compareUnsigned(first, otherFirst);
        return byFirst != 0 ? byFirst : Long.compareUnsigned(second, otherSecond);
    }
}
