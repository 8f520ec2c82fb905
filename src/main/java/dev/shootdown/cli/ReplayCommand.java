package dev.shootdown.cli;

import dev.shootdown.report.SchedulePage;
import dev.shootdown.trace.PerfettoTrace;
import dev.shootdown.trace.Recording;
import dev.shootdown.trace.RecordingFile;
import dev.shootdown.trace.Replay;
import dev.shootdown.trace.Storyboard;
import dev.shootdown.trace.Timeline;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code replay}: one recorded schedule, step by step. */
@Command(
        name = "replay",
        description = {
            "Runs a recorded schedule again, each step only if it is enabled, and prints it as a timeline.",
            "It has a line for each step and a column for each CPU; '>' marks who acts, '*' a cached",
            "translation that the page table no longer has.",
        },
        footer = {
            "",
            "Exit code 1: an invariant breaks. 0: none does, here and now. If the file says otherwise, so does a line on stderr."
        })
final class ReplayCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Parameters(paramLabel = "FILE", description = "A file that fuzz has written.")
    private Path file;

    @Option(
            names = "--perfetto",
            paramLabel = "TRACE",
            description = "Write the schedule to this file as well, for the viewer at ui.perfetto.dev.")
    private Optional<Path> perfetto;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description =
                    "Write the schedule to this folder as well, as a page to go through step by step in a browser.")
    private Optional<Path> report;

    private record Document(
            String file, String scheme, List<String> bugs, String invariant, String where, List<String> steps) {}

    @Override
    public Integer call() {
        Recording recording = RecordingFile.read(file);
        Timeline timeline;
        try {
            timeline = Timeline.of(recording);
        } catch (Replay.NotEnabled e) {
            throw e.in(file);
        }
        perfetto.ifPresent(trace -> PerfettoTrace.write(recording, trace));
        report.ifPresent(folder -> writePage(recording, folder));
        if (common.json()) {
            common.print(new Document(
                    file.toString(),
                    recording.scheme(),
                    recording.bugs(),
                    timeline.broken() == null ? null : timeline.broken().label(),
                    timeline.why(),
                    recording.steps()));
        } else {
            common.out()
                    .println(recording.scheme()
                            + (recording.bugs().isEmpty() ? "" : " with " + String.join(", ", recording.bugs()))
                            + ", recorded by "
                            + recording.tool() + "\n");
            common.out().print(timeline);
        }
        String found = timeline.broken() == null
                ? Recording.NOTHING
                : timeline.broken().label();
        if (!found.equals(recording.invariant())) {
            common.err()
                    .println(file + ", key 'invariant': " + recording.invariant() + " is on record, here it is " + found
                            + ".");
            common.err().flush();
        }
        return timeline.broken() == null ? Main.HOLDS : Main.FAILS;
    }

    private void writePage(Recording recording, Path folder) {
        String name = file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
        Path page = SchedulePage.write(folder, name, SchedulePage.Heading.of(recording, ""), Storyboard.of(recording));
        common.err().println("The page is " + page + ".");
        common.err().flush();
    }
}
