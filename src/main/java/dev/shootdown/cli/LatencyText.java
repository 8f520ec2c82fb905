package dev.shootdown.cli;

import dev.shootdown.report.Cell;
import dev.shootdown.report.LatencyTable;
import dev.shootdown.report.PaperTable;
import dev.shootdown.report.RunTimes;
import java.util.List;

/** What {@code evaluate} prints of its cells: latencies, the paper's beside them, and run times of programs that end. */
final class LatencyText {
    private LatencyText() {}

    static String of(List<Cell> cells) {
        StringBuilder text = new StringBuilder(LatencyTable.render(cells));
        PaperTable paper = PaperTable.load();
        String beside = LatencyTable.besidePaper(cells, paper);
        if (!beside.isEmpty()) {
            text.append(System.lineSeparator())
                    .append(beside)
                    .append(paper.unit())
                    .append(System.lineSeparator());
        }
        List<Cell> ended = cells.stream().filter(RunTimes::ends).toList();
        if (!ended.isEmpty()) {
            text.append('\n').append(new RunTimes("run-times", "Run times", ended).text());
        }
        return text.toString();
    }
}
