package dev.shootdown.explore.search;

import dev.shootdown.machine.BadInput;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A file of pieces and, at its end, a footer that says where they are; a checksum for the footer and, kept in it, one for each
 * piece. It is written under another name and renamed, so that it is there as a whole or not at all, and may be written twice.
 */
final class CheckedFile {
    /** Behind the footer: its length and its checksum. */
    private static final int TAIL = 2 * Integer.BYTES;

    private static final int MOST_FOOTER = 1 << 30;

    private CheckedFile() {}

    static int checksum(byte[] bytes, int from, int length) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, from, length);
        return (int) sum.getValue();
    }

    /** What is said when the disk is full, or whatever else it is. */
    static BadInput cannotBeWritten(Path file, IOException e) {
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return why.contains("No space left")
                ? new BadInput(
                        file + " cannot be written, the disk is full: with more room, the same command goes on.", e)
                : new BadInput(file + " cannot be written: " + e.getClass().getSimpleName() + " " + why + ".", e);
    }

    static final class Writer implements AutoCloseable {
        private final Path file;
        private final Path part;
        private final FileChannel channel;
        private long length;
        private boolean isFinished;

        Writer(Path file) {
            this.file = file;
            try {
                Files.createDirectories(file.getParent());
                part = Files.createTempFile(file.getParent(), file.getFileName() + ".", ".part");
                channel = FileChannel.open(part, StandardOpenOption.WRITE);
            } catch (IOException e) {
                throw cannotBeWritten(file, e);
            }
        }

        /** Where the next piece will begin. */
        long length() {
            return length;
        }

        void write(byte[] bytes, int from, int count) {
            try {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, from, count);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                length += count;
            } catch (IOException e) {
                throw cannotBeWritten(file, e);
            }
        }

        /** The file is there with this, and has that many bytes. */
        long finish(ByteBuffer footer) {
            byte[] bytes = new byte[footer.remaining() + TAIL];
            int count = footer.remaining();
            footer.get(bytes, 0, count);
            ByteBuffer.wrap(bytes, count, TAIL).putInt(count).putInt(checksum(bytes, 0, count));
            write(bytes, 0, bytes.length);
            try {
                channel.close();
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw cannotBeWritten(file, e);
            }
            isFinished = true;
            return length;
        }

        @Override
        public void close() {
            if (isFinished) {
                return;
            }
            try {
                channel.close();
                Files.deleteIfExists(part);
            } catch (IOException e) {
                throw cannotBeWritten(file, e);
            }
        }
    }

    static final class Reader implements AutoCloseable {
        private final Path file;
        private final FileChannel channel;
        private final ByteBuffer footer;

        Reader(Path file) {
            this.file = file;
            FileChannel opened = null;
            try {
                opened = FileChannel.open(file, StandardOpenOption.READ);
                channel = opened;
                footer = readFooter();
            } catch (IOException e) {
                closeQuietly(opened);
                throw e instanceof NoSuchFileException
                        ? new BadInput(file + " is missing: delete the folder of this search to begin anew.", e)
                        : unreadable(e);
            } catch (BadInput e) {
                closeQuietly(opened);
                throw e;
            }
        }

        private static void closeQuietly(FileChannel channel) {
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                return; // something worse is being said
            }
        }

        private ByteBuffer readFooter() throws IOException {
            long size = channel.size();
            if (size < TAIL) {
                throw damaged();
            }
            ByteBuffer tail = ByteBuffer.allocate(TAIL);
            fill(tail, size - TAIL);
            int count = tail.getInt(0); // nobody writes none; of a file of zeros, checksum and all would be right
            if (count <= 0 || count > MOST_FOOTER || count > size - TAIL) {
                throw damaged();
            }
            byte[] bytes = new byte[count];
            fill(ByteBuffer.wrap(bytes), size - TAIL - count);
            if (checksum(bytes, 0, count) != tail.getInt(Integer.BYTES)) {
                throw damaged();
            }
            return ByteBuffer.wrap(bytes);
        }

        private void fill(ByteBuffer buffer, long from) throws IOException {
            long at = from;
            while (buffer.hasRemaining()) {
                int n = channel.read(buffer, at);
                if (n < 0) {
                    throw new EOFException("it is too short");
                }
                at += n;
            }
        }

        /** The footer, from its beginning. */
        ByteBuffer footer() {
            return footer.duplicate();
        }

        /** Reads a piece to the beginning of an array and looks whether it is what was written. */
        void read(long from, int count, int checksum, byte[] into) {
            try {
                fill(ByteBuffer.wrap(into, 0, count), from);
            } catch (IOException e) {
                throw unreadable(e);
            }
            if (checksum(into, 0, count) != checksum) {
                throw damaged();
            }
        }

        BadInput damaged() {
            return new BadInput(file + " is damaged: delete the folder of this search to begin anew.");
        }

        private BadInput unreadable(IOException e) {
            return new BadInput(
                    file + " cannot be read (" + e.getClass().getSimpleName() + " " + e.getMessage()
                            + "): delete the folder of this search to begin anew.",
                    e);
        }

        @Override
        public void close() {
            closeQuietly(channel);
        }
    }
}
