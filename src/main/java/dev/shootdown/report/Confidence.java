package dev.shootdown.report;

/**
 * A mean of independent samples and how far the true one may be: a 95 % interval by Student's t.
 *
 * @param samples how many there were
 * @param mean their mean
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

    public static Confidence of(double... samples) {
        if (samples.length == 0) {
            throw new IllegalArgumentException("no samples");
        }
        double sum = 0;
        for (double sample : samples) {
            sum += sample;
        }
        double mean = sum / samples.length;
        double squares = 0;
        for (double sample : samples) {
            squares += (sample - mean) * (sample - mean);
        }
        int freedom = samples.length - 1;
        double halfWidth =
                freedom == 0 ? Double.NaN : quantile(freedom) * StrictMath.sqrt(squares / freedom / samples.length);
        return new Confidence(samples.length, mean, halfWidth);
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
