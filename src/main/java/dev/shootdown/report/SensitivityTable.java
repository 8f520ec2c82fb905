package dev.shootdown.report;

import dev.shootdown.testbed.profile.Fact;
import java.util.Comparator;
import java.util.List;

/**
 * How much a result moves when one number is varied over its plausible range and all others stay. Seeds differ too, so each
 * result comes with its confidence, and a move that seeds alone could have made is called noise.
 */
public final class SensitivityTable {
    private SensitivityTable() {}

    /**
     * One number varied; results are means over the same seeds.
     *
     * @param name the number, as {@code Scenario.with} takes it
     * @param fact the number
     * @param scheme the scheme whose result is looked at
     * @param scenario where
     * @param atLow with the number at the low end of its range
     * @param base with the number as it is
     * @param atHigh with the number at the high end
     */
    public record Row(
            String name,
            Fact fact,
            String scheme,
            String scenario,
            Confidence atLow,
            Confidence base,
            Confidence atHigh) {
        /** The largest factor by which the result moves, at least 1. */
        public double swing() {
            return Math.max(factor(atLow.mean(), base.mean()), factor(atHigh.mean(), base.mean()));
        }

        /** Whether the result at one end lies so far off that the intervals of confidence do not even touch. */
        public boolean isBeyondNoise() {
            return apart(atLow, base) || apart(atHigh, base);
        }

        private static boolean apart(Confidence a, Confidence b) {
            return Math.abs(a.mean() - b.mean()) > a.halfWidth() + b.halfWidth();
        }

        private static double factor(double a, double b) {
            return Math.max(a, b) / Math.min(a, b);
        }
    }

    /**
     * The table: first what moves the result beyond noise, and there what moves it most.
     *
     * @param measure the result and its unit
     */
    public static String render(String measure, List<Row> rows) {
        Table table = new Table(
                "number",
                "range",
                "scenario",
                "scheme",
                measure + " at low",
                "±95%",
                "as it is",
                "±95%",
                "at high",
                "±95%",
                "moves by");
        rows.stream()
                .sorted(Comparator.comparing((Row row) -> !row.isBeyondNoise())
                        .thenComparing(Comparator.comparingDouble(Row::swing).reversed()))
                .forEach(row -> table.row(
                        row.name(),
                        Figure.exact(row.fact().low()) + " … "
                                + Figure.exact(row.fact().high()) + " "
                                + row.fact().unit().key(),
                        row.scenario(),
                        row.scheme(),
                        Figure.rounded(row.atLow().mean()),
                        Figure.rounded(row.atLow().halfWidth()),
                        Figure.rounded(row.base().mean()),
                        Figure.rounded(row.base().halfWidth()),
                        Figure.rounded(row.atHigh().mean()),
                        Figure.rounded(row.atHigh().halfWidth()),
                        row.isBeyondNoise() ? Figure.times(row.swing()) : new Figure("noise")));
        return table.toString();
    }
}
