package dev.shootdown.report;

/**
 * A mean over independent samples and how far the true one may be: a 95 % interval by Student's t.
 *
 * @param samples how many there were
 * @param mean what was estimated from them
 * @param halfWidth the true mean lies in mean ± this with 95 % confidence, if samples are roughly normal; NaN for one sample,
 *     of which nothing can be said
 */
public record Confidence(int samples, double mean, double halfWidth) {
    /** The 97.5 % quantiles of Student's t for 1 … 30 degrees of freedom. */
    private static final double[] QUANTILE = {
        12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, 2.2010, 2.1788, 2.1604, 2.1448,
        2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484,
        2.0452, 2.0423
    };

    /** The 97.5 % quantile of the normal distribution. */
    private static final double NORMAL = 1.959964;

    /**
     * The mean of all that was observed in several runs, of which each is one sample: within a run observations depend on each
     * other, and runs have more or fewer of them. It is the ratio of the sums of both; its variance is that of the residuals
     * {@code total − mean × count} (the usual linearisation of a ratio estimator).
     *
     * @param totals per run, the sum of what was observed
     * @param counts per run, how many observations there were; at least one in all
     */
    public static Confidence ofRuns(double[] totals, double[] counts) {
        double total = 0;
        double count = 0;
        for (int k = 0; k < totals.length; k++) {
            total += totals[k];
            count += counts[k];
        }
        if (count == 0) {
            throw new IllegalArgumentException("nothing was observed");
        }
        double mean = total / count;
        double squares = 0;
        for (int k = 0; k < totals.length; k++) {
            double residual = totals[k] - mean * counts[k];
            squares += residual * residual;
        }
        int runs = totals.length;
        double halfWidth =
                runs == 1 ? Double.NaN : quantile(runs - 1) * StrictMath.sqrt(squares * runs / (runs - 1)) / count;
        return new Confidence(runs, mean, halfWidth);
    }

    /** Of one run or of nothing observed, there is no confidence to speak of. */
    public boolean isKnown() {
        return !Double.isNaN(halfWidth);
    }

    /**
     * This mean divided by another that is estimated from other runs. The half width takes both into account: relative errors
     * add up as squares (the first-order variance of a ratio), which is rough where they are large.
     */
    public Confidence over(Confidence base) {
        double ratio = mean / base.mean;
        return new Confidence(
                Math.min(samples, base.samples),
                ratio,
                StrictMath.hypot(halfWidth, ratio * base.halfWidth) / base.mean);
    }

    /** The same in another unit, of which the present one is {@code factor}. */
    public Confidence scaled(double factor) {
        return new Confidence(samples, mean * factor, halfWidth * factor);
    }

    /** Above 30 degrees of freedom by the first two terms of the expansion about the normal quantile: off by under 1e-4. */
    static double quantile(int freedom) {
        if (freedom <= QUANTILE.length) {
            return QUANTILE[freedom - 1];
        }
        double cube = NORMAL * NORMAL * NORMAL;
        double first = (cube + NORMAL) / (4 * freedom);
        double second = (5 * cube * NORMAL * NORMAL + 16 * cube + 3 * NORMAL) / (96.0 * freedom * freedom);
        return NORMAL + first + second;
    }
}
