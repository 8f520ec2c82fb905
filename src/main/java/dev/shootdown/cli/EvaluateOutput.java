package dev.shootdown.cli;

import dev.shootdown.cli.Evaluation.Run;
import dev.shootdown.machine.BadInput;
import dev.shootdown.report.Artefact;
import dev.shootdown.report.Cell;
import dev.shootdown.report.Comparison;
import dev.shootdown.report.ExitTable;
import dev.shootdown.report.Json;
import dev.shootdown.report.ReportFolder;
import dev.shootdown.report.ReportPage;
import dev.shootdown.report.SensitivityTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What {@code evaluate} prints, and writes to its report's folder, when the runs are done. */
final class EvaluateOutput {
    @Option(
            names = "--compare",
            paramLabel = "DIR",
            description =
                    "Print what changed against the evaluation that --report has left in DIR, and whether beyond noise: mean"
                            + " latencies, run times, and with --artefact slowdowns and shares of CPU time.")
    private Optional<Path> compare;

    @Option(
            names = "--trace",
            paramLabel = "S",
            description = {
                "With --report: also write what kernels would have recorded of the first S simulated seconds of",
                "each cell, as ftrace text of the host and of the first guest, and for ui.perfetto.dev."
            })
    private Optional<Double> trace;

    @Option(names = "--exits", description = "Print VM exits by reason, too, as perf kvm stat does.")
    private boolean exits;

    private final CommonOptions common;
    private final EvaluateWork work;

    EvaluateOutput(CommonOptions common, EvaluateWork work) {
        this.common = common;
        this.work = work;
    }

    /** That there is something to compare with is made sure before anything runs. */
    void requireEarlier(Optional<String> artefact) {
        compare.ifPresent(folder -> artefact.ifPresentOrElse(
                name -> Comparison.requireArtefact(
                        folder, ArtefactRuns.named(name).toString()),
                () -> Comparison.requireCells(folder)));
    }

    void requireTraceLength(boolean ofLatencies) {
        trace.ifPresent(length -> {
            if (!(length > 0 && length <= 1000)) {
                throw new BadInput("--trace " + length + ": more than 0 and at most 1,000 seconds are expected.");
            }
            if (work.report().isEmpty() || !ofLatencies) {
                throw new BadInput("--trace goes with --report, which says where the files go, and not with --artefact,"
                        + " --sources or --sensitivity.");
            }
        });
    }

    /** Changes against the earlier evaluation, if one was named. */
    Optional<List<Comparison.Row>> comparison(List<Cell> cells) {
        return compare.map(folder -> new ArrayList<>(Comparison.with(folder, cells)));
    }

    /** The same of a figure. */
    Optional<List<Comparison.Row>> comparison(Artefact figure) {
        return compare.map(folder -> Comparison.with(folder, figure));
    }

    /** Writes the folder, if one was named, and returns what stands on its page of the slowest shootdowns. */
    Map<Cell, ReportPage.Slowest> writeReport(List<Cell> cells, List<Run> runs) {
        if (work.report().isEmpty()) {
            return Map.of();
        }
        Path folder = work.report().get();
        Map<Cell, ReportPage.Slowest> slowest;
        try (Progress progress = common.progress("schedules", cells.size())) {
            slowest = SlowestShootdowns.of(cells, runs, work.threads(), done -> progress.at(done, "cells"));
        }
        ReportFolder.write(folder, cells, slowest);
        if (trace.isPresent()) {
            try (Progress progress = common.progress("traces", cells.size())) {
                new KernelTraces(folder, trace.get()).write(cells, runs, done -> progress.at(done, "cells"));
            }
        }
        return slowest;
    }

    /** Latencies, and a study's figures. */
    void show(List<Cell> cells, Optional<List<Comparison.Row>> comparison, List<Artefact> figures) {
        if (common.json()) {
            common.out().print(Json.cells(cells, comparison, figures));
            return;
        }
        common.out().print(LatencyText.of(cells));
        if (exits) {
            cells.forEach(cell -> common.out().print("\n" + ExitTable.render(cell)));
        }
        work.sayWhereItIs();
        figures.forEach(figure -> common.out().print("\n" + figure.text()));
        comparison.ifPresent(this::print);
    }

    /** One figure. */
    void show(Artefact figure) {
        Optional<List<Comparison.Row>> comparison = comparison(figure);
        work.report().ifPresent(figure::write);
        if (common.json()) {
            common.out().print(Json.artefact(figure, comparison));
            return;
        }
        common.out().print(figure.text());
        comparison.ifPresent(this::print);
        work.sayWhereItIs();
    }

    /** What the assumptions do. */
    void show(List<SensitivityTable.Measure> measures) {
        String text = Sensitivity.text(measures);
        String json = SensitivityTable.json(measures);
        work.report()
                .ifPresent(folder ->
                        ReportFolder.write(folder, Map.of("sensitivity.txt", text, "sensitivity.json", json)));
        common.out().print(common.json() ? json : text);
        if (!common.json()) {
            work.sayWhereTheResultIs();
        }
    }

    private void print(List<Comparison.Row> comparison) {
        common.out().print("\n" + Comparison.render(compare.orElseThrow(), comparison));
    }
}
