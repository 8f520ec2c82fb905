package dev.shootdown.report;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.HdrHistogram.Histogram;

/** Histograms as text: {@code .hgrm} for people and plotters, Base64 for our own files. */
final class HistogramText {
    private static final int TICKS_PER_HALF_DISTANCE = 5;

    private HistogramText() {}

    /** The percentile distribution in µs, as HdrHistogram's plotters read it; lines end in LF. */
    static String hgrm(Histogram cycles, double clockHz) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            cycles.outputPercentileDistribution(out, TICKS_PER_HALF_DISTANCE, clockHz / 1e6);
        }
        return bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    /** The histogram whole, uncompressed, so that no version of a compressor changes the bytes. */
    static String encode(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoByteBuffer(buffer);
        byte[] bytes = new byte[length];
        buffer.flip().get(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** @throws IllegalArgumentException or another unchecked exception if the text is not a histogram */
    static Histogram decode(String text) {
        return Histogram.decodeFromByteBuffer(
                ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
    }
}
