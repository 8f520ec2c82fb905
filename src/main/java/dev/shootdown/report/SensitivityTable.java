package dev.shootdown.report;

import dev.shootdown.testbed.profile.Fact;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How much a result moves when one number is varied over its plausible range and all others stay. Seeds differ too, so each
 * result comes with its confidence, and a move that seeds alone could have made is called noise. A number whose end keeps a
 * program from ending moves it further than any factor says, and comes first.
 */
public final class SensitivityTable {
    private static final String NOT_ENDED = "not ended";

    private SensitivityTable() {}

    /**
     * One result, and what each number does to it.
     *
     * @param name of the result, as a JSON key, with its unit
     * @param heading of its columns
     */
    public record Measure(String name, String heading, List<Row> rows) {
        public Measure {
            rows = rows.stream()
                    .sorted(Comparator.comparing((Row row) -> !row.decidesWhetherItEnds())
                            .thenComparing(row -> !row.isBeyondNoise())
                            .thenComparing(
                                    Comparator.comparingDouble(Row::swing).reversed()))
                    .toList();
        }
    }

    /**
     * One number varied; results are means over the same seeds, empty where some run did not end.
     *
     * @param fact the number, under the name that {@code Scenario.with} takes
     * @param scheme the scheme whose result is looked at
     * @param scenario where
     * @param atLow with the number at the low end of its range
     * @param base with the number as it is
     * @param atHigh with the number at the high end
     */
    public record Row(
            Fact fact,
            String scheme,
            String scenario,
            Optional<Confidence> atLow,
            Optional<Confidence> base,
            Optional<Confidence> atHigh) {
        /** Whether the program ends at one end or as it is, and at another of these does not. */
        public boolean decidesWhetherItEnds() {
            return atLow.isPresent() != base.isPresent() || atHigh.isPresent() != base.isPresent();
        }

        /** The largest factor by which the result moves, at least 1. */
        public double swing() {
            return Math.max(factor(atLow), factor(atHigh));
        }

        /** Whether the result at one end lies so far off that the intervals of confidence do not even touch. */
        public boolean isBeyondNoise() {
            return isApart(atLow) || isApart(atHigh);
        }

        private boolean isApart(Optional<Confidence> end) {
            return end.isPresent()
                    && base.isPresent()
                    && Math.abs(end.get().mean() - base.get().mean())
                            > end.get().halfWidth() + base.get().halfWidth();
        }

        private double factor(Optional<Confidence> end) {
            if (end.isEmpty() || base.isEmpty()) {
                return 1;
            }
            double a = end.get().mean();
            double b = base.get().mean();
            return a == b ? 1 : Math.max(a, b) / Math.min(a, b);
        }

        private Object moves() {
            if (decidesWhetherItEnds()) {
                return new Figure(NOT_ENDED);
            }
            boolean toOrFromNothing = Double.isInfinite(swing());
            return isBeyondNoise() && !toOrFromNothing
                    ? Figure.times(swing())
                    : new Figure(toOrFromNothing && isBeyondNoise() ? "from or to 0" : "noise");
        }
    }

    /** The table: first what keeps a program from ending, then what moves the result beyond noise, and there what moves it most. */
    public static String render(Measure measure) {
        Table table = new Table(
                "number",
                "range",
                "scenario",
                "scheme",
                measure.heading() + " at low",
                "±95%",
                "as it is",
                "±95%",
                "at high",
                "±95%",
                "moves by");
        for (Row row : measure.rows()) {
            table.row(
                    row.fact().key(),
                    Figure.exact(row.fact().low()) + " … "
                            + Figure.exact(row.fact().high()) + " "
                            + row.fact().unit().key(),
                    row.scenario(),
                    row.scheme(),
                    mean(row.atLow()),
                    halfWidth(row.atLow()),
                    mean(row.base()),
                    halfWidth(row.base()),
                    mean(row.atHigh()),
                    halfWidth(row.atHigh()),
                    row.moves());
        }
        return table.toString();
    }

    private static Figure mean(Optional<Confidence> result) {
        return result.map(one -> Figure.rounded(one.mean())).orElse(new Figure(NOT_ENDED));
    }

    private static Figure halfWidth(Optional<Confidence> result) {
        return result.map(one -> Figure.rounded(one.halfWidth())).orElse(null);
    }

    /** The same for machines: {@code {"sensitivity": […]}}, one object per number and result. */
    public static String json(List<Measure> measures) {
        ObjectNode top = JsonNodeFactory.instance.objectNode();
        ArrayNode list = top.putArray("sensitivity");
        for (Measure measure : measures) {
            for (Row row : measure.rows()) {
                ObjectNode node = list.addObject();
                node.put("measure", measure.name());
                node.put("number", row.fact().key());
                node.put("low", row.fact().low());
                node.put("value", row.fact().value());
                node.put("high", row.fact().high());
                node.put("unit", row.fact().unit().key().toLowerCase(Locale.ROOT));
                node.put("scenario", row.scenario());
                node.put("scheme", row.scheme());
                row.atLow().ifPresent(result -> Artefact.put(node, "at_low", result));
                row.base().ifPresent(result -> Artefact.put(node, "as_it_is", result));
                row.atHigh().ifPresent(result -> Artefact.put(node, "at_high", result));
                node.put("decides_whether_it_ends", row.decidesWhetherItEnds());
                node.put("beyond_noise", row.isBeyondNoise());
            }
        }
        return Json.text(top);
    }
}
