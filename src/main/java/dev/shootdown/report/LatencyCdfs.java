package dev.shootdown.report;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How latencies are distributed: percentiles as a table, the corners of the lines as a document, a chart per scenario. */
public final class LatencyCdfs implements Artefact {
    private static final double[] SHOWN = {10, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 100};

    private final List<Cell> cells;

    public LatencyCdfs(List<Cell> cells) {
        this.cells = List.copyOf(cells);
    }

    @Override
    public String name() {
        return "cdf";
    }

    @Override
    public String text() {
        List<String> headings = new ArrayList<>(List.of("scenario", "system", "shootdowns"));
        for (double percent : SHOWN) {
            headings.add(Figure.exact(percent) + "% µs");
        }
        Table table = new Table(headings.toArray(String[]::new));
        for (Cell cell : cells) {
            List<Object> row = new ArrayList<>(
                    List.of(cell.scenario(), cell.scheme(), cell.latency().getTotalCount()));
            for (double percent : SHOWN) {
                row.add(Figure.rounded(cell.latency().getValueAtPercentile(percent) * 1e6 / cell.clockHz()));
            }
            table.row(row.toArray());
        }
        return table + "Which latency (µs) so many percent of all shootdowns of all runs did not exceed.\n";
    }

    @Override
    public ObjectNode json() {
        ObjectNode top = Artefact.object(name(), "TLB shootdown latency, distribution");
        ArrayNode rows = top.putArray("rows");
        for (Cell cell : cells) {
            ObjectNode row = rows.addObject();
            row.put("scheme", cell.scheme());
            row.put("scenario", cell.scenario());
            row.put("workload", cell.workload());
            row.put("inputs", cell.inputs().fingerprint());
            row.put("duration_s", cell.inputs().durationS());
            row.put("count", cell.latency().getTotalCount());
            row.set("latency_us_and_percent", CdfChart.points(cell));
        }
        return top;
    }

    @Override
    public List<Chart> charts() {
        return cells.stream()
                .map(Cell::scenario)
                .distinct()
                .map(scenario -> new Chart("cdf-" + FileNames.safe(scenario), CdfChart.of(scenario, cells)))
                .toList();
    }
}
