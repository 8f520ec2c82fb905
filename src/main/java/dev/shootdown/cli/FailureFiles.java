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
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The files of failures in a folder, one for each different failure, whatever the seeds that found it: a failure that takes
 * every kind of step that one in the folder takes, and is not shorter, is that one. A file counts only as long as its
 * schedule still breaks the invariant.
 *
 * <p>What a campaign finds while it runs depends on which of its parts runs first. So its files are written once more when
 * it is finished: then those of the same campaign count for nothing.
 */
final class FailureFiles {
    private static final String ENDING = ".yaml";

    private final Path folder;

    FailureFiles(Path folder) {
        this.folder = folder;
    }

    /** The file of a failure, which is written unless there is one already. */
    Path fileOf(Fuzzer.Failure failure) {
        return fileOf(failure, there -> !isLaterInCampaign(there, failure.recording()));
    }

    /** The same at the end of a campaign: whatever its parts have left there, in whatever order, it is this failure's file. */
    Path finalFileOf(Fuzzer.Failure failure) {
        return fileOf(failure, there -> !isOfSameCampaign(there, failure.recording()));
    }

    private static boolean isOfSameCampaign(Recording one, Recording other) {
        return one.tool().equals(other.tool()) && one.strategy().equals(other.strategy()) && one.seed() == other.seed();
    }

    /** Of two with the same kinds of step that are equally long, the earlier one is kept. */
    private static boolean isLaterInCampaign(Recording there, Recording recording) {
        return isOfSameCampaign(there, recording)
                && kinds(there).equals(kinds(recording))
                && there.steps().size() == recording.steps().size()
                && there.schedule() > recording.schedule();
    }

    private Path fileOf(Fuzzer.Failure failure, Predicate<Recording> counts) {
        Recording recording = failure.recording();
        String prefix = String.join("-", recording.scheme(), String.join("-", recording.bugs()), recording.invariant())
                .replace("--", "-");
        Path own = folder.resolve(prefix + "-" + shape(recording) + ENDING);
        Path known = known(recording, prefix + "-", counts);
        if (known != null) {
            return known;
        }
        RecordingFile.write(recording, own);
        return own;
    }

    private Path known(Recording recording, String prefix, Predicate<Recording> counts) {
        if (!Files.isDirectory(folder)) {
            return null;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .sorted()
                    .filter(file -> covers(file, recording, counts))
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            throw new BadInput(folder + " cannot be read.");
        }
    }

    private static boolean covers(Path file, Recording recording, Predicate<Recording> counts) {
        try {
            Recording there = RecordingFile.read(file);
            return there.scheme().equals(recording.scheme())
                    && there.bugs().equals(recording.bugs())
                    && there.invariant().equals(recording.invariant())
                    && there.steps().size() <= recording.steps().size()
                    && kinds(recording).containsAll(kinds(there))
                    && counts.test(there)
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
