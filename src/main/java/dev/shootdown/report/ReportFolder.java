package dev.shootdown.report;

import dev.shootdown.machine.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Everything an evaluation leaves behind, in one folder: {@code report.html}, {@code latency.txt}, {@code exits.txt}, {@code cells.json}, {@code cdf.json}, a
 * {@code .hgrm} file per cell and a {@code cdf-SCENARIO} chart per scenario as PNG and SVG.
 */
public final class ReportFolder {
    private ReportFolder() {}

    /** The same without schedules. */
    public static void write(Path folder, List<Cell> cells) {
        write(folder, cells, Map.of());
    }

    /** Writes files by their names, each whole or not at all. */
    public static void write(Path folder, Map<String, String> texts) {
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, String> text : texts.entrySet()) {
                AtomicFile.write(folder.resolve(text.getKey()), text.getValue());
            }
        } catch (IOException e) {
            throw new BadInput(
                    "The report folder '" + folder + "' cannot be written (a writable place is expected).", e);
        }
    }

    /** Writes the files, each whole or not at all, over those of an earlier report. */
    public static void write(Path folder, List<Cell> cells, Map<Cell, ReportPage.Slowest> slowest) {
        try {
            Files.createDirectories(folder);
            PaperTable paper = PaperTable.load();
            String besidePaper = LatencyTable.besidePaper(cells, paper);
            String unit = besidePaper.isEmpty() ? "" : "\n" + besidePaper + "\n" + paper.unit() + "\n";
            AtomicFile.write(folder.resolve("latency.txt"), LatencyTable.render(cells) + unit);
            AtomicFile.write(
                    folder.resolve("exits.txt"),
                    String.join("\n", cells.stream().map(ExitTable::render).toList()));
            AtomicFile.write(folder.resolve("report.html"), ReportPage.render(cells, slowest));
            AtomicFile.write(folder.resolve("cells.json"), Json.cellsWithoutWallTime(cells));
            for (Cell cell : cells) {
                String name = FileNames.safe(cell.scenario()) + "-" + FileNames.safe(cell.scheme()) + ".hgrm";
                AtomicFile.write(folder.resolve(name), HistogramText.hgrm(cell.latency(), cell.clockHz()));
            }
            AtomicFile.write(folder.resolve("cdf.json"), new LatencyCdfs(cells).jsonText());
            for (String scenario : cells.stream().map(Cell::scenario).distinct().toList()) {
                CdfChart chart = CdfChart.of(scenario, cells);
                AtomicFile.write(folder.resolve("cdf-" + FileNames.safe(scenario) + ".png"), chart.png());
                AtomicFile.write(folder.resolve("cdf-" + FileNames.safe(scenario) + ".svg"), chart.svg());
            }
        } catch (IOException e) {
            throw new BadInput(
                    "The report folder '" + folder + "' cannot be written (a writable place is expected).", e);
        }
    }
}
