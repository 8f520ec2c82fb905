package dev.shootdown.cli;

import dev.shootdown.cli.Evaluation.Run;
import dev.shootdown.machine.BadInput;
import dev.shootdown.report.Cell;
import dev.shootdown.report.FileNames;
import dev.shootdown.testbed.KernelRecorder;
import dev.shootdown.testbed.Testbed;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * What kernels would have recorded of the beginning of each cell's first run, after the warm-up: the run is done once more,
 * listened to.
 */
final class KernelTraces {
    private final Path folder;
    private final double seconds;

    KernelTraces(Path folder, double seconds) {
        this.folder = folder;
        this.seconds = seconds;
    }

    /** Writes three files for each cell: the host's events, the first guest's, and both for Perfetto. */
    void write(List<Cell> cells, List<Run> runs, IntConsumer onDone) {
        for (int k = 0; k < cells.size(); k++) {
            Cell cell = cells.get(k);
            Run first = runs.stream()
                    .filter(run -> run.contender().label().equals(cell.scheme())
                            && run.scenario().name().equals(cell.scenario()))
                    .findFirst()
                    .orElseThrow();
            try {
                write(first, "trace-" + FileNames.safe(cell.scenario()) + "-" + FileNames.safe(cell.scheme()));
            } catch (IOException | UncheckedIOException e) {
                throw new BadInput("The report folder '" + folder + "' cannot be written (" + e.getMessage() + ").", e);
            }
            onDone.accept(k + 1);
        }
    }

    private void write(Run run, String name) throws IOException {
        Files.createDirectories(folder);
        String unique = "." + name + "." + ProcessHandle.current().pid();
        Path host = folder.resolve(unique + "-host.part");
        Path guest = folder.resolve(unique + "-guest.part");
        try {
            Testbed testbed = new Testbed(
                    run.scenario(), run.contender().system(), run.contender().bugs(), run.seed());
            long warmUp = run.scenario().warmUp();
            testbed.advance(warmUp);
            try (BufferedWriter ofHost = Files.newBufferedWriter(host, StandardCharsets.UTF_8);
                    BufferedWriter ofGuest = Files.newBufferedWriter(guest, StandardCharsets.UTF_8)) {
                KernelRecorder recorder = new KernelRecorder(testbed, run.scenario(), ofHost, ofGuest);
                testbed.advance(
                        warmUp + Math.round(seconds * run.scenario().machine().clockHz()));
                recorder.finish().write(folder.resolve(name + ".perfetto-trace"));
            }
            Files.move(host, folder.resolve(name + "-host.txt"), StandardCopyOption.REPLACE_EXISTING);
            Files.move(guest, folder.resolve(name + "-guest.txt"), StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(host);
            Files.deleteIfExists(guest);
        }
    }
}
