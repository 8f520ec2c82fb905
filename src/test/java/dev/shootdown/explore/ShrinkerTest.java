package dev.shootdown.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.TlbGeometry;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

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
