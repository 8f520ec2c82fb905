package dev.shootdown.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How long programs run, and how much longer than alone: each program's cells beside the one in which it has the host for
 * itself, under the system that all are compared with.
 */
public final class RunTimes implements Artefact {
    private static final String NOTE = """
            run time: from the program's start to the end of its last thread, ±95% over seeds; slowdown: that divided by the mean of
            the first line of the same program, whose uncertainty its ±95% has, too. Min, median and max are of single runs: where
            they fall into groups, the mean says little. A dash: not every run ended within the scenario's duration.
            """;

    /** What a program takes that gets half of the host and loses nothing else. */
    private static final double HALF_OF_THE_HOST = 2;

    private final String name;
    private final String title;
    private final List<Cell> cells;

    /**
     * Cells of programs that end.
     *
     * @param cells of each program, first the one that the others are compared with
     */
    public RunTimes(String name, String title, List<Cell> cells) {
        this.name = name;
        this.title = title;
        this.cells = List.copyOf(cells);
    }

    /** Whether a cell is one of a program that ended in some run. */
    public static boolean ends(Cell cell) {
        return cell.counters().getOrDefault("run_cycles", 0L) > 0;
    }

    /** Seconds of each run, its mean and confidence; empty if a run did not end. */
    public static Optional<Confidence> seconds(Cell cell) {
        double[] seconds = new double[cell.runs().size()];
        double[] ones = new double[seconds.length];
        for (int k = 0; k < seconds.length; k++) {
            seconds[k] = cell.runs().get(k).counters().getOrDefault("run_cycles", 0L) / cell.clockHz();
            ones[k] = 1;
            if (seconds[k] == 0) {
                return Optional.empty();
            }
        }
        return Optional.of(Confidence.ofRuns(seconds, ones));
    }

    /** Of each run that ended, ascending. */
    private static double[] ended(Cell cell) {
        return cell.runs().stream()
                .mapToDouble(run -> run.counters().getOrDefault("run_cycles", 0L) / cell.clockHz())
                .filter(seconds -> seconds > 0)
                .sorted()
                .toArray();
    }

    private static double median(double[] ascending) {
        int half = ascending.length / 2;
        return ascending.length % 2 == 1 ? ascending[half] : (ascending[half - 1] + ascending[half]) / 2;
    }

    private Cell firstOf(String workload) {
        return cells.stream()
                .filter(cell -> cell.workload().equals(workload))
                .findFirst()
                .orElseThrow();
    }

    private boolean isFirst(Cell cell) {
        return firstOf(cell.workload()) == cell;
    }

    /** The slowdown; empty if one of the two did not end. That of the first line is 1, which needs no confidence. */
    private Optional<Confidence> slowdown(Cell cell) {
        Optional<Confidence> alone = seconds(firstOf(cell.workload()));
        if (isFirst(cell)) {
            return alone.map(own -> new Confidence(own.samples(), 1, Double.NaN));
        }
        return alone.flatMap(base -> seconds(cell).map(own -> own.over(base)));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String text() {
        Table table = new Table(
                "program",
                "scenario",
                "system",
                "runs",
                "ended",
                "run time s",
                "±95% s",
                "min s",
                "median s",
                "max s",
                "slowdown",
                "±95%");
        for (Cell cell : cells) {
            Optional<Confidence> seconds = seconds(cell);
            Optional<Confidence> slowdown = slowdown(cell);
            double[] ended = ended(cell);
            boolean all = ended.length == cell.runs().size();
            table.row(
                    Artefact.program(cell),
                    Artefact.scenario(cell),
                    cell.scheme(),
                    cell.runs().size(),
                    ended.length,
                    seconds.map(s -> Figure.rounded(s.mean())).orElse(null),
                    seconds.map(s -> Figure.rounded(s.halfWidth())).orElse(null),
                    all ? Figure.rounded(ended[0]) : null,
                    all ? Figure.rounded(median(ended)) : null,
                    all ? Figure.rounded(ended[ended.length - 1]) : null,
                    slowdown.map(s -> Figure.times(s.mean())).orElse(null),
                    slowdown.map(s -> Figure.rounded(s.halfWidth())).orElse(null));
        }
        return table + NOTE;
    }

    @Override
    public ObjectNode json() {
        ObjectNode top = Artefact.object(name, title);
        ArrayNode rows = top.putArray("rows");
        for (Cell cell : cells) {
            ObjectNode row = Artefact.row(rows, cell);
            double[] ended = ended(cell);
            row.put("ended", ended.length);
            seconds(cell).ifPresent(s -> {
                Artefact.put(row, "run_s", s);
                row.put("run_s_min", ended[0]);
                row.put("run_s_median", median(ended));
                row.put("run_s_max", ended[ended.length - 1]);
            });
            slowdown(cell).ifPresent(s -> Artefact.put(row, "slowdown", s));
        }
        return top;
    }

    private Optional<Cell> cell(String program, String system) {
        return cells.stream()
                .filter(cell -> !isFirst(cell)
                        && cell.scheme().equals(system)
                        && Artefact.program(cell).equals(program))
                .findFirst();
    }

    @Override
    public List<Chart> charts() {
        List<String> programs = cells.stream().map(Artefact::program).distinct().toList();
        List<String> systems = cells.stream()
                .filter(cell -> !isFirst(cell))
                .map(Cell::scheme)
                .distinct()
                .toList();
        BarChart chart = BarChart.of(
                title + " (±95 %; dashed: half of the host; ×: not ended)", "run time / run time alone", false);
        for (int k = 0; k < systems.size(); k++) {
            List<Confidence> heights = new ArrayList<>();
            for (int p = 0; p < programs.size(); p++) {
                Optional<Cell> cell = cell(programs.get(p), systems.get(k));
                Optional<Confidence> slowdown = cell.flatMap(this::slowdown);
                if (cell.isPresent() && slowdown.isEmpty()) {
                    chart.mark(p, k, systems.size(), "×");
                }
                heights.add(slowdown.orElse(null));
            }
            chart.bars(systems.get(k), programs, heights);
        }
        chart.line(HALF_OF_THE_HOST).fit();
        return List.of(new Chart(name, chart));
    }
}
