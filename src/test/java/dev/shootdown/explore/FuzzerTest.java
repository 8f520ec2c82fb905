package dev.shootdown.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Schemes;
import dev.shootdown.trace.Recording;
import dev.shootdown.trace.RecordingFile;
import dev.shootdown.trace.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FuzzerTest {
    private static Campaign campaign(String scheme, String bug, String strategy, long seed, long runs, int threads) {
        Set<String> bugs = bug == null ? Set.of() : Set.of(bug);
        return new Campaign(Schemes.named(scheme), bugs, strategy, seed, runs, Long.MAX_VALUE, threads, Campaign.STEPS);
    }

    private static Fuzzer.Report run(Campaign campaign) {
        return Fuzzer.run(campaign, "test", at -> {});
    }

    // One thread for what takes long: two write the same counters of the coverage report, and take longer than one.

    /** The last column is how many schedules are enough for this seed; {@link StatedSchedulesTest} has others. */
    @ParameterizedTest
    @CsvSource({
        "baseline, free-before-flush, 500",
        "kvm_tlb, free-before-flush, 500",
        "shoot4u, free-before-flush, 500",
        "pv_tlb_flush, free-before-flush, 500",
        "baseline, vpid-no-migration-flush, 3000",
        "kvm_tlb, vpid-no-migration-flush, 3000",
        "shoot4u, vpid-no-migration-flush, 3000",
        "pv_tlb_flush, vpid-no-migration-flush, 3000",
        "shoot4u, shoot4u-shared-info, 8000",
        "pv_tlb_flush, preempted-never-reset, 500",
        "pv_tlb_flush, CVE-2019-3016-a, 3000",
        "pv_tlb_flush, CVE-2019-3016-b, 8000",
        "kvm_tlb, kvmtlb-cmpxchg-old-value, 8000",
        "shoot4u, shoot4u-cpu-order, 4000",
        "kvm_tlb, no-rcu-table-free, 16000",
        "pv_tlb_flush, no-rcu-table-free, 8000",
        "shoot4u, shoot4u-gup-race, 4000",
        "kvm_tlb, kvmtlb-emulation, 8000",
        "kvm_tlb, CVE-2018-18281, 8000",
        "pv_tlb_flush, CVE-2022-39189, 4000",
        "shoot4u, shoot4u-emulation, 3000",
    })
    void findsEveryPlantedBug(String scheme, String bug, long schedules) {
        Fuzzer.Report report = run(campaign(scheme, bug, "portfolio", 1, schedules, 1));
        assertFalse(report.failures().isEmpty());
        for (Fuzzer.Failure failure : report.failures()) {
            assertEquals(failure.invariant(), Timeline.of(failure.recording()).broken());
            assertTrue(failure.recording().steps().size() <= 50, failure.toString());
        }
    }

    /** Two features have to come together with overlapping operations: about one schedule in three thousand. */
    @ParameterizedTest
    @CsvSource({"baseline", "shoot4u"})
    void findsTheBugThatNeedsMostAtOnce(String scheme) {
        Fuzzer.Report report = run(campaign(scheme, "lazy-freed-tables", "portfolio", 1, 20_000, 1));
        assertFalse(report.failures().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void findsNothingInASchemeWithoutBugsAndTakesEveryStep(String scheme) {
        Fuzzer.Report report = run(campaign(scheme, null, "portfolio", 11, 3_000, 1));
        assertEquals(3_000, report.schedules());
        assertEquals(0, report.failing());
        assertEquals(List.of(), report.failures());
        report.taken().forEach((step, n) -> assertTrue(n > 0, step));
        assertEquals(
                report.steps(),
                report.taken().values().stream().mapToLong(Long::longValue).sum());
    }

    @ParameterizedTest
    @CsvSource({"portfolio", "random", "swarm", "pct", "pos", "surw", "lag", "guided"})
    void doesTheSameWithAnyNumberOfThreads(String strategy) {
        Fuzzer.Report one = run(campaign("pv_tlb_flush", "preempted-never-reset", strategy, 5, 700, 1));
        Fuzzer.Report three = run(campaign("pv_tlb_flush", "preempted-never-reset", strategy, 5, 700, 3));
        assertEquals(text(one), text(three));
        Fuzzer.Report other = run(campaign("pv_tlb_flush", "preempted-never-reset", strategy, 6, 700, 3));
        assertFalse(text(one).equals(text(other)), "another seed does other things");
    }

    private static String text(Fuzzer.Report r) {
        StringBuilder text = new StringBuilder();
        text.append(r.schedules()).append(' ').append(r.steps()).append(' ').append(r.distinctStates());
        text.append(' ').append(r.failing()).append(' ').append(r.taken()).append('\n');
        r.failures().forEach(f -> text.append(f.schedules()).append('\n').append(RecordingFile.text(f.recording())));
        return text.toString();
    }

    @Test
    void runsExactlyAsManySchedulesAsAskedFor() {
        for (long runs : new long[] {1, 63, 64, 65, 200}) {
            assertEquals(
                    runs, run(campaign("baseline", null, "random", 1, runs, 3)).schedules());
        }
    }

    @Test
    void stopsWhenTheTimeIsOver() {
        long schedules = 0;
        for (long nanos = 50_000_000; schedules == 0; nanos *= 2) { // it may pass before a thread has begun
            Fuzzer.Report report = run(new Campaign(
                    Schemes.named("baseline"), Set.of(), "random", 1, Long.MAX_VALUE, nanos, 2, Campaign.STEPS));
            assertTrue(report.standing().seconds() >= nanos / 1e9, "not before");
            schedules = report.schedules();
        }
    }

    @Test
    void tellsHowFarItHasCome() {
        List<Long> told = new ArrayList<>();
        Fuzzer.run(campaign("shoot4u", null, "random", 1, 500, 1), "test", at -> told.add(at.schedules()));
        assertEquals(500, told.get(told.size() - 1));
    }

    @Test
    void notesWhatIsNeededToFindTheScheduleAgain() {
        Fuzzer.Report report = run(campaign("shoot4u", "free-before-flush", "random", 9, 300, 1));
        Recording recording = report.failures().get(0).recording();
        assertEquals("shoot4u", recording.scheme());
        assertEquals(List.of("free-before-flush"), recording.bugs());
        assertEquals("random", recording.strategy());
        assertEquals(9, recording.seed());
        assertTrue(recording.schedule() < 300);
        assertEquals("NoFreedTableWalk", recording.invariant());
        assertEquals("test", recording.tool());
    }

    @Test
    void refusesCampaignsThatMakeNoSense() {
        assertThrows(BadInput.class, () -> campaign("baseline", null, "random", 1, 0, 1));
        assertThrows(BadInput.class, () -> campaign("baseline", null, "random", 1, 1, 0));
        assertThrows(BadInput.class, () -> campaign("baseline", null, "guess", 1, 1, 1));
        assertThrows(BadInput.class, () -> campaign("baseline", "shoot4u-shared-info", "random", 1, 1, 1));
    }
}
