package dev.shootdown.explore;

import static dev.shootdown.machine.Feature.CONCURRENT;
import static dev.shootdown.machine.Feature.EMULATION;
import static dev.shootdown.machine.Feature.HALT;
import static dev.shootdown.machine.Feature.IRQS_OFF;
import static dev.shootdown.machine.Feature.LAZY;
import static dev.shootdown.machine.Feature.MIGRATE;
import static dev.shootdown.machine.Feature.MOVE_PAGE;
import static dev.shootdown.machine.Feature.STORE_BUFFERS;
import static dev.shootdown.machine.Feature.TABLES;
import static dev.shootdown.machine.Feature.WALKERS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.AddedScheme;
import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Protocol;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.Scope;
import dev.shootdown.trace.Timeline;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every reachable state; the numbers are TLC's for the same scopes. */
class ExhaustiveTest {
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private static Machine machine(String scheme, Scope scope, String... bugs) {
        return new Machine(Schemes.named(scheme), scope, Set.of(bugs));
    }

    private static int states(String scheme, Feature... features) {
        Set<Feature> set = EnumSet.noneOf(Feature.class);
        set.addAll(List.of(features));
        Exhaustive.Result found = Exhaustive.search(machine(scheme, Scope.small(2, 2, 1, 1, 1, 0, set)), NO_LIMIT);
        assertNull(found.broken());
        assertTrue(found.complete());
        return found.states();
    }

    @ParameterizedTest
    @CsvSource({"baseline, 26355", "kvm_tlb, 201551", "shoot4u, 26643"})
    void findsAsManyStatesAsTlc(String scheme, int states) {
        assertEquals(states, states(scheme, CONCURRENT, MIGRATE));
    }

    @ParameterizedTest
    @CsvSource({"baseline, 34751", "kvm_tlb, 236099", "shoot4u, 36295"})
    void findsAsManyStatesAsTlcWithHaltedVcpus(String scheme, int states) {
        assertEquals(states, states(scheme, CONCURRENT, MIGRATE, HALT));
    }

    @ParameterizedTest
    @CsvSource({"baseline, 53039", "shoot4u, 57007"})
    void findsAsManyStatesAsTlcWithInterruptsOff(String scheme, int states) {
        assertEquals(states, states(scheme, CONCURRENT, MIGRATE, IRQS_OFF));
    }

    @ParameterizedTest
    @CsvSource({"baseline, 186963", "shoot4u, 191291"})
    void findsAsManyStatesAsTlcWithLazyVcpus(String scheme, int states) {
        assertEquals(states, states(scheme, MIGRATE, LAZY));
    }

    @Test
    void findsTheMissedFlushOfTheTwentyTwelvePatch() {
        Scope scope = Scope.small(2, 2, 1, 1, 1, 0, EnumSet.of(CONCURRENT, MIGRATE));
        breaks("kvm_tlb", scope, "kvmtlb-cmpxchg-old-value", Invariant.NO_STALE_TRANSLATION);
    }

    @ParameterizedTest
    @CsvSource({"CVE-2019-3016-a", "CVE-2019-3016-b", "preempted-never-reset"})
    void findsTheHistoricBugsOfThePreemptedByte(String bug) {
        Scope scope = Scope.small(2, 2, 1, 1, 1, 0, Set.of());
        Exhaustive.Result found = Exhaustive.search(machine("pv_tlb_flush", scope, bug), NO_LIMIT);
        breaks("pv_tlb_flush", scope, bug, found.broken());
    }

    @ParameterizedTest
    @CsvSource({"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void findsTheForgottenFlushOfAMigration(String scheme) {
        Scope scope = Scope.small(2, 2, 1, 1, 1, 0, EnumSet.of(MIGRATE));
        breaks(scheme, scope, "vpid-no-migration-flush", Invariant.NO_STALE_TRANSLATION);
    }

    @ParameterizedTest
    @CsvSource({"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void findsThePageTablePageThatIsFreedTooEarly(String scheme) {
        Scope scope = Scope.small(2, 2, 1, 1, 1, 1, EnumSet.of(MIGRATE, TABLES));
        breaks(scheme, scope, "free-before-flush", Invariant.NO_FREED_TABLE_WALK);
    }

    @ParameterizedTest
    @CsvSource({"kvm_tlb, no-rcu-table-free", "pv_tlb_flush, no-rcu-table-free", "shoot4u, shoot4u-gup-race"})
    void findsThePageTablePageThatIsFreedUnderASoftwareWalk(String scheme, String bug) {
        Scope scope = Scope.small(2, 2, 1, 1, 1, 1, EnumSet.of(TABLES, WALKERS));
        breaks(scheme, scope, bug, Invariant.NO_FREED_TABLE_WALK);
    }

    @ParameterizedTest
    @CsvSource({"kvm_tlb, kvmtlb-emulation", "pv_tlb_flush, CVE-2022-39189", "shoot4u, shoot4u-emulation"})
    void findsTheEmulationThatIsNotWaitedFor(String scheme, String bug) {
        Scope scope = Scope.small(2, 2, 1, 1, 1, 0, EnumSet.of(MIGRATE, EMULATION));
        breaks(scheme, scope, bug, Invariant.NO_USE_AFTER_FREE);
    }

    @ParameterizedTest
    @CsvSource({"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void findsTheLockThatIsDroppedBeforeTheFlush(String scheme) {
        Scope scope = Scope.small(2, 2, 1, 2, 1, 0, EnumSet.of(CONCURRENT, MOVE_PAGE));
        breaks(scheme, scope, "CVE-2018-18281", Invariant.NO_USE_AFTER_FREE);
    }

    @ParameterizedTest
    @CsvSource({"baseline, 15209", "kvm_tlb, 88755", "shoot4u, 14353", "pv_tlb_flush, 174153"})
    void findsAsManyStatesAsTlcWithMovedPages(String scheme, int states) {
        Scope scope = Scope.small(2, 2, 1, 2, 1, 0, EnumSet.of(CONCURRENT, MOVE_PAGE));
        Exhaustive.Result found = Exhaustive.search(machine(scheme, scope), NO_LIMIT);
        assertNull(found.broken());
        assertEquals(states, found.states());
    }

    @ParameterizedTest
    @CsvSource({"baseline, 44755", "kvm_tlb, 281455", "shoot4u, 65063"})
    void findsAsManyStatesAsTlcWithEmulation(String scheme, int states) {
        assertEquals(states, states(scheme, MIGRATE, EMULATION));
    }

    @Test
    void findsTheSharedArgumentOfAMulticast() {
        Scope scope = Scope.small(3, 3, 1, 1, 1, 0, Set.of());
        breaks("shoot4u", scope, "shoot4u-shared-info", Invariant.NO_STALE_TRANSLATION);
    }

    /** The path is a schedule: every step enabled, the invariant whole until the last one. */
    private static void breaks(String scheme, Scope scope, String bug, Invariant invariant) {
        Exhaustive.Result found = Exhaustive.search(machine(scheme, scope, bug), NO_LIMIT);
        assertEquals(invariant, found.broken());
        Machine again = machine(scheme, scope, bug);
        for (long step : found.path()) {
            assertNull(Invariant.firstBroken(again));
            assertTrue(again.can(step), again.show(step));
            again.apply(step);
        }
        assertEquals(invariant, Invariant.firstBroken(again));
    }

    /** The bugs that random schedules find rarely; what is found is a schedule, and no shorter one breaks anything. */
    @ParameterizedTest
    @CsvSource({
        "baseline, CVE-2016-2069, NoStaleTranslation",
        "baseline, lazy-freed-tables, NoFreedTableWalk",
        "baseline, CVE-2018-18281, NoUseAfterFree",
        "shoot4u, shoot4u-cpu-order, NoStaleTranslation",
        "kvm_tlb, lazy-freed-tables, NoFreedTableWalk",
    })
    void findsRareBugsOnOneOfTheSmallMachines(String scheme, String bug, String invariant) {
        ExhaustiveCampaign.Report report =
                ExhaustiveCampaign.run(Schemes.named(scheme), Set.of(bug), false, "test", (machines, states) -> {});
        Fuzzer.Failure failure = report.failure().orElseThrow();
        assertEquals(invariant, failure.recording().invariant());
        assertEquals(invariant, Timeline.of(failure.recording()).broken().label());
        assertEquals(report.machines() - 1, report.complete(), "all others were searched to their end");
    }

    /** The numbers are TLC's for the same scopes under SYMMETRY, in {@code model-checking/models.yaml}. */
    @ParameterizedTest
    @CsvSource({
        "kvm_tlb, 3, 1, '', 82276",
        "shoot4u, 3, 1, MIGRATE, 148125",
        "baseline, 2, 2, CONCURRENT MIGRATE, 167155",
        "shoot4u, 2, 2, CONCURRENT MIGRATE, 171162",
    })
    void findsAsManyStatesUpToExchangesAsTlc(String scheme, int vcpus, int frames, String features, int states) {
        Set<Feature> on = EnumSet.noneOf(Feature.class);
        for (String feature : features.isEmpty() ? new String[0] : features.split(" ")) {
            on.add(Feature.valueOf(feature));
        }
        Scope scope = Scope.small(vcpus, 2, 1, 1, frames, 0, on);
        Exhaustive.Result found = Exhaustive.searchUpToExchanges(machine(scheme, scope), NO_LIMIT);
        assertNull(found.broken());
        assertTrue(found.complete());
        assertEquals(states, found.states());
    }

    /** For each bug on each of some machines: the same verdict, after as many steps; without one, fewer states. */
    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void hasTheSameVerdictsUpToExchanges(String scheme) {
        List<Scope> scopes = List.of(
                Scope.small(2, 1, 1, 1, 1, 1, EnumSet.of(TABLES, WALKERS)),
                Scope.small(2, 1, 1, 2, 1, 0, EnumSet.of(CONCURRENT, MOVE_PAGE)),
                Scope.small(1, 1, 2, 1, 1, 0, EnumSet.of(STORE_BUFFERS)),
                Scope.small(2, 1, 1, 1, 1, 1, EnumSet.of(CONCURRENT, LAZY, TABLES)),
                Scope.small(1, 2, 1, 1, 1, 0, EnumSet.of(MIGRATE)),
                Scope.small(2, 1, 1, 1, 1, 0, EnumSet.of(MIGRATE, EMULATION)));
        List<String> bugs = new ArrayList<>(Machine.bugsOf(Schemes.named(scheme)));
        bugs.add(null);
        int broken = 0;
        for (String bug : bugs) {
            for (Scope scope : scopes) {
                String[] planted = bug == null ? new String[0] : new String[] {bug};
                Exhaustive.Result all = Exhaustive.search(machine(scheme, scope, planted), NO_LIMIT);
                Machine machine = machine(scheme, scope, planted);
                Exhaustive.Result some = Exhaustive.searchUpToExchanges(machine, NO_LIMIT);
                assertEquals(all.broken(), some.broken(), bug + " " + scope);
                assertEquals(all.path().length, some.path().length, bug + " " + scope);
                assertEquals(all.complete(), some.complete());
                if (all.complete() && scope.vcpus() * scope.pcpus() > 1) {
                    assertTrue(10 * some.states() < 6 * all.states(), bug + " " + scope);
                    assertTrue(some.transitions() < all.transitions());
                }
                assertTrue(
                        some.broken() == null || Invariant.firstBroken(machine) == some.broken(),
                        "its path ends there");
                broken += some.broken() == null ? 0 : 1;
            }
        }
        assertTrue(broken >= 4, "most of the bugs show on one of the machines: " + broken);
    }

    /** Without this, a scheme of somebody's own would be searched in part, and found to be right. */
    @Test
    void refusesASchemeThatTellsCpusApart() {
        Scheme favours = new FavoursTheFirst();
        Scope scope = Scope.small(2, 2, 1, 1, 1, 0, Set.of());
        assertTrue(Exhaustive.search(new Machine(favours, scope, Set.of()), NO_LIMIT)
                .complete());
        Machine machine = new Machine(favours, scope, Set.of());
        BadInput refused = assertThrows(BadInput.class, () -> Exhaustive.searchUpToExchanges(machine, NO_LIMIT));
        assertTrue(refused.getMessage().contains("tells CPUs or frames apart"), refused.getMessage());
    }

    /** The baseline, but only the first vCPU may flush. */
    private static final class FavoursTheFirst extends AddedScheme {
        FavoursTheFirst() {
            super("favours-the-first");
        }

        @Override
        public Protocol on(Machine machine) {
            return new Protocol(machine) {
                @Override
                public boolean mayQueueCall(int i) {
                    return i == 0;
                }
            };
        }
    }

    @Test
    void givesUpAtTheLimitAndSaysSo() {
        Scope scope = Scope.small(2, 2, 1, 1, 1, 0, EnumSet.of(CONCURRENT, MIGRATE));
        Exhaustive.Result found = Exhaustive.search(machine("baseline", scope), 1_000);
        assertEquals(false, found.complete());
        assertTrue(found.states() > 1_000 && found.states() < 1_100, "" + found.states());
    }
}
