package dev.shootdown.cli;

import dev.shootdown.explore.Fuzzer;
import dev.shootdown.machine.BadInput;
import dev.shootdown.trace.Recording;
import dev.shootdown.trace.RecordingFile;
import dev.shootdown.trace.Replay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The files of failures in a folder, one for each different failure, whatever the seeds that found it: a failure that takes
 * every kind of step that one in the folder takes, and is not shorter, is that one. A file counts only as long as its
 * schedule still breaks the invariant.
 */
final class FailureFiles {
    private static final String ENDING = ".yaml";

    private final Path folder;

    FailureFiles(Path folder) {
        this.folder = folder;
    }

    /** The file of a failure, which is written unless there is one already. */
    Path fileOf(Fuzzer.Failure failure) {
        Recording recording = failure.recording();
        String prefix = String.join("-", recording.scheme(), String.join("-", recording.bugs()), recording.invariant())
                .replace("--", "-");
        Path own = folder.resolve(prefix + "-" + shape(recording) + ENDING);
        Path known = known(recording, prefix + "-");
        if (known != null) {
            return known;
        }
        RecordingFile.write(recording, own);
        return own;
    }

    private Path known(Recording recording, String prefix) {
        if (!Files.isDirectory(folder)) {
            return null;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .sorted()
                    .filter(file -> covers(file, recording))
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            throw new BadInput(folder + " cannot be read.");
        }
    }

    private static boolean covers(Path file, Recording recording) {
        try {
            Recording there = RecordingFile.read(file);
            return there.scheme().equals(recording.scheme())
                    && there.bugs().equals(recording.bugs())
                    && there.invariant().equals(recording.invariant())
                    && there.steps().size() <= recording.steps().size()
                    && kinds(recording).containsAll(kinds(there))
                    && isStillBroken(there);
        } catch (BadInput e) {
            return false; // it is not what it is called, or of another version
        }
    }

    private static boolean isStillBroken(Recording there) {
        var broken = Replay.run(there, (machine, number, step, invariant) -> {});
        return broken != null && broken.label().equals(there.invariant());
    }

    private static TreeSet<String> kinds(Recording recording) {
        TreeSet<String> kinds = new TreeSet<>();
        recording.steps().forEach(step -> kinds.add(step.substring(0, step.indexOf('('))));
        return kinds;
    }

    /** The kinds of step as eight hexadecimal digits. */
    private static String shape(Recording recording) {
        CRC32 sum = new CRC32();
        sum.update(String.join(" ", List.copyOf(kinds(recording))).getBytes(StandardCharsets.US_ASCII));
        return String.format("%08x", sum.getValue());
    }
}
