package dev.shootdown.report;

import dev.shootdown.machine.BadInput;
import dev.shootdown.trace.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A folder with one file per finished run, so that an interrupted evaluation can go on where it stopped. A file is written
 * whole or not at all; it is used again only if its {@link Fingerprint} is the one asked for, so that results of other inputs
 * or of another version of this program are never mixed in.
 */
public final class ResultsFolder {
    /** Changes whenever a file of an earlier version must not be read any more. */
    private static final int VERSION = 3;

    private static final int FINGERPRINT_DIGITS = 12;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Path runs;

    private ResultsFolder(Path runs) {
        this.runs = runs;
    }

    /**
     * The folder, made if it is not there.
     *
     * @throws BadInput if it can be neither made nor written to
     */
    public static ResultsFolder in(Path folder) {
        Path runs = folder.resolve("runs");
        try {
            Files.createDirectories(runs);
        } catch (IOException e) {
            throw new BadInput("The folder '" + folder + "' cannot be made (a place for results is expected).", e);
        }
        if (!Files.isWritable(runs)) {
            throw new BadInput("The folder '" + folder + "' cannot be written to (a place for results is expected).");
        }
        return new ResultsFolder(runs);
    }

    /** Keeps a finished run. Several threads may do so at once. */
    public void put(RunResult run, String fingerprint) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("version", VERSION);
        node.put("fingerprint", fingerprint);
        RunJson.put(run, node);
        Path file = file(run.scheme(), run.scenario(), run.seed(), fingerprint);
        try {
            WholeFile.put(file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n");
        } catch (IOException e) {
            throw new BadInput("The file '" + file + "' cannot be written (is the disk full?).", e);
        }
    }

    /**
     * The finished run of this scheme, scenario and seed, if there is one with this fingerprint. A file that is not what
     * {@link #put} wrote counts as none.
     */
    public Optional<RunResult> find(String scheme, String scenario, long seed, String fingerprint) {
        try {
            String text = Files.readString(file(scheme, scenario, seed, fingerprint));
            JsonNode node = MAPPER.readTree(text);
            boolean same = node.path("version").asInt(0) == VERSION
                    && node.path("fingerprint").asString("").equals(fingerprint);
            return same ? Optional.of(RunJson.run(node)) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | JacksonException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private Path file(String scheme, String scenario, long seed, String fingerprint) {
        String digits = fingerprint.substring(0, FINGERPRINT_DIGITS);
        return runs.resolve(
                FileNames.safe(scenario) + "-" + FileNames.safe(scheme) + "-seed" + seed + "-" + digits + ".json");
    }
}
