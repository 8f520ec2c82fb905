package dev.shootdown.cli;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Standard output or error as UTF-8 text whatever the locale says. A reader that went away ({@code | head}) is no
 * failure; a full disk is one, and is remembered.
 */
final class StandardStream extends OutputStream {
    private final OutputStream sink;
    private final PrintWriter writer;
    private String failure;

    StandardStream(OutputStream sink) {
        this.sink = sink;
        this.writer = new PrintWriter(new BufferedWriter(new OutputStreamWriter(this, StandardCharsets.UTF_8)), false);
    }

    static StandardStream out() {
        return new StandardStream(new FileOutputStream(FileDescriptor.out));
    }

    static StandardStream err() {
        return new StandardStream(new FileOutputStream(FileDescriptor.err));
    }

    PrintWriter writer() {
        return writer;
    }

    /** Why text was lost, unless it was only that nobody reads any more. */
    Optional<String> failure() {
        writer.flush();
        return Optional.ofNullable(failure);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        try {
            sink.write(bytes, from, count);
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage());
            boolean readerLeft = reason.contains("Broken pipe") || reason.contains("reset by peer");
            if (!readerLeft && failure == null) {
                failure = reason;
            }
            throw e; // the writer stops trying
        }
    }
}
