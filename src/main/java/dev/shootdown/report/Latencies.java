package dev.shootdown.report;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The latency table as one of the paper's figures: its text is {@code latency.txt} of a report, its bars the means. */
public final class Latencies implements Artefact {
    private final List<Cell> cells;

    public Latencies(List<Cell> cells) {
        this.cells = List.copyOf(cells);
    }

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String text() {
        PaperTable paper = PaperTable.load();
        String beside = LatencyTable.besidePaper(cells, paper);
        return LatencyTable.render(cells) + (beside.isEmpty() ? "" : "\n" + beside + "\n" + paper.unit() + "\n");
    }

    @Override
    public ObjectNode json() {
        ObjectNode top = Artefact.object(name(), "TLB shootdown latency");
        ArrayNode rows = top.putArray("rows");
        cells.forEach(cell -> rows.add(Json.cell(cell, false)));
        return top;
    }

    @Override
    public List<Chart> charts() {
        return cells.stream()
                .map(Cell::scenario)
                .distinct()
                .map(scenario -> new Chart("latency-" + FileNames.safe(scenario), chart(scenario)))
                .toList();
    }

    private BarChart chart(String scenario) {
        PaperTable paper = PaperTable.load();
        List<String> systems = new ArrayList<>();
        List<Confidence> ours = new ArrayList<>();
        List<Confidence> theirs = new ArrayList<>();
        for (Cell cell : cells) {
            if (cell.scenario().equals(scenario)) {
                systems.add(cell.scheme());
                ours.add(cell.meanCycles().scaled(1e6 / cell.clockHz()));
                theirs.add(paper.find(cell)
                        .map(row -> new Confidence(1, row.mean_us(), Double.NaN))
                        .orElse(null));
            }
        }
        BarChart chart = BarChart.of("TLB shootdown latency, " + scenario + " (±95 %)", "mean latency (µs)", false);
        chart.bars("simulated", systems, ours);
        if (theirs.stream().anyMatch(one -> one != null)) {
            chart.bars("the paper’s", systems, theirs);
        }
        return chart.fit();
    }
}
