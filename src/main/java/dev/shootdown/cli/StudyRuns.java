package dev.shootdown.cli;

import dev.shootdown.cli.Evaluation.Run;
import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Machine;
import dev.shootdown.testbed.SystemName;
import dev.shootdown.testbed.Testbed;
import dev.shootdown.testbed.profile.Scenario;
import dev.shootdown.testbed.profile.Study;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The runs that a study asks for. */
final class StudyRuns {
    private static final String WITH = " with ";

    /** One of the paper's figures, and what has to run for it. */
    record Part(ArtefactRuns artefact, List<Run> runs) {}

    private StudyRuns() {}

    /**
     * Scenario by scenario, system by system, seed by seed.
     *
     * @throws BadInput if a system is none or named twice, or nobody knows when to take its steps
     */
    static List<Run> of(Study study) {
        List<Contender> contenders =
                study.systems().stream().map(StudyRuns::contender).toList();
        Contender.requireDistinct(contenders);
        List<Run> runs = new ArrayList<>();
        for (Scenario scenario : study.scenarios()) {
            for (Contender contender : contenders) {
                Testbed.requireTimes(contender.system(), scenario);
                runs.addAll(Run.of(contender, scenario, study.firstSeed(), study.seeds()));
            }
        }
        return runs;
    }

    /**
     * The figures that a study asks for.
     *
     * @throws BadInput if there is none of a name, or its files would be those of the study's own latencies
     */
    static List<Part> artefacts(Study study) {
        for (String name : study.artefacts()) {
            if (!ArtefactRuns.named(name).isOfPrograms()) {
                throw new BadInput("study '" + study.name() + "': the figure '" + name
                        + "' is of what its systems and scenarios say; leave it out of 'artefacts'.");
            }
        }
        return study.artefacts().stream()
                .map(ArtefactRuns::named)
                .map(one -> new Part(
                        one,
                        one.runs(one.systems(), List.of(), scenario -> scenario, study.firstSeed(), study.seeds())))
                .toList();
    }

    /** A system, or a system with one of its scheme's bugs; what the paper measured is called what the paper calls it. */
    static Contender contender(String text) {
        int with = text.indexOf(WITH);
        if (with < 0) {
            return Contender.named(text);
        }
        SystemName system = SystemName.parse(text.substring(0, with));
        String bug = text.substring(with + WITH.length());
        if (!Machine.bugsOf(system.scheme()).contains(bug)) {
            throw new BadInput("'" + text + "': " + system.scheme().name() + " cannot have a bug '" + bug + "'.");
        }
        Contender contender = Contender.of(system, Set.of(bug));
        return Contender.PAPER.stream()
                .filter(one -> one.system().equals(system) && one.bugs().equals(contender.bugs()))
                .findFirst()
                .orElse(contender);
    }
}
