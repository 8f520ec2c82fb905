package dev.shootdown.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.shootdown.explore.Campaign;
import dev.shootdown.explore.Fuzzer;
import dev.shootdown.explore.PctBound;
import dev.shootdown.report.Table;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** What is printed of a campaign, whether one process ran it or {@code merge} added it up. */
final class CampaignText {
    private static final int DEPTHS_SHOWN = 4;

    private CampaignText() {}

    /** A failure as {@code --json} prints it; {@code schedules}: how many of those looked at came down to it. */
    record Failure(String invariant, int steps, String file, long schedules) {
        static Failure of(Fuzzer.Failure failure, Path file) {
            return new Failure(
                    failure.invariant().label(),
                    failure.recording().steps().size(),
                    file.toString(),
                    failure.schedules());
        }
    }

    /** A campaign as {@code --json} prints it; {@code wallS}: null if nobody knows; {@code shard}: if it is only a part. */
    record Document(
            String scheme,
            String bug,
            String strategy,
            long seed,
            long schedules,
            long steps,
            Double wallS,
            long distinctStates,
            long failingSchedules,
            List<Failure> failures,
            long abstractStates,
            long unseenAbstractStates,
            double saturation,
            int conflictingPairs,
            List<PctBound> pct,
            Map<String, Long> stepsByKind,
            @JsonInclude(JsonInclude.Include.NON_NULL) String shard,
            @JsonInclude(JsonInclude.Include.NON_NULL) String result) {

        /** What there is to say of a campaign, or of a shard of one; {@code files} says where a failure's file is. */
        static Document of(
                Campaign campaign, Fuzzer.Report report, Double wallS, Function<Fuzzer.Failure, Path> files) {
            Fuzzer.Standing all = report.standing();
            return new Document(
                    campaign.scheme().name(),
                    campaign.bugs().isEmpty() ? null : String.join("+", campaign.bugs()),
                    campaign.strategy(),
                    campaign.seed(),
                    all.schedules(),
                    all.steps(),
                    wallS,
                    all.distinctStates(),
                    all.failing(),
                    report.failures().stream()
                            .map(failure -> Failure.of(failure, files.apply(failure)))
                            .toList(),
                    all.abstractStates(),
                    all.unseenAbstractStates(),
                    all.saturation(),
                    all.conflictingPairs(),
                    report.pct(),
                    all.taken(),
                    null,
                    null);
        }

        /** The same, said to be a part of the whole. */
        Document ofShard(String shard, String result) {
            return new Document(
                    scheme,
                    bug,
                    strategy,
                    seed,
                    schedules,
                    steps,
                    wallS,
                    distinctStates,
                    failingSchedules,
                    failures,
                    abstractStates,
                    unseenAbstractStates,
                    saturation,
                    conflictingPairs,
                    pct,
                    stepsByKind,
                    shard,
                    result);
        }
    }

    static void print(Document d, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%s: %,d schedules, %,d steps, about %,d distinct states%s; %,d schedules break an invariant.%n",
                d.bug == null ? d.scheme : d.scheme + " with " + d.bug,
                d.schedules,
                d.steps,
                d.distinctStates,
                d.wallS == null ? "" : String.format(Locale.ROOT, " in %.1f s", d.wallS),
                d.failingSchedules);
        out.printf(
                Locale.ROOT,
                "%,d abstract states and at least %,d unseen; %.2f %% saturated; %,d pairs of steps in conflict.%n",
                d.abstractStates,
                d.unseenAbstractStates,
                100 * d.saturation,
                d.conflictingPairs);
        d.pct.stream()
                .filter(bound -> bound.depth() <= DEPTHS_SHOWN)
                .forEach(bound -> out.printf(
                        Locale.ROOT,
                        "PCT, depth %d: %,d schedules, each at least 1/(%d·%d^%d) = %.2g; reached: %.3g %%.%n",
                        bound.depth(),
                        bound.schedules(),
                        bound.actors(),
                        bound.steps(),
                        bound.depth() - 1,
                        bound.bound(),
                        100 * bound.confidence()));
        List<String> never = d.stepsByKind.entrySet().stream()
                .filter(entry -> entry.getValue() == 0)
                .map(Map.Entry::getKey)
                .toList();
        if (d.schedules > 0 && !never.isEmpty()) {
            out.println("Never taken: " + String.join(", ", never) + ".");
        }
        print(d.failures, out);
    }

    static void print(List<Failure> failures, PrintWriter out) {
        if (!failures.isEmpty()) {
            Table table = new Table("invariant", "steps", "file");
            failures.forEach(failure -> table.row(failure.invariant, failure.steps, failure.file));
            out.println();
            out.print(table);
            out.println();
            out.println("See one: ./shootdown replay " + failures.get(0).file);
        }
    }
}
