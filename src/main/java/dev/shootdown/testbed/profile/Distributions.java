package dev.shootdown.testbed.profile;

import java.util.List;

/** Reads distributions: {@code {distribution: exponential, mean: {us: 400}, assumption: "…"}} and its relatives. */
final class Distributions {
    private static final double MAX_SIGMA = 5;
    private static final int MAX_ROWS = 256;
    private static final int MAX_PAGES = 1 << 20;

    private Distributions() {}

    /** A distribution of cycles, no value under {@code min}. */
    static Distribution cycles(Section section, long min) {
        Distribution read =
                switch (section.choice("distribution", "constant", "uniform", "exponential", "lognormal", "table")) {
                    case "constant" -> new Distribution.Constant(section.cycles("value", min));
                    case "uniform" -> uniform(section, section.cycles("low", min), section.cycles("high", min));
                    case "exponential" -> new Distribution.Exponential(section.cycles("mean", Math.max(1, min)), min);
                    case "table" -> table(section, (row, key, least) -> row.cycles(key, Math.max(min, least)));
                    default ->
                        new Distribution.LogNormal(
                                section.cycles("mean", Math.max(1, min)), section.ratio("sigma", 0, MAX_SIGMA), min);
                };
        section.done();
        return read;
    }

    /** A distribution of counts of pages, from {@code min} up. */
    static Distribution pages(Section section, int min) {
        Distribution read =
                switch (section.choice("distribution", "constant", "uniform", "table")) {
                    case "constant" -> new Distribution.Constant(section.count("value", min, MAX_PAGES));
                    case "uniform" ->
                        uniform(section, section.count("low", min, MAX_PAGES), section.count("high", min, MAX_PAGES));
                    default ->
                        table(section, (row, key, least) -> row.count(key, (int) Math.max(min, least), MAX_PAGES));
                };
        section.done();
        return read;
    }

    private static Distribution uniform(Section section, long low, long high) {
        if (low > high) {
            throw section.bad("low", "is above high (low <= high is expected)");
        }
        return new Distribution.Uniform(low, high);
    }

    /** Reads an end of a row that may not lie under {@code least}. */
    @FunctionalInterface
    private interface End {
        long read(Section row, String key, long least);
    }

    private static Distribution table(Section section, End end) {
        List<Section> rows = section.sections("rows", 1, MAX_ROWS);
        long[] from = new long[rows.size()];
        long[] to = new long[rows.size()];
        double[] shares = new double[rows.size()];
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            Section row = rows.get(i);
            from[i] = end.read(row, "from", 0);
            to[i] = end.read(row, "to", from[i]);
            double percent = row.ratio("percent", 0, 100);
            shares[i] = percent / 100;
            sum += percent;
            row.done();
        }
        if (Math.abs(sum - 100) > 0.01) {
            throw section.bad("rows", "adds up to " + sum + " percent (100 is expected)");
        }
        return new Distribution.Table(from, to, shares);
    }
}
