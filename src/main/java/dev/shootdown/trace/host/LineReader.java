package dev.shootdown.trace.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The lines of a stream of any length, in a fixed amount of memory. A byte is a character (ISO 8859-1): what a trace says is
 * ASCII, and names of tasks, which may hold anything, are compared and never shown. A line ends with LF or CR LF; what is
 * longer than {@value #LONGEST} bytes is cut there and marked.
 */
final class LineReader {
    static final int LONGEST = 1 << 14;
    private static final int BUFFER = 1 << 17;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int next;
    private int end;
    private long number;
    private long bytes;
    private boolean cut;
    private boolean ended;

    LineReader(InputStream in) {
        this.in = in;
    }

    /** The next line without its end, or null. */
    String read() throws IOException {
        cut = false;
        ended = true;
        int from = next;
        int at = from;
        while (true) {
            if (at == end) {
                if (at - from >= LONGEST) {
                    return cutLine(from);
                }
                int length = at - from;
                System.arraycopy(buffer, from, buffer, 0, length);
                from = 0;
                next = 0;
                end = length;
                at = length;
                int more = in.read(buffer, length, BUFFER - length);
                if (more <= 0) {
                    next = end;
                    ended = false;
                    return length == 0 ? null : line(from, at);
                }
                bytes += more;
                end += more;
            }
            if (buffer[at] == '\n') {
                if (at - from > LONGEST) {
                    return cutLine(from);
                }
                next = at + 1;
                return line(from, at);
            }
            at++;
        }
    }

    private String line(int from, int to) {
        number++;
        int last = to > from && buffer[to - 1] == '\r' ? to - 1 : to;
        return new String(buffer, from, last - from, StandardCharsets.ISO_8859_1);
    }

    /** The head of a line that is too long; the rest of it is skipped. */
    private String cutLine(int from) throws IOException {
        String head = line(from, from + LONGEST);
        cut = true;
        int at = from + LONGEST;
        while (true) {
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            if (at < end) {
                next = at + 1;
                return head;
            }
            end = in.read(buffer, 0, BUFFER);
            at = 0;
            if (end <= 0) {
                end = 0;
                next = 0;
                ended = false;
                return head;
            }
            bytes += end;
        }
    }

    /** The number of the line read last, from 1. */
    long number() {
        return number;
    }

    /** Bytes read so far. */
    long bytes() {
        return bytes;
    }

    /** Whether the line read last was too long, and is not whole. */
    boolean isCut() {
        return cut;
    }

    /** Whether the line read last had its line end. */
    boolean isEnded() {
        return ended;
    }
}
