package dev.shootdown.cli;

import dev.shootdown.cli.Evaluation.Run;
import dev.shootdown.report.RunJson;
import dev.shootdown.report.RunResult;
import dev.shootdown.testbed.SystemName;
import dev.shootdown.testbed.profile.PackedScenario;
import dev.shootdown.testbed.profile.Scenario;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A run of the testbed as a unit of work: values that can be sent to another JVM of the same build.
 *
 * @param system as {@link SystemName#parse} reads it
 * @param label what results call it
 */
record RunUnit(PackedScenario scenario, String system, ArrayList<String> bugs, String label, long seed)
        implements Serializable {
    /**
     * What the run came to.
     *
     * @param run the run's text: the same for the same unit, wherever it was done
     * @param wallS seconds it took there
     */
    record Simulated(String run, double wallS) implements Serializable {
        RunResult result() {
            return RunJson.run(run, wallS);
        }
    }

    /** Those of several runs, which may share a scenario: it is packed once. */
    static List<RunUnit> of(List<Run> runs) {
        Map<Scenario, PackedScenario> packed = new IdentityHashMap<>();
        return runs.stream()
                .map(run -> new RunUnit(
                        packed.computeIfAbsent(run.scenario(), PackedScenario::of),
                        run.contender().system().label(),
                        new ArrayList<>(run.contender().bugs()),
                        run.contender().label(),
                        run.seed()))
                .toList();
    }

    /** The run that was described. */
    Run run() {
        Contender contender = new Contender(SystemName.parse(system), new TreeSet<>(bugs), label);
        return new Run(contender, scenario.unpack(), seed);
    }

    /** Does it: a function of this unit alone, but for the time it takes. */
    Simulated simulate() {
        RunResult result = run().simulate();
        return new Simulated(RunJson.text(result), result.wallS());
    }
}
