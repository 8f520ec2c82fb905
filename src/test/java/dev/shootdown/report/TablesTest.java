package dev.shootdown.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.testbed.profile.Fact;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Under a locale that writes numbers otherwise. */
class TablesTest {
    private Locale before;

    @BeforeEach
    void useAnotherLocale() {
        before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
    }

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(before);
    }

    private static final List<Cell> CELLS = List.of(
            new Cell(List.of(
                    Samples.run("baseline", "paper-1vm", 1, 250_000, 1_000_000),
                    Samples.run("baseline", "paper-1vm", 2, 500_000, 500_000))),
            new Cell(List.of(Samples.run("shoot4u", "mine", 1, 1000))));

    @Test
    void showsLatenciesInCyclesAndMicroseconds() {
        String table = LatencyTable.render(CELLS);
        String[] lines = table.split("\n");
        assertEquals(5, lines.length);
        assertTrue(lines[4].contains("each run is one sample"), lines[4]);
        assertEquals(
                "scenario scheme runs shootdowns ops/s mean cycles p50 cycles p99 cycles max cycles mean µs ±95% µs p50 µs p99 µs"
                        + " max µs co-runner irq/s",
                lines[0].replaceAll(" +", " "));
        assertEquals(
                "paper-1vm baseline 2 4 2 562,608 500,223 1,000,447 1,000,447 225 318 200 400 400 7",
                lines[1].replaceAll(" +", " "));
        assertEquals(
                "mine shoot4u 1 1 1 1,000 1,000 1,000 1,000 0.400 - 0.400 0.400 0.400 7",
                lines[2].replaceAll(" +", " "));
    }

    @Test
    void showsNoLatencyWhereNothingWasMeasured() {
        Cell silent = new Cell(List.of(Samples.run("baseline", "mine", 1)));
        assertEquals(
                "mine baseline 1 0 0 - - - - - - - - - 7",
                LatencyTable.render(List.of(silent)).split("\n")[1].replaceAll(" +", " "));
    }

    @Test
    void setsOursBesideThePaperWithTheRatio() {
        String table = LatencyTable.besidePaper(CELLS, PaperTable.load());
        String[] lines = table.split("\n");
        assertEquals(2, lines.length, "only the cells that the paper has");
        assertEquals("paper-1vm baseline 225 166 ×1.36 400 24,428 ×0.02", lines[1].replaceAll(" +", " "));
        assertEquals("", LatencyTable.besidePaper(CELLS.subList(1, 2), PaperTable.load()));
    }

    @Test
    void holdsTheTwelveNumbersOfThePaper() {
        PaperTable paper = PaperTable.load();
        assertEquals(6, paper.rows().size());
        assertEquals(9048, paper.find("baseline", "paper-2vm").orElseThrow().mean_us());
        assertEquals(194_108, paper.find("baseline", "paper-2vm").orElseThrow().max_us());
        assertEquals(
                126_923,
                paper.find("kvm_tlb (as published)", "paper-2vm").orElseThrow().max_us());
        assertEquals(453, paper.find("shoot4u", "paper-1vm").orElseThrow().max_us());
        assertTrue(paper.find("shoot4u+pmt", "paper-1vm").isEmpty());
        assertTrue(paper.unit().contains("microseconds"));
    }

    @Test
    void setsOnlyWhatThePaperMeasuredBesideIt() {
        PaperTable paper = PaperTable.load();
        assertTrue(paper.find("kvm_tlb", "paper-1vm").isEmpty(), "as intended, nobody has measured it");
        assertTrue(
                paper.find("kvm_tlb with kvmtlb-cmpxchg-old-value", "paper-1vm").isPresent());
        assertTrue(paper.find("baseline with some-bug", "paper-1vm").isEmpty());
        RunResult plain = Samples.run("baseline", "paper-1vm", 1, 1000);
        assertTrue(paper.find(new Cell(List.of(plain))).isPresent());
        Inputs changed = Inputs.of(Profiles.scenario("paper-1vm").with("dedup.operations.probability", 0));
        RunResult other = new RunResult(
                plain.scheme(),
                plain.scenario(),
                plain.workload(),
                1,
                plain.clockHz(),
                plain.latency(),
                1,
                1,
                1,
                1,
                1,
                List.of(),
                plain.counters(),
                changed);
        assertTrue(paper.find(new Cell(List.of(other))).isEmpty(), "with another number it is another workload");
    }

    @Test
    void showsExitsAsPerfKvmStatDoes() {
        assertEquals("""
                paper-1vm, baseline
                VM-EXIT    Samples  Samples%   Time%  Min Time  Max Time  Avg time
                MSR_WRITE       60    75.00%  23.08%    0.80us    1.60us    1.00us
                HLT             20    25.00%  76.92%    1.00us   36.00us   10.00us
                Total Samples:80, Total events handled time:260.00us.
                """, ExitTable.render(CELLS.get(0)));
    }

    @Test
    void listsEveryNumberWithItsSource() {
        Scenario scenario = Profiles.scenario("paper-2vm");
        String table = SourcesTable.render(scenario);
        assertEquals(scenario.allFacts().size() + 2, table.split("\n").length);
        String invvpid = table.lines()
                .filter(line -> line.startsWith("machine.virtualization.invvpid"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                "machine.virtualization.invvpid 300 cycles 100 … 1000 assumption: no primary number found for INVVPID; a few hundred"
                        + " cycles",
                invvpid.replaceAll(" +", " "));
    }

    @Test
    void listsTheSameForMachines() {
        Scenario one = Profiles.scenario("paper-1vm");
        Scenario two = Profiles.scenario("paper-2vm");
        JsonNode scenarios =
                new JsonMapper().readTree(SourcesTable.json(List.of(one, two))).required("scenarios");
        assertEquals("paper-1vm", scenarios.get(0).required("scenario").asString());
        JsonNode numbers = scenarios.get(1).required("numbers");
        assertEquals(two.allFacts().size(), numbers.size());
        for (JsonNode number : numbers) {
            assertTrue(number.has("source") != number.has("assumption"), number::toString);
            if (number.required("key").asString().equals("machine.virtualization.invvpid")) {
                assertEquals(300, number.required("value").asDouble());
                assertEquals("cycles", number.required("unit").asString());
                assertEquals(1000, number.required("range").get(1).asDouble());
                assertEquals(73, number.required("line").asInt());
            }
        }
    }

    @Test
    void ordersSensitivityByHowMuchTheResultMovesBeyondNoise() {
        Fact invvpid = Profiles.machine("paper-ivy-bridge").facts().get("virtualization.invvpid");
        String table = SensitivityTable.render(new SensitivityTable.Measure(
                "mean_us",
                "mean µs",
                List.of(
                        row(
                                named("noisy", invvpid),
                                new Confidence(5, 5, 9),
                                new Confidence(5, 20, 7),
                                new Confidence(5, 21, 8)),
                        row(
                                named("weak", invvpid),
                                new Confidence(5, 18, 1),
                                new Confidence(5, 20, 1),
                                new Confidence(5, 24, 1)),
                        row(
                                named("strong", invvpid),
                                new Confidence(5, 10, 1),
                                new Confidence(5, 20, 1),
                                new Confidence(5, 21, 1)),
                        row(named("stopping", invvpid), new Confidence(5, 20, 1), new Confidence(5, 20, 1), null))));
        String[] lines = table.split("\n");
        assertEquals(
                "stopping 100 … 1000 cycles paper-2vm shoot4u 20.0 1.00 20.0 1.00 not ended - not ended",
                lines[1].replaceAll(" +", " "));
        assertEquals(
                "strong 100 … 1000 cycles paper-2vm shoot4u 10.0 1.00 20.0 1.00 21.0 1.00 ×2.00",
                lines[2].replaceAll(" +", " "));
        assertEquals(
                "weak 100 … 1000 cycles paper-2vm shoot4u 18.0 1.00 20.0 1.00 24.0 1.00 ×1.20",
                lines[3].replaceAll(" +", " "));
        assertEquals(
                "noisy 100 … 1000 cycles paper-2vm shoot4u 5.00 9.00 20.0 7.00 21.0 8.00 noise",
                lines[4].replaceAll(" +", " "));
    }

    private static Fact named(String name, Fact fact) {
        return new Fact(
                name,
                fact.value(),
                fact.unit(),
                fact.source(),
                fact.assumption(),
                fact.low(),
                fact.high(),
                fact.file(),
                fact.line());
    }

    private static SensitivityTable.Row row(Fact fact, Confidence low, Confidence base, Confidence high) {
        return new SensitivityTable.Row(
                fact, "shoot4u", "paper-2vm", Optional.of(low), Optional.of(base), Optional.ofNullable(high));
    }
}
