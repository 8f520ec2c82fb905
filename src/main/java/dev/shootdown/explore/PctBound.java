package dev.shootdown.explore;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * What PCT promises, and how far a campaign has come: a schedule of depth d among n actors in k steps meets a bug that d
 * ordering constraints make with probability at least 1/(n·k^(d−1)), and N of them with 1 − (1 − that)^N.
 *
 * @param depth ordering constraints
 * @param schedules how many schedules were of that depth
 * @param actors the most actors that one of them had
 * @param steps steps of a schedule
 * @param bound the least probability for one schedule, with that many actors
 * @param confidence the least probability that one of the schedules met such a bug
 */
public record PctBound(int depth, long schedules, int actors, int steps, double bound, double confidence) {
    /** Actors beyond this count as this many. */
    static final int MOST_ACTORS = 63;

    /** The bound for each depth of which there were schedules; counts by depth and by number of actors. */
    static List<PctBound> of(long[][] counts, int steps) {
        List<PctBound> bounds = new ArrayList<>();
        for (int depth = 1; depth < counts.length; depth++) {
            long schedules = 0;
            int most = 0;
            double logMissed = 0;
            for (int actors = 1; actors <= MOST_ACTORS; actors++) {
                long n = counts[depth][actors];
                if (n > 0) {
                    schedules += n;
                    most = actors;
                    logMissed += n * StrictMath.log1p(-bound(depth, actors, steps));
                }
            }
            if (schedules > 0) {
                double confidence = -StrictMath.expm1(logMissed);
                bounds.add(new PctBound(
                        depth, schedules, most, steps, rounded(bound(depth, most, steps)), rounded(confidence)));
            }
        }
        return bounds;
    }

    private static double bound(int depth, int actors, int steps) {
        return 1 / (Math.max(2, actors) * StrictMath.pow(Math.max(2, steps), depth - 1));
    }

    /** To four digits: more would say nothing, and print differently on other JDKs. */
    private static double rounded(double value) {
        return new BigDecimal(value).round(new MathContext(4)).doubleValue();
    }
}
