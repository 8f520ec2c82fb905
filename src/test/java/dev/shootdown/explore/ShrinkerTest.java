package dev.shootdown.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.Steps;
import dev.shootdown.machine.TlbGeometry;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShrinkerTest {
    private static final Set<String> BUG = Set.of("free-before-flush");

    /** A long schedule on a large machine with every feature, found by walking at random. */
    private static Schedule found() {
        Scope scope =
                new Scope(List.of(2, 2), 4, 2, 3, 3, 2, 3, 1, TlbGeometry.UNBOUNDED, EnumSet.allOf(Feature.class));
        ScheduleRunner runner = new ScheduleRunner(new Machine(Schemes.named("baseline"), scope, BUG));
        Strategy strategy = Strategy.named("random");
        for (long k = 0; ; k++) {
            strategy.begin(runner.machine(), Dice.of(4, k), 400);
            if (runner.run(strategy, 400, new Tape(), (machine, step) -> {}) == Invariant.NO_FREED_TABLE_WALK
                    && runner.size() > 100) {
                return new Schedule(Schemes.named("baseline"), BUG, scope, runner.steps());
            }
        }
    }

    @Test
    void leavesOnlyWhatTheFailureNeeds() {
        Schedule small = Shrinker.shrink(found(), Invariant.NO_FREED_TABLE_WALK);
        assertEquals(1, small.scope().vms());
        assertTrue(
                small.scope().vcpus() <= 2 && small.scope().pcpus() <= 2,
                small.scope().toString());
        assertEquals(1, small.scope().spaces());
        assertEquals(1, small.scope().pages());
        assertEquals(1, small.scope().frames());
        assertEquals(1, small.scope().tables());
        assertEquals(EnumSet.of(Feature.TABLES), small.scope().features());
        assertTrue(small.steps().length <= 14, small.text().toString());
        ScheduleRunner runner = new ScheduleRunner(small.machine());
        for (int left = 0; left < small.steps().length; left++) {
            long[] fewer = new long[small.steps().length - 1];
            System.arraycopy(small.steps(), 0, fewer, 0, left);
            System.arraycopy(small.steps(), left + 1, fewer, left, fewer.length - left);
            assertTrue(
                    runner.runEnabled(fewer) != Invariant.NO_FREED_TABLE_WALK,
                    small.text().get(left));
        }
    }

    @Test
    void isAsShortAsAnySchedule() {
        Scope scope = Scope.small(2, 2, 1, 1, 1, 0, EnumSet.of(Feature.MIGRATE));
        Set<String> bug = Set.of("vpid-no-migration-flush");
        Machine machine = new Machine(Schemes.named("baseline"), scope, bug);
        ScheduleRunner runner = new ScheduleRunner(machine);
        Strategy strategy = Strategy.named("random");
        int found = 0;
        for (long k = 0; found < 3; k++) {
            strategy.begin(machine, Dice.of(1, k), 200);
            Invariant broken = runner.run(strategy, 200, new Tape(), (m, step) -> {});
            if (broken != null) {
                Schedule small =
                        Shrinker.shrink(new Schedule(Schemes.named("baseline"), bug, scope, runner.steps()), broken);
                Exhaustive.Result shortest = Exhaustive.search(small.machine(), Integer.MAX_VALUE);
                assertEquals(shortest.path().length, small.steps().length);
                found++;
            }
        }
    }

    /**
     * On the machine that is left no schedule is shorter, whatever its kinds of step, and none as short does without a
     * preemption if this one has any. The search is TLC's, breadth-first, over the same graph.
     */
    @ParameterizedTest
    @CsvSource({
        "baseline, free-before-flush, 2, 2, 1, TABLES",
        "kvm_tlb, free-before-flush, 2, 2, 1, TABLES",
        "kvm_tlb, vpid-no-migration-flush, 2, 2, 0, MIGRATE",
        "shoot4u, vpid-no-migration-flush, 2, 2, 0, MIGRATE",
        "kvm_tlb, kvmtlb-cmpxchg-old-value, 2, 2, 0, CONCURRENT",
        "kvm_tlb, kvmtlb-emulation, 2, 2, 0, EMULATION",
        "shoot4u, shoot4u-emulation, 2, 2, 0, EMULATION",
        "pv_tlb_flush, CVE-2022-39189, 2, 2, 0, EMULATION",
        "pv_tlb_flush, preempted-never-reset, 2, 2, 0, CONCURRENT",
        "shoot4u, shoot4u-gup-race, 2, 2, 1, TABLES WALKERS",
    })
    void isAsShortAsWhatABreadthFirstSearchFinds(
            String scheme, String bug, int vcpus, int pcpus, int tables, String features) {
        Set<Feature> on = EnumSet.noneOf(Feature.class);
        for (String feature : features.split(" ")) {
            on.add(Feature.valueOf(feature));
        }
        Scope scope = Scope.small(vcpus, pcpus, 1, 1, 1, tables, on);
        Machine machine = new Machine(Schemes.named(scheme), scope, Set.of(bug));
        ScheduleRunner runner = new ScheduleRunner(machine);
        Strategy strategy = Strategy.named("random");
        Invariant broken = null;
        for (long k = 0; broken == null; k++) {
            assertTrue(k < 20_000, "not found");
            strategy.begin(machine, Dice.of(8, k), 150);
            broken = runner.run(strategy, 150, new Tape(), (m, step) -> {});
        }
        Schedule found = new Schedule(Schemes.named(scheme), Set.of(bug), scope, runner.steps());
        Schedule small = Shrinker.shrink(found, broken);
        Exhaustive.Result shortest = Exhaustive.search(small.machine(), 400_000);
        assertEquals(shortest.path().length, small.steps().length, small.text().toString());
        assertTrue(Shrinker.preemptions(small) <= Shrinker.preemptions(found));
        assertTrue(Shrinker.switches(small) <= Shrinker.switches(found));
        if (Shrinker.preemptions(small) > 0) {
            boolean[] kinds = ScheduleRunner.kinds(small.steps());
            kinds[Steps.PREEMPT] = false;
            Exhaustive.Result without = Exhaustive.search(small.machine(), 400_000, kinds, broken);
            assertTrue(without.broken() != broken || without.path().length > small.steps().length);
        }
    }

    /** Two vCPUs that take steps by turns, although each could go on: nothing but switches to save. */
    @Test
    void joinsWhatOneActorDoes() {
        Scope scope = Scope.small(2, 2, 1, 1, 1, 1, EnumSet.of(Feature.TABLES));
        Machine machine = new Machine(Schemes.named("baseline"), scope, BUG);
        Exhaustive.Result shortest = Exhaustive.search(machine, Integer.MAX_VALUE);
        String[] other = {
            "LoadVcpu(v2, p2)", "PublishVcpuCpu(v2)", "ServeRequests(v2)", "EnterGuest(v2)", "ExitGuest(v2)"
        };
        long[] mixed = new long[shortest.path().length + other.length];
        for (int k = 0, at = 0; k < shortest.path().length; k++) {
            mixed[at++] = shortest.path()[k];
            if (k < other.length) {
                mixed[at++] = machine.step(other[k]);
            }
        }
        ScheduleRunner runner = new ScheduleRunner(new Machine(Schemes.named("baseline"), scope, BUG));
        assertEquals(Invariant.NO_FREED_TABLE_WALK, runner.runEnabled(mixed));
        Schedule found = new Schedule(Schemes.named("baseline"), BUG, scope, runner.steps());
        assertTrue(Shrinker.switches(found) >= 8, found.text().toString());
        Schedule joined = Shrinker.joined(found, Invariant.NO_FREED_TABLE_WALK);
        assertTrue(Shrinker.switches(joined) <= 1, joined.text().toString());
    }

    @Test
    void keepsTheInvariant() {
        Schedule found = found();
        assertThrows(IllegalStateException.class, () -> Shrinker.shrink(found, Invariant.NO_STALE_TRANSLATION));
        Schedule small = Shrinker.shrink(found, Invariant.NO_FREED_TABLE_WALK);
        ScheduleRunner runner = new ScheduleRunner(small.machine());
        assertEquals(Invariant.NO_FREED_TABLE_WALK, runner.runEnabled(small.steps()));
        assertEquals(small.steps().length, runner.size(), "every step is enabled");
        assertTrue(found.steps().length > 100);
    }
}
