package dev.shootdown.report;

import dev.shootdown.machine.BadInput;
import dev.shootdown.trace.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One of the paper's figures, made anew: a table, a JSON document and charts of the same numbers. */
public interface Artefact {
    /** A chart as the bytes of files. */
    interface Drawing {
        byte[] png();

        byte[] svg();
    }

    /** A chart and the name of its files. */
    record Chart(String file, Drawing chart) {}

    /** The name on the command line and of its files. */
    String name();

    /** The table. */
    String text();

    /** The same numbers for machines. */
    ObjectNode json();

    List<Chart> charts();

    /** The JSON document as text. */
    default String jsonText() {
        return Json.text(json());
    }

    /** Writes {@code NAME.txt}, {@code NAME.json} and each chart as PNG and SVG, each file whole or not at all. */
    default void write(Path folder) {
        try {
            Files.createDirectories(folder);
            WholeFile.put(folder.resolve(name() + ".txt"), text());
            WholeFile.put(folder.resolve(name() + ".json"), jsonText());
            for (Chart chart : charts()) {
                WholeFile.put(
                        folder.resolve(chart.file() + ".png"), chart.chart().png());
                WholeFile.put(
                        folder.resolve(chart.file() + ".svg"), chart.chart().svg());
            }
        } catch (IOException e) {
            throw new BadInput(
                    "The report folder '" + folder + "' cannot be written (a writable place is expected).", e);
        }
    }

    /** The program's name as PARSEC has it. */
    static String program(Cell cell) {
        return cell.workload().replaceFirst("^parsec-", "");
    }

    /** The scenario without the workload that it was given. */
    static String scenario(Cell cell) {
        return cell.scenario().replaceFirst(", .*", "");
    }

    static ObjectNode object(String name, String title) {
        ObjectNode top = JsonNodeFactory.instance.objectNode();
        top.put("artefact", name);
        top.put("title", title);
        return top;
    }

    static ObjectNode row(ArrayNode rows, Cell cell) {
        ObjectNode row = rows.addObject();
        row.put("workload", cell.workload());
        row.put("scenario", scenario(cell));
        row.put("scheme", cell.scheme());
        row.put("inputs", cell.inputs().fingerprint());
        row.put("duration_s", cell.inputs().durationS());
        ArrayNode seeds = row.putArray("seeds");
        cell.runs().forEach(run -> seeds.add(run.seed()));
        return row;
    }

    /** A mean under its key, and its confidence if it has one. */
    static void put(ObjectNode row, String key, Confidence value) {
        row.put(key, value.mean());
        if (value.isKnown()) {
            row.put(key + "_plus_minus_95_percent", value.halfWidth());
        }
    }
}
