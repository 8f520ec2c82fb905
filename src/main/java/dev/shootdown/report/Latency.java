package dev.shootdown.report;

import org.HdrHistogram.Histogram;

/**
 * A distribution of latencies in five numbers, all in the same unit. Taken from a histogram of three significant digits, each
 * is off by up to 0.1 %.
 *
 * @param count how many operations were measured; the other numbers are 0 if none was
 * @param p50 half of the operations took no longer
 * @param p99 99 of 100 operations took no longer
 */
public record Latency(long count, double mean, double p50, double p99, double max) {
    /** What a histogram holds, in its own unit. */
    public static Latency of(Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            return new Latency(0, 0, 0, 0, 0);
        }
        return new Latency(
                histogram.getTotalCount(),
                histogram.getMean(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(99),
                histogram.getMaxValue());
    }

    /** The same in another unit, of which the present one is {@code factor}. */
    public Latency scaled(double factor) {
        return new Latency(count, mean * factor, p50 * factor, p99 * factor, max * factor);
    }
}
