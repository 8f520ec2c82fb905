package dev.shootdown.cli;

import dev.shootdown.report.Cell;
import dev.shootdown.report.EvaluateResult;
import dev.shootdown.report.Json;
import dev.shootdown.report.ResultFile;
import dev.shootdown.report.RunResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/** Runs of the testbed from several files. */
final class MergedEvaluation implements MergedKind {
    /** A figure, a study and a sensitivity run have tables of their own, which rest on what the command line says. */
    private record Document(String what, int runs, Map<String, String> configuration, String hint) {}

    @Override
    public String name() {
        return AskedRuns.KIND;
    }

    @Override
    public void require(Path file, ResultFile content) {
        AskedRuns.requireConfigured(
                file, content, EvaluateResult.read(file, content).values());
    }

    @Override
    public ObjectNode join(List<ObjectNode> results) {
        return EvaluateResult.join(results);
    }

    @Override
    public OptionalLong failing(ResultFile part) {
        return OptionalLong.empty();
    }

    @Override
    public int show(ResultFile whole, CommonOptions common) {
        Map<String, String> configuration = whole.header().configuration();
        String what = configuration.getOrDefault("what", "");
        if (what.equals(AskedRuns.LATENCY)) {
            List<RunResult> runs =
                    List.copyOf(EvaluateResult.read(Path.of("merged"), whole).values());
            List<Cell> cells = Cell.group(runs);
            common.out().print(common.json() ? Json.cells(cells, Optional.empty(), List.of()) : LatencyText.of(cells));
            return Main.HOLDS;
        }
        String hint = "the same evaluate command with --from FILE makes its tables and pages of them";
        int units = whole.header().units();
        if (common.json()) {
            common.print(new Document(what, units, configuration, hint));
        } else {
            common.out().println("evaluate, " + what + ": all " + units + " runs are there; " + hint + ".");
        }
        return Main.HOLDS;
    }
}
