package dev.shootdown.trace.host;

import java.util.Iterator;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Durations that were seen, in ns; memory does not grow with their number (an HdrHistogram of three digits).
 *
 * <p>Most traces have stamps of a whole µs, so that a difference of two is off by up to one. A quantile therefore takes each
 * value for spread evenly over the width of a stamp around it, and lies between two stamps where the counts say so.
 */
public final class Samples {
    private static final long LONGEST = 1L << 42;

    private final Histogram histogram = new Histogram(3);
    private long resolution = 1;
    private double total;

    void add(long nanos, long stamp) {
        if (nanos >= 0) {
            histogram.recordValue(Math.min(nanos, LONGEST));
            resolution = Math.max(resolution, stamp);
            total += nanos;
        }
    }

    /** Adds what another one holds. */
    public void add(Samples other) {
        histogram.add(other.histogram);
        resolution = Math.max(resolution, other.resolution);
        total += other.total;
    }

    /** Adds each of one list to its counterpart of another. */
    static void add(List<Samples> to, List<Samples> from) {
        for (int k = 0; k < to.size(); k++) {
            to.get(k).add(from.get(k));
        }
    }

    void clear() {
        histogram.reset();
        resolution = 1;
        total = 0;
    }

    public long count() {
        return histogram.getTotalCount();
    }

    public double mean() {
        return count() == 0 ? 0 : total / count();
    }

    /** The sum of all, ns. */
    public double total() {
        return total;
    }

    public long max() {
        return histogram.getMaxValue();
    }

    /** The coarsest difference of stamps that went in, ns. */
    public long resolution() {
        return resolution;
    }

    /** The value, in ns, under which so many percent lie; not negative, and 0 if there is none. */
    public double percentile(double percent) {
        double target = count() * percent / 100;
        double below = 0;
        double value = 0;
        for (Iterator<HistogramIterationValue> all = histogram.recordedValues().iterator(); all.hasNext(); ) {
            HistogramIterationValue one = all.next();
            long here = one.getCountAddedInThisIterationStep();
            value = histogram.medianEquivalentValue(one.getValueIteratedTo());
            if (below + here >= target) {
                double width = resolution > 1 ? resolution : 0;
                double part = here == 0 ? 0 : (target - below) / here;
                return Math.max(0, value + width * (part - 0.5));
            }
            below += here;
        }
        return value;
    }

    public double median() {
        return percentile(50);
    }
}
