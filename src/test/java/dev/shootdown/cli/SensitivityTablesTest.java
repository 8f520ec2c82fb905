package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.cli.Evaluation.Run;
import dev.shootdown.report.Inputs;
import dev.shootdown.report.RunResult;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import java.util.List;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** Every assumption is varied; where programs end, run times are looked at as well. The results are made up. */
class SensitivityTablesTest {
    private static final String HOLD = "parsec-dedup.locks.hold.mean";

    /** As if nothing but how long locks are held mattered: 1 s as it is, 3 s where it is ten times as long. */
    private static RunResult made(Run run, Scenario plain, boolean ends) {
        Scenario longHold = plain.with(HOLD, 10);
        boolean isLong = run.scenario().canonical().equals(longHold.canonical());
        TreeMap<String, Long> counters = new TreeMap<>();
        if (ends) {
            counters.put(
                    "run_cycles", Math.round((isLong ? 3 : 1) * plain.machine().clockHz()));
        }
        Histogram latency = new Histogram(3);
        latency.recordValue(1000);
        return new RunResult(
                run.contender().label(),
                run.scenario().name(),
                "parsec-dedup",
                run.seed(),
                plain.machine().clockHz(),
                latency,
                1,
                1,
                1,
                0,
                0,
                List.of(),
                counters,
                Inputs.of(run.scenario()));
    }

    private static String tables(boolean ends) {
        Scenario plain = Profiles.scenario("parsec-2vm");
        Sensitivity study = new Sensitivity(List.of(plain), EvaluateCommand.PAPER.subList(0, 1), 2, 1);
        return study.table(
                study.runs().stream().map(run -> made(run, plain, ends)).toList());
    }

    @Test
    void shouldShowRunTimesBesideLatencies() {
        String[] tables = tables(true).split("\n\n");
        assertEquals(2, tables.length);
        assertTrue(tables[0].contains("mean µs at low"));
        assertTrue(tables[1].contains("run time s at low"));
        String first = tables[1].split("\n")[1];
        assertTrue(first.startsWith(HOLD + " ") && first.endsWith("×3.00"), first);
        long assumptions = Profiles.scenario("parsec-2vm").allFacts().stream()
                .filter(fact -> fact.isAssumption() && fact.hasRange())
                .count();
        assertEquals(assumptions + 1, tables[1].lines().count());
    }

    @Test
    void shouldNotSpeakOfRunTimesWhereNothingEnds() {
        assertFalse(tables(false).contains("run time"));
    }
}
