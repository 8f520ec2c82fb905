package dev.shootdown.modelcheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a long run of TLC keeps its states, so that another run can go on with them. TLC makes a folder of its own in there
 * and now and then writes down in it where it stands. Only between the end of that and the next beginning can it be trusted:
 * then a mark lies beside it.
 *
 * @param folder for this model, configuration, seed and number of workers alone
 * @param everyMs how often TLC writes, milliseconds
 */
record Checkpoints(Path folder, int everyMs) {
    private static final String MARK = "complete";

    /** What to recover from, if there is anything. */
    Optional<Path> latest() {
        if (!Files.exists(folder.resolve(MARK))) {
            clear(); // states without a mark are of no use to anybody
            return Optional.empty();
        }
        try (Stream<Path> inside = Files.list(folder)) {
            List<Path> folders = inside.filter(Files::isDirectory).sorted().toList();
            return folders.isEmpty() ? Optional.empty() : Optional.of(folders.get(folders.size() - 1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void begins() throws IOException {
        Files.deleteIfExists(folder.resolve(MARK));
    }

    void ends() throws IOException {
        Files.writeString(folder.resolve(MARK), "");
    }

    /** Forgets everything. */
    void clear() {
        TemporaryFolder.delete(folder);
    }
}
