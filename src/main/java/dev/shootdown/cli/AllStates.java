package dev.shootdown.cli;

import dev.shootdown.explore.ExhaustiveCampaign;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.Schemes;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code fuzz --strategy exhaustive}: no seed and no schedules, but every step from every state of some small machines. */
final class AllStates {
    private AllStates() {}

    /** What {@code --json} prints. */
    private record Document(
            String scheme,
            String bug,
            String strategy,
            boolean symmetry,
            long schedules,
            long steps,
            double wallS,
            long distinctStates,
            int machines,
            int completeMachines,
            List<CampaignText.Failure> failures) {}

    static int search(String scheme, Optional<String> bug, boolean symmetry, Path out, CommonOptions common) {
        Scheme searched = Schemes.named(scheme);
        OutFolder.require("--out", out);
        long start = System.nanoTime();
        ExhaustiveCampaign.Report report;
        try (Progress progress = common.progress("fuzz " + scheme, ExhaustiveCampaign.machines())) {
            report = ExhaustiveCampaign.run(
                    searched,
                    bug.map(Set::of).orElse(Set.of()),
                    symmetry,
                    Version.number(),
                    (machines, states) -> progress.at(machines, String.format(Locale.ROOT, "%,d states", states)));
        }
        FailureFiles files = new FailureFiles(out);
        List<CampaignText.Failure> failures = report.failure()
                .map(failure -> List.of(CampaignText.Failure.of(failure, files.fileOf(failure))))
                .orElse(List.of());
        Document document = new Document(
                scheme,
                bug.orElse(null),
                ExhaustiveCampaign.NAME,
                symmetry,
                report.machines(),
                report.transitions(),
                (System.nanoTime() - start) / 1e9,
                report.states(),
                report.machines(),
                report.complete(),
                failures);
        if (common.json()) {
            common.print(document);
        } else {
            common.out()
                    .printf(
                            Locale.ROOT,
                            "%s: %d machines, %d of them through all states%s: %,d states, %,d steps in %.1f s.%n",
                            bug.map(name -> scheme + " with " + name).orElse(scheme),
                            report.machines(),
                            report.complete(),
                            symmetry ? " up to exchanges" : "",
                            report.states(),
                            report.transitions(),
                            document.wallS);
            CampaignText.print(failures, common.out());
        }
        return failures.isEmpty() ? Main.HOLDS : Main.FAILS;
    }
}
