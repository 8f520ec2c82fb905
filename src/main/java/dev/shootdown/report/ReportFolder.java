package dev.shootdown.report;

import dev.shootdown.machine.BadInput;
import dev.shootdown.trace.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything an evaluation leaves behind, in one folder: {@code report.html}, {@code latency.txt}, {@code latency.csv}, {@code exits.txt},
 * {@code cells.json}, {@code cdf.json}, a {@code .hgrm} and a {@code .hlog} file per cell and a {@code cdf-SCENARIO} chart per scenario as PNG and SVG.
 */
public final class ReportFolder {
    private ReportFolder() {}

    /** The same without schedules. */
    public static void write(Path folder, List<Cell> cells) {
        write(folder, cells, Map.of());
    }

    /** Writes the page anew, with figures. */
    public static void writePage(
            Path folder, List<Cell> cells, Map<Cell, ReportPage.Slowest> slowest, List<? extends Artefact> figures) {
        write(folder, Map.of("report.html", ReportPage.render(cells, slowest, figures)));
    }

    /** Writes files by their names, each whole or not at all. */
    public static void write(Path folder, Map<String, String> texts) {
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, String> text : texts.entrySet()) {
                WholeFile.put(folder.resolve(text.getKey()), text.getValue());
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
            removeFilesOfOthers(folder, cells);
            WholeFile.put(folder.resolve("latency.txt"), new Latencies(cells).text());
            WholeFile.put(
                    folder.resolve("exits.txt"),
                    String.join("\n", cells.stream().map(ExitTable::render).toList()));
            WholeFile.put(folder.resolve("report.html"), ReportPage.render(cells, slowest));
            WholeFile.put(folder.resolve("cells.json"), Json.cellsWithoutWallTime(cells));
            WholeFile.put(folder.resolve("latency.csv"), LatencyCsv.of(cells));
            for (Cell cell : cells) {
                String name = histogram(cell.scenario(), cell.scheme());
                WholeFile.put(folder.resolve(name + ".hgrm"), HistogramText.hgrm(cell.latency(), cell.clockHz()));
                WholeFile.put(folder.resolve(name + ".hlog"), HistogramLog.of(cell));
            }
            WholeFile.put(folder.resolve("cdf.json"), new LatencyCdfs(cells).jsonText());
            for (String scenario : cells.stream().map(Cell::scenario).distinct().toList()) {
                CdfChart chart = CdfChart.of(scenario, cells);
                WholeFile.put(folder.resolve("cdf-" + FileNames.safe(scenario) + ".png"), chart.png());
                WholeFile.put(folder.resolve("cdf-" + FileNames.safe(scenario) + ".svg"), chart.svg());
            }
        } catch (IOException e) {
            throw new BadInput(
                    "The report folder '" + folder + "' cannot be written (a writable place is expected).", e);
        }
    }

    private static String histogram(String scenario, String scheme) {
        return FileNames.safe(scenario) + "-" + FileNames.safe(scheme);
    }

    /**
     * Histograms and charts of cells that the evaluation before this one had in the same folder and this one has not would be
     * taken for this one's. Which these are says its {@code cells.json}; nothing else is touched.
     */
    private static void removeFilesOfOthers(Path folder, List<Cell> cells) throws IOException {
        Path kept = folder.resolve("cells.json");
        if (!Files.isRegularFile(kept)) {
            return;
        }
        try {
            for (JsonNode old : JsonMapper.builder()
                    .build()
                    .readTree(Files.readString(kept))
                    .path("cells")) {
                String scenario = old.path("scenario").asString("");
                String scheme = old.path("scheme").asString("");
                if (cells.stream().noneMatch(cell -> cell.scenario().equals(scenario))) {
                    Files.deleteIfExists(folder.resolve("cdf-" + FileNames.safe(scenario) + ".png"));
                    Files.deleteIfExists(folder.resolve("cdf-" + FileNames.safe(scenario) + ".svg"));
                }
                if (cells.stream()
                        .noneMatch(cell -> cell.scenario().equals(scenario)
                                && cell.scheme().equals(scheme))) {
                    Files.deleteIfExists(folder.resolve(histogram(scenario, scheme) + ".hgrm"));
                    Files.deleteIfExists(folder.resolve(histogram(scenario, scheme) + ".hlog"));
                }
            }
        } catch (JacksonException e) {
            // not what an evaluation wrote, so that nothing in the folder is known to be one's
        }
    }
}
