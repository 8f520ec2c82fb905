package dev.shootdown.report;

import dev.shootdown.testbed.profile.Fact;
import java.util.Comparator;
import java.util.List;

/** How much a result moves when one number is varied over its plausible range and all others stay. */
public final class SensitivityTable {
    private SensitivityTable() {}

    /**
     * One number varied.
     *
     * @param fact the number
     * @param scheme the scheme whose result is looked at
     * @param scenario where
     * @param atLow mean latency in µs with the number at the low end of its range
     * @param base mean latency in µs with the number as it is
     * @param atHigh mean latency in µs at the high end
     */
    public record Row(Fact fact, String scheme, String scenario, double atLow, double base, double atHigh) {
        /** The largest factor by which the result moves, at least 1. */
        public double swing() {
            return Math.max(factor(atLow, base), factor(atHigh, base));
        }

        private static double factor(double a, double b) {
            return Math.max(a, b) / Math.min(a, b);
        }
    }

    /** The table, what moves the result most first. */
    public static String render(List<Row> rows) {
        Table table =
                new Table("number", "range", "scenario", "scheme", "mean µs at low", "as it is", "at high", "moves by");
        rows.stream()
                .sorted(Comparator.comparingDouble(Row::swing).reversed())
                .forEach(row -> table.row(
                        row.fact().key(),
                        Figure.exact(row.fact().low()) + " … "
                                + Figure.exact(row.fact().high()) + " "
                                + row.fact().unit().key(),
                        row.scenario(),
                        row.scheme(),
                        Figure.rounded(row.atLow()),
                        Figure.rounded(row.base()),
                        Figure.rounded(row.atHigh()),
                        Figure.times(row.swing())));
        return table.toString();
    }
}
