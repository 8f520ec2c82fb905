package dev.shootdown.testbed.profile;

import dev.shootdown.testbed.Rng;

/**
 * How a length, a size or a time is drawn at random. Drawing allocates nothing, and the same stream gives the same numbers
 * on every JDK ({@link StrictMath}, or what rounds to the same).
 */
public sealed interface Distribution {
    /** The next value: not negative, in the unit the profile documents. */
    long sample(Rng rng);

    /** The expected value of {@link #sample}, apart from rounding. */
    double mean();

    /** Always the same. */
    record Constant(long value) implements Distribution {
        @Override
        public long sample(Rng rng) {
            return value;
        }

        @Override
        public double mean() {
            return value;
        }
    }

    /** Every whole number from low to high with the same probability. */
    record Uniform(long low, long high) implements Distribution {
        @Override
        public long sample(Rng rng) {
            return low + (long) (rng.nextDouble() * (high - low + 1));
        }

        @Override
        public double mean() {
            return (low + high) / 2.0;
        }
    }

    /** Memoryless: many short ones, few long ones. Rounded, and at least {@code min}. */
    record Exponential(double mean, long min) implements Distribution {
        /*
         * Math.log is several times as fast as StrictMath.log, a call of native code before JDK 21, but may differ from one
         * JDK to the next. Either is within one unit in the last place of the true logarithm, so that twice that and the
         * rounding of the product stay well below 2^-49 of the product. Where both ends of that interval round to the same
         * whole number, StrictMath.log would give it too.
         */
        private static final double TOLERANCE = 0x1p-49;

        @Override
        public long sample(Rng rng) {
            double draw = 1 - rng.nextDouble();
            double near = -mean * Math.log(draw);
            long value = Math.round(near * (1 - TOLERANCE));
            if (value != Math.round(near * (1 + TOLERANCE))) {
                value = Math.round(-mean * StrictMath.log(draw));
            }
            return Math.max(min, value);
        }
    }

    /**
     * A value whose logarithm is normal, given by its own mean and by the standard deviation of the logarithm. Rounded, and
     * at least {@code min}.
     */
    record LogNormal(double mean, double sigma, long min) implements Distribution {
        @Override
        public long sample(Rng rng) {
            double exponent = StrictMath.log(mean) - sigma * sigma / 2 + sigma * normal(rng);
            return Math.max(min, Math.round(StrictMath.exp(exponent)));
        }

        /** A standard normal number by Marsaglia's polar method; its twin is thrown away to keep this stateless. */
        private static double normal(Rng rng) {
            double u;
            double square;
            do {
                u = 2 * rng.nextDouble() - 1;
                double v = 2 * rng.nextDouble() - 1;
                square = u * u + v * v;
            } while (square >= 1 || square == 0);
            return u * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
        }
    }

    /** A table of ranges: one is drawn by its share, then a whole number of it, all with the same probability. */
    final class Table implements Distribution {
        private final long[] from;
        private final long[] to;
        /** The share of rows 0 … i; the last one is above 1 so that no draw falls off the end. */
        private final double[] cumulated;

        Table(long[] from, long[] to, double[] shares) {
            this.from = from.clone();
            this.to = to.clone();
            cumulated = new double[shares.length];
            double sum = 0;
            for (int i = 0; i < shares.length; i++) {
                sum += shares[i];
                cumulated[i] = sum;
            }
            cumulated[shares.length - 1] = 2;
        }

        public int rows() {
            return from.length;
        }

        public long from(int row) {
            return from[row];
        }

        public long to(int row) {
            return to[row];
        }

        public double share(int row) {
            double upTo = row == from.length - 1 ? 1 : cumulated[row];
            return row == 0 ? upTo : upTo - cumulated[row - 1];
        }

        @Override
        public long sample(Rng rng) {
            double draw = rng.nextDouble();
            int row = 0;
            while (draw >= cumulated[row]) {
                row++;
            }
            return from[row] == to[row] ? from[row] : from[row] + rng.nextBelow(to[row] - from[row] + 1);
        }

        @Override
        public double mean() {
            double mean = 0;
            for (int row = 0; row < from.length; row++) {
                mean += share(row) * (from[row] + to[row]) / 2.0;
            }
            return mean;
        }
    }
}
