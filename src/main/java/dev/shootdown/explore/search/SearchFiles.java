package dev.shootdown.explore.search;

import dev.shootdown.explore.search.SearchUnit.Outcome;
import dev.shootdown.machine.BadInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The files of a search, by name: {@code search} says of what, {@code first.run} has the fingerprints of the levels that are
 * in no other file, {@code level-00012} says what came out of a finished level, and a folder for each level has for each
 * partition {@code .run}, {@code .links} and {@code .out}.
 */
final class SearchFiles {
    private static final String PART = ".part";
    private static final String LEVEL = "level-";

    private final Path data;

    SearchFiles(Path data) {
        this.data = data;
    }

    private Path of(int level, int partition, String what) {
        return data.resolve(String.format(Locale.ROOT, "%05d", level))
                .resolve(String.format(Locale.ROOT, "%04d.%s", partition, what));
    }

    Path run(int level, int partition) {
        return of(level, partition, "run");
    }

    Path links(int level, int partition) {
        return of(level, partition, "links");
    }

    Path out(int level, int partition) {
        return of(level, partition, "out");
    }

    Path firstRun() {
        return data.resolve("first.run");
    }

    private Path identity() {
        return data.resolve("search");
    }

    private Path level(int level) {
        return data.resolve(String.format(Locale.ROOT, LEVEL + "%05d", level));
    }

    boolean hasAll(int level, int partition) {
        return Files.exists(links(level, partition))
                && Files.exists(run(level, partition))
                && Files.exists(out(level, partition));
    }

    /**
     * Makes the folder this search's, or sees that it is. What another has left without finishing a level goes.
     *
     * @param identity one line for each thing that must be the same
     */
    void open(List<String> identity) {
        refuseAnother(identity);
        if (lastFinished() < 0 && !isOf(identity)) {
            if (Files.exists(identity())) {
                deleteAll();
            }
            try (CheckedFile.Writer file = new CheckedFile.Writer(identity())) {
                byte[] text = String.join("\n", identity).getBytes(StandardCharsets.UTF_8);
                file.finish(ByteBuffer.wrap(text));
            }
        }
    }

    /** Sees that the folder holds this search or none of which a level is kept. */
    void refuseAnother(List<String> identity) {
        if (lastFinished() < 0) {
            return;
        }
        List<String> there = identityThere();
        for (int k = 0; k < identity.size(); k++) {
            if (k >= there.size() || !there.get(k).equals(identity.get(k))) {
                throw new BadInput(data + " holds an unfinished search with "
                        + (k < there.size() ? there.get(k) : "less to say")
                        + ", not with " + identity.get(k)
                        + ": give that command to finish it, delete the folder, or give another --out.");
            }
        }
    }

    private List<String> identityThere() {
        try (CheckedFile.Reader file = new CheckedFile.Reader(identity())) {
            return StandardCharsets.UTF_8
                    .decode(file.footer())
                    .toString()
                    .lines()
                    .toList();
        }
    }

    private boolean isOf(List<String> identity) {
        try {
            return identityThere().equals(identity);
        } catch (BadInput e) {
            return false; // missing, or damaged with nothing behind it
        }
    }

    /** The last level that is finished, or -1. */
    int lastFinished() {
        if (!Files.isDirectory(data)) {
            return -1;
        }
        int last = -1;
        try (DirectoryStream<Path> levels = Files.newDirectoryStream(data, LEVEL + "?????")) {
            for (Path level : levels) {
                String name = level.getFileName().toString();
                last = Math.max(last, Integer.parseInt(name.substring(LEVEL.length())));
            }
        } catch (IOException | DirectoryIteratorException | NumberFormatException e) {
            throw new BadInput(data + " cannot be read: " + e.getMessage() + ".", e);
        }
        return last;
    }

    void finishLevel(int level, List<Outcome> outcomes) {
        try (CheckedFile.Writer file = new CheckedFile.Writer(level(level))) {
            int numbers = outcomes.get(0).numbers().length;
            ByteBuffer bytes = ByteBuffer.allocate(2 * Integer.BYTES + outcomes.size() * numbers * Long.BYTES);
            bytes.putInt(outcomes.size()).putInt(numbers);
            for (Outcome one : outcomes) {
                for (long number : one.numbers()) {
                    bytes.putLong(number);
                }
            }
            file.finish(bytes.flip());
        }
    }

    boolean isFinished(int level) {
        return Files.exists(level(level));
    }

    List<Outcome> outcomes(int level) {
        try (CheckedFile.Reader file = new CheckedFile.Reader(level(level))) {
            ByteBuffer bytes = file.footer();
            int many = bytes.getInt();
            int numbers = bytes.getInt();
            List<Outcome> outcomes = new ArrayList<>();
            for (int k = 0; k < many; k++) {
                long[] one = new long[numbers];
                for (int n = 0; n < numbers; n++) {
                    one[n] = bytes.getLong();
                }
                outcomes.add(Outcome.of(one));
            }
            return outcomes;
        }
    }

    /** What is left of files that somebody was writing. Nobody writes now. */
    void deleteParts() {
        forAll(file -> {
            if (file.getFileName().toString().endsWith(PART)) {
                delete(file);
            }
        });
    }

    /** All of the search; the folder too, if nothing else is in it. */
    void deleteAll() {
        forAll(SearchFiles::delete);
    }

    private interface OnFile {
        void with(Path file) throws IOException;
    }

    private void forAll(OnFile todo) {
        if (!Files.isDirectory(data)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(data)) {
            for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
                todo.with(file);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new BadInput(data + " cannot be cleaned up: " + e.getMessage() + ".", e);
        }
    }

    static void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    /** What nobody needs any more. */
    void drop(List<Path> files) {
        try {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new BadInput(data + " cannot be cleaned up: " + e.getMessage() + ".", e);
        }
    }

    static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new BadInput(file + " cannot be read.", e);
        }
    }
}
