package dev.shootdown.report;

import dev.shootdown.machine.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The cells of an evaluation beside those of an earlier one: by how much the mean latencies changed, and whether that is more
 * than the seeds explain. It is when the difference exceeds the root of the sum of squares of both 95 % half widths.
 */
public final class Comparison {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /**
     * One cell of either evaluation.
     *
     * @param before mean in µs, NaN if the earlier evaluation does not have the cell
     * @param now the same of this one
     * @param beforeNoise 95 % half width in µs, NaN if it had one run only
     */
    public record Row(String scenario, String scheme, double before, double beforeNoise, double now, double nowNoise) {
        public double changePercent() {
            return 100 * (now - before) / before;
        }

        /** {@code changed}, {@code within noise}, {@code one run only}, {@code new} or {@code gone}. */
        public String verdict() {
            if (Double.isNaN(before)) {
                return "new";
            } else if (Double.isNaN(now)) {
                return "gone";
            } else if (before == now) {
                return "the same";
            } else if (Double.isNaN(beforeNoise) || Double.isNaN(nowNoise)) {
                return "one run only";
            }
            return Math.abs(now - before) > Math.hypot(beforeNoise, nowNoise) ? "changed" : "within noise";
        }

        private boolean isOf(String otherScenario, String otherScheme) {
            return scenario.equals(otherScenario) && scheme.equals(otherScheme);
        }
    }

    private Comparison() {}

    /** Complains now rather than after all runs if there is nothing to compare with. */
    public static void requireCells(Path folder) {
        read(folder.resolve("cells.json"));
    }

    /**
     * Rows in the order of the cells, then what only the earlier evaluation has.
     *
     * @param folder the {@code --report} folder of the earlier evaluation
     * @throws BadInput if there is no readable {@code cells.json} in it
     */
    public static List<Row> with(Path folder, List<Cell> cells) {
        List<Row> earlier = read(folder.resolve("cells.json"));
        List<Row> rows = new ArrayList<>();
        for (Cell cell : cells) {
            Confidence now = cell.meanCycles().scaled(1e6 / cell.clockHz());
            Row before = earlier.stream()
                    .filter(row -> row.isOf(cell.scenario(), cell.scheme()))
                    .findFirst()
                    .orElse(new Row("", "", Double.NaN, Double.NaN, Double.NaN, Double.NaN));
            rows.add(new Row(
                    cell.scenario(),
                    cell.scheme(),
                    before.before(),
                    before.beforeNoise(),
                    now.mean(),
                    now.halfWidth()));
        }
        earlier.stream()
                .filter(row -> cells.stream().noneMatch(cell -> row.isOf(cell.scenario(), cell.scheme())))
                .forEach(rows::add);
        return rows;
    }

    private static List<Row> read(Path file) {
        List<Row> rows = new ArrayList<>();
        try {
            for (JsonNode cell : MAPPER.readTree(Files.readString(file)).required("cells")) {
                JsonNode mean = cell.required("mean_confidence_us");
                rows.add(new Row(
                        cell.required("scenario").asString(),
                        cell.required("scheme").asString(),
                        mean.required("mean").asDouble(),
                        mean.path("plus_minus_95_percent").asDouble(Double.NaN),
                        Double.NaN,
                        Double.NaN));
            }
        } catch (IOException e) {
            throw new BadInput(
                    "--compare: '" + file + "' cannot be read (the --report folder of an earlier evaluation is"
                            + " expected).",
                    e);
        } catch (JacksonException e) {
            throw new BadInput("--compare: '" + file + "' is not what an evaluation writes.", e);
        }
        return rows;
    }

    /** The table that people read. */
    public static String render(Path folder, List<Row> rows) {
        Table table =
                new Table("scenario", "scheme", "before µs", "±95% µs", "now µs", "±95% µs", "change", "beyond noise?");
        for (Row row : rows) {
            String verdict = row.verdict();
            boolean both = !Double.isNaN(row.before()) && !Double.isNaN(row.now());
            table.row(
                    row.scenario(),
                    row.scheme(),
                    Figure.rounded(row.before()),
                    Figure.rounded(row.beforeNoise()),
                    Figure.rounded(row.now()),
                    Figure.rounded(row.nowNoise()),
                    both ? String.format(java.util.Locale.ROOT, "%+.1f %%", row.changePercent()) : null,
                    verdict);
        }
        return "Mean latencies beside those in " + folder + "\n" + table;
    }
}
