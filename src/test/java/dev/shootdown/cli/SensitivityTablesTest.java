package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.cli.Evaluation.Run;
import dev.shootdown.report.Inputs;
import dev.shootdown.report.RunResult;
import dev.shootdown.report.SensitivityTable;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import java.util.List;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
        Sensitivity study = new Sensitivity(List.of(plain), Contender.PAPER.subList(0, 1), 2, 1);
        return Sensitivity.text(study.measures(
                study.runs().stream().map(run -> made(run, plain, ends)).toList()));
    }

    @Test
    void shouldShowRunTimesBesideLatencies() {
        String[] tables = tables(true).split("\n\n");
        assertEquals(4, tables.length);
        assertTrue(tables[0].contains("mean µs at low"));
        assertTrue(tables[1].contains("TLB % at low"));
        assertTrue(tables[2].contains("spinlock % at low"));
        assertTrue(tables[3].contains("run time s at low"));
        String first = tables[3].split("\n")[1];
        assertTrue(first.startsWith(HOLD + " ") && first.endsWith("×3.00"), first);
        long assumptions = Profiles.scenario("parsec-2vm").allFacts().stream()
                .filter(fact -> fact.isAssumption() && fact.hasRange())
                .count();
        assertEquals(assumptions + 1, tables[3].lines().count());
    }

    /** That number is the first to be named, not one that is left out. */
    @Test
    void shouldSayWhatKeepsAProgramFromEnding() {
        Scenario plain = Profiles.scenario("parsec-2vm");
        Sensitivity study = new Sensitivity(List.of(plain), Contender.PAPER.subList(0, 1), 2, 1);
        String longHold = plain.with(HOLD, 10).canonical();
        List<SensitivityTable.Measure> measures = study.measures(study.runs().stream()
                .map(run -> made(run, plain, !run.scenario().canonical().equals(longHold)))
                .toList());
        String first = SensitivityTable.render(measures.get(3)).split("\n")[1];
        assertTrue(first.startsWith(HOLD + " ") && first.endsWith("not ended"), first);
        JsonNode node = JsonMapper.builder()
                .build()
                .readTree(SensitivityTable.json(measures.subList(3, 4)))
                .get("sensitivity")
                .get(0);
        assertEquals(HOLD, node.get("number").asString());
        assertTrue(node.get("decides_whether_it_ends").asBoolean());
        assertFalse(node.has("at_high"));
        assertEquals(1, node.get("as_it_is").asDouble());
    }

    @Test
    void shouldNotSpeakOfRunTimesWhereNothingEnds() {
        assertFalse(tables(false).contains("run time"));
    }
}
