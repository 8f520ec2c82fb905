package dev.shootdown.report;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.zip.Deflater;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * A cell's histograms as HdrHistogram's log ({@code .hlog}, version 1.3), one interval for each run, one after the other; values
 * are ns, as in most such logs. Nothing is compressed, so that no version of a compressor changes the bytes.
 */
final class HistogramLog {
    private HistogramLog() {}

    static String of(Cell cell) {
        StringBuilder text = new StringBuilder("#[Histogram log format version 1.3]\n");
        text.append("#[StartTime: 0.000 (seconds since epoch), simulated time]\n");
        text.append("\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n");
        double start = 0;
        for (RunResult run : cell.runs()) {
            Histogram nanos = inNanos(run.latency(), cell.clockHz());
            text.append(String.format(
                    Locale.ROOT,
                    "%.3f,%.3f,%.3f,%s\n",
                    start,
                    run.simulatedS(),
                    nanos.getMaxValue() / 1e6,
                    encode(nanos)));
            start += run.simulatedS();
        }
        return text.toString();
    }

    private static Histogram inNanos(Histogram cycles, double clockHz) {
        Histogram nanos = new Histogram(3);
        for (HistogramIterationValue one : cycles.recordedValues()) {
            long middle = cycles.medianEquivalentValue(one.getValueIteratedTo());
            nanos.recordValueWithCount(Math.round(middle / clockHz * 1e9), one.getCountAddedInThisIterationStep());
        }
        return nanos;
    }

    private static String encode(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(2 * histogram.getNeededByteBufferCapacity() + 64);
        int length = histogram.encodeIntoCompressedByteBuffer(buffer, Deflater.NO_COMPRESSION);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }
}
