package dev.shootdown.testbed.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.testbed.Rng;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DistributionTest {
    private static final int DRAWS = 200_000;

    private static double meanOf(Distribution distribution) {
        Rng rng = Rng.of(42);
        double sum = 0;
        for (int i = 0; i < DRAWS; i++) {
            sum += distribution.sample(rng);
        }
        return sum / DRAWS;
    }

    /** Bounds are four standard errors: the standard deviation of an exponential is its mean. */
    @Test
    void hasTheMeanItWasGiven() {
        double error = 4 / StrictMath.sqrt(DRAWS);
        assertEquals(500, meanOf(new Distribution.Constant(500)));
        assertEquals(1000, meanOf(new Distribution.Exponential(1000, 0)), 1000 * error);
        assertEquals(5.5, meanOf(new Distribution.Uniform(1, 10)), 2.9 * error);
        double deviation = StrictMath.sqrt(StrictMath.exp(1) - 1);
        assertEquals(20_000, meanOf(new Distribution.LogNormal(20_000, 1, 0)), 20_000 * deviation * error);
    }

    @Test
    void bringsTheSharesOfAnExponentialToItsQuantiles() {
        Distribution exponential = new Distribution.Exponential(1_000_000, 0);
        Rng rng = Rng.of(9);
        int belowMedian = 0;
        int aboveThreeMeans = 0;
        for (int i = 0; i < DRAWS; i++) {
            long drawn = exponential.sample(rng);
            belowMedian += drawn < 693_147 ? 1 : 0;
            aboveThreeMeans += drawn > 3_000_000 ? 1 : 0;
        }
        assertEquals(0.5, (double) belowMedian / DRAWS, 0.0045, "ln 2 times the mean is the median");
        assertEquals(0.0498, (double) aboveThreeMeans / DRAWS, 0.002, "e to the -3");
    }

    @Test
    void neverFallsUnderItsMinimum() {
        Rng rng = Rng.of(1);
        Distribution exponential = new Distribution.Exponential(2, 1);
        Distribution logNormal = new Distribution.LogNormal(2, 2, 1);
        for (int i = 0; i < 10_000; i++) {
            assertTrue(exponential.sample(rng) >= 1);
            assertTrue(logNormal.sample(rng) >= 1);
        }
    }

    /** Fixed numbers: a change of the generator or of a formula, or a JDK that rounds otherwise, must be noticed. */
    @Test
    void drawsTheSameNumbersOnEveryJdk() {
        Rng rng = Rng.of(2016);
        Distribution exponential = new Distribution.Exponential(375_000, 1);
        Distribution logNormal = new Distribution.LogNormal(20_000, 1, 0);
        List<Long> drawn = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            drawn.add(exponential.sample(rng));
            drawn.add(logNormal.sample(rng));
        }
        assertEquals(List.of(62869L, 37258L, 527958L, 12795L, 712901L, 6612L, 101127L, 16674L), drawn);
    }

    /** Whatever the faster logarithm gives; the largest means leave nearly every draw, and some of them, to the exact one. */
    @Test
    void drawsAnExponentialAsTheExactLogarithmGivesIt() {
        for (double mean : new double[] {0.5, 2, 375_000, 1e12, 3e13, 1e16}) {
            Distribution exponential = new Distribution.Exponential(mean, 0);
            Rng rng = Rng.of(5);
            Rng twin = Rng.of(5);
            for (int i = 0; i < DRAWS; i++) {
                assertEquals(Math.round(-mean * StrictMath.log(1 - twin.nextDouble())), exponential.sample(rng));
            }
        }
    }

    /** Chi-square of the drawn row shares against the file's, four degrees of freedom: 99.9 % of fair draws are below 18.47. */
    @Test
    void drawsSizesOfFlushesAsPublished() {
        Workload dedup = Profiles.workload("dedup", 2.5e9);
        Distribution.Table pages = (Distribution.Table) dedup.operationPages();
        assertEquals(5, pages.rows());
        long[] counts = new long[5];
        Rng rng = Rng.of(7);
        for (int i = 0; i < DRAWS; i++) {
            counts[rowOf(pages, pages.sample(rng))]++;
        }
        double[] published = {0.569, 0.334, 0.044, 0.031, 0.022};
        double chiSquare = 0;
        for (int row = 0; row < 5; row++) {
            double expected = published[row] * DRAWS;
            chiSquare += (counts[row] - expected) * (counts[row] - expected) / expected;
        }
        assertTrue(chiSquare < 18.47, "chi-square " + chiSquare);
    }

    private static int rowOf(Distribution.Table table, long pages) {
        for (int row = 0; row < table.rows(); row++) {
            if (pages >= table.from(row) && pages <= table.to(row)) {
                return row;
            }
        }
        throw new AssertionError(pages + " pages are in no row");
    }

    /** Within a row every size is as likely as any other: chi-square over 2 … 5 pages, three degrees of freedom. */
    @Test
    void spreadsSizesEvenlyWithinARow() {
        Distribution.Table table = new Distribution.Table(new long[] {2}, new long[] {5}, new double[] {1});
        long[] counts = new long[6];
        Rng rng = Rng.of(11);
        for (int i = 0; i < 40_000; i++) {
            counts[(int) table.sample(rng)]++;
        }
        double chiSquare = 0;
        for (int size = 2; size <= 5; size++) {
            chiSquare += (counts[size] - 10_000.0) * (counts[size] - 10_000.0) / 10_000;
        }
        assertTrue(chiSquare < 16.27, "chi-square " + chiSquare);
        assertEquals(3.5, table.mean());
    }

    @Test
    void drawsOperationsByTheirShares() {
        Workload dedup = Profiles.workload("dedup", 2.5e9);
        Rng rng = Rng.of(13);
        int[] counts = new int[Operation.values().length];
        for (int i = 0; i < 100_000; i++) {
            counts[dedup.nextOperation(rng).ordinal()]++;
        }
        assertEquals(dedup.munmapShare(), counts[Operation.MUNMAP.ordinal()] / 1e5, 0.006);
        assertEquals(dedup.madviseShare(), counts[Operation.MADVISE.ordinal()] / 1e5, 0.006);
    }

    @Test
    void hasBurstsOfTheMeanTheFileStates() {
        Workload dedup = Profiles.workload("dedup", 2.5e9);
        double stated = dedup.facts().get("compute_burst.mean").value() * 2500;
        assertEquals(stated, meanOf(dedup.computeBurst()), stated * 4 / StrictMath.sqrt(DRAWS));
    }
}
