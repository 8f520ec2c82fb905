package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandardStreamTest {
    @Test
    void writesUtf8() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StandardStream stream = new StandardStream(bytes);
        stream.writer().print("9,048 µs");
        assertEquals(Optional.empty(), stream.failure());
        assertArrayEquals("9,048 µs".getBytes(StandardCharsets.UTF_8), bytes.toByteArray());
    }

    @Test
    void doesNotMindThatNobodyReadsAnyMore() {
        StandardStream stream = failing("Broken pipe");
        stream.writer().println("a line");
        assertEquals(Optional.empty(), stream.failure());
    }

    @Test
    void remembersThatTheDiskIsFull() {
        StandardStream stream = failing("No space left on device");
        stream.writer().println("a line");
        assertEquals(Optional.of("No space left on device"), stream.failure());
    }

    private static StandardStream failing(String reason) {
        return new StandardStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(reason);
            }
        });
    }
}
