package dev.shootdown.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyTest {
    @Test
    void givesTheNumbersOfAHistogram() {
        Latency latency =
                Samples.run("baseline", "paper-1vm", 1, 100, 200, 300, 1000).latencyCycles();
        assertEquals(new Latency(4, 400, 200, 1000, 1000), latency);
        assertEquals(new Latency(4, 0.16, 0.08, 0.4, 0.4), latency.scaled(1 / 2500.0));
    }

    @Test
    void isZeroWithoutOperations() {
        assertEquals(new Latency(0, 0, 0, 0, 0), Latency.of(new Histogram(3)));
    }

    @Test
    void isWithinAThousandthOfTheTruth() {
        Latency latency = Samples.run("baseline", "paper-1vm", 1, 1_234_567).latencyCycles();
        assertEquals(1_234_567, latency.mean(), 1235);
        assertEquals(1_234_567, latency.max(), 1235);
    }

    @Test
    void addsUpTheSeedsOfACell() {
        Cell cell = new Cell(List.of(
                Samples.run("baseline", "paper-1vm", 2, 300, 500), Samples.run("baseline", "paper-1vm", 1, 100)));
        assertEquals(List.of(1L, 2L), cell.runs().stream().map(RunResult::seed).toList());
        assertEquals(3, cell.latencyCycles().count());
        assertEquals(300, cell.latencyCycles().mean());
        assertEquals(3, cell.operations());
        assertEquals(1.5, cell.operationsPerSecond());
        assertEquals(14, cell.coRunnerInterruptions());
        assertEquals(300, cell.meanCycles().mean(), "the same mean as the table's");
        assertEquals(2, cell.meanCycles().samples(), "runs, not shootdowns");
        assertEquals(33, cell.counters().get("host_ipis"));
        assertEquals(
                List.of(
                        new ExitRow("HLT", 20, 500_000, 2500, 90_000),
                        new ExitRow("MSR_WRITE", 60, 150_000, 2000, 4000)),
                cell.exits());
    }

    @Test
    void groupsRunsInTheOrderInWhichTheyCome() {
        List<Cell> cells = Cell.group(List.of(
                Samples.run("shoot4u", "paper-1vm", 1, 5),
                Samples.run("baseline", "paper-1vm", 1, 5),
                Samples.run("shoot4u", "paper-1vm", 2, 5)));
        assertEquals(
                List.of("shoot4u", "baseline"), cells.stream().map(Cell::scheme).toList());
        assertEquals(2, cells.get(0).runs().size());
    }

    /**
     * By hand, runs with as many shootdowns each: mean 5, sample variance ((-3)² + (-1)² + 1² + 3²) / 3 = 20/3, t for three
     * degrees of freedom 3.1824.
     */
    @Test
    void givesTheIntervalOfStudentsT() {
        Confidence confidence = Confidence.ofRuns(new double[] {20, 40, 60, 80}, new double[] {10, 10, 10, 10});
        assertEquals(5, confidence.mean());
        assertEquals(3.1824 * StrictMath.sqrt(20 / 3.0 / 4), confidence.halfWidth(), 1e-12);
        assertEquals(confidence.halfWidth() / 2, confidence.scaled(0.5).halfWidth(), 1e-12);
    }

    /** By hand: 10 in 1 and 50 in 3, mean 15, residuals -5 and 5; t for one degree of freedom 12.7062. */
    @Test
    void weighsRunsByTheirShootdowns() {
        Confidence confidence = Confidence.ofRuns(new double[] {10, 50}, new double[] {1, 3});
        assertEquals(15, confidence.mean());
        assertEquals(12.7062 * StrictMath.sqrt(50 * 2) / 4, confidence.halfWidth(), 1e-12);
    }

    @Test
    void saysNothingAboutTheSpreadOfOneRun() {
        assertTrue(Double.isNaN(
                Confidence.ofRuns(new double[] {3}, new double[] {1}).halfWidth()));
        assertEquals(
                0, Confidence.ofRuns(new double[] {3, 6}, new double[] {1, 2}).halfWidth());
        assertThrows(IllegalArgumentException.class, () -> Confidence.ofRuns(new double[] {0, 0}, new double[] {0, 0}));
    }

    /** Published quantiles of Student's t, beyond the table. */
    @Test
    void continuesTheTableOfQuantiles() {
        assertEquals(2.0211, Confidence.quantile(40), 1e-4);
        assertEquals(2.0003, Confidence.quantile(60), 1e-4);
        assertEquals(1.9840, Confidence.quantile(100), 1e-4);
        assertEquals(2.0423, Confidence.quantile(30));
        assertTrue(Confidence.quantile(31) < Confidence.quantile(30));
    }

    @Test
    void refusesTwoRunsOfOneSeedInACell() {
        List<RunResult> twice =
                List.of(Samples.run("baseline", "mine", 1, 1000), Samples.run("baseline", "mine", 1, 2000));
        assertThrows(IllegalArgumentException.class, () -> Cell.group(twice));
    }
}
