package dev.shootdown.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.Step;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Strategies, the dice they throw and the tapes that remember it. */
class StrategyTest {
    private static ScheduleRunner runner() {
        Scope scope = Scope.small(3, 2, 2, 2, 2, 1, EnumSet.allOf(Feature.class));
        return new ScheduleRunner(new Machine(Schemes.named("shoot4u"), scope, Set.of()));
    }

    private static long[] walk(ScheduleRunner runner, Strategy strategy, long number, Tape tape) {
        strategy.begin(runner.machine(), Dice.of(3, number), 300);
        tape.clear();
        assertNull(runner.run(strategy, 300, tape, (machine, step) -> {}));
        return runner.steps();
    }

    @ParameterizedTest
    @CsvSource({"portfolio", "random", "swarm", "pct", "pos", "surw", "lag", "guided"})
    void dependsOnTheDiceAndNotOnWhatWentBefore(String name) {
        ScheduleRunner runner = runner();
        Strategy used = Strategy.named(name);
        for (long k = 0; k < 20; k++) {
            walk(runner, used, k, new Tape());
        }
        assertArrayEquals(walk(runner(), Strategy.named(name), 7, new Tape()), walk(runner, used, 7, new Tape()));
        assertFalse(Arrays.equals(walk(runner, used, 7, new Tape()), walk(runner, used, 8, new Tape())));
    }

    @ParameterizedTest
    @CsvSource({"portfolio", "random", "swarm", "pct", "pos", "surw", "lag", "guided"})
    void leavesATapeThatGivesTheSameSchedule(String name) {
        ScheduleRunner runner = runner();
        Tape tape = new Tape();
        long[] steps = walk(runner, Strategy.named(name), 1, tape);
        assertEquals(300, steps.length);
        assertNull(runner.run(Tape.of(tape.toArray())));
        assertArrayEquals(steps, runner.steps());
    }

    @Test
    void makesAScheduleOfAnyTape() {
        ScheduleRunner runner = runner();
        assertNull(runner.run(Tape.of(Integer.MIN_VALUE, -1, 0, 7, Integer.MAX_VALUE)));
        assertEquals(5, runner.size());
        assertNull(runner.run(Tape.of()));
        assertEquals(0, runner.size());
    }

    @Test
    void letsTheHighestPriorityActMostOfTheTime() {
        long[] steps = walk(runner(), Strategy.named("pct"), 5, new Tape());
        int switches = 0;
        for (int k = 1; k < steps.length; k++) {
            switches += Step.a(steps[k]) == Step.a(steps[k - 1]) ? 0 : 1;
        }
        long[] random = walk(runner(), Strategy.named("random"), 5, new Tape());
        int randomSwitches = 0;
        for (int k = 1; k < random.length; k++) {
            randomSwitches += Step.a(random[k]) == Step.a(random[k - 1]) ? 0 : 1;
        }
        assertTrue(switches * 3 < randomSwitches, switches + " of " + randomSwitches);
    }

    /** How many of a hundred schedules keep a store in its buffer for forty steps and more. */
    private static int schedulesWithAnOldStore(String name) {
        Scope scope = Scope.small(2, 2, 2, 2, 2, 0, EnumSet.of(Feature.STORE_BUFFERS));
        ScheduleRunner runner = new ScheduleRunner(new Machine(Schemes.named("baseline"), scope, Set.of()));
        Strategy strategy = Strategy.named(name);
        int schedules = 0;
        for (long k = 0; k < 100; k++) {
            int[] age = new int[2];
            int[] oldest = new int[1];
            strategy.begin(runner.machine(), Dice.of(4, k), 150);
            assertNull(runner.run(strategy, 150, new Tape(), (machine, step) -> {
                for (int v = 0; v < 2; v++) {
                    age[v] = machine.stores.isDrained(v) ? 0 : age[v] + 1;
                    oldest[0] = Math.max(oldest[0], age[v]);
                }
            }));
            schedules += oldest[0] >= 40 ? 1 : 0;
        }
        return schedules;
    }

    @Test
    void letsStoresBecomeOldWhereTheyComeLate() {
        int late = schedulesWithAnOldStore("lag");
        int random = schedulesWithAnOldStore("random");
        assertTrue(late > 25 && random < 5, late + " and " + random);
    }

    @Test
    void givesAStoreBufferToStrategiesAsAnActorAndToReadersAsAPartOfItsCpu() {
        for (Set<Feature> features : List.of(EnumSet.noneOf(Feature.class), EnumSet.of(Feature.STORE_BUFFERS))) {
            Machine machine = new Machine(Schemes.named("baseline"), Scope.small(2, 3, 1, 1, 1, 0, features), Set.of());
            long drain = machine.step("DrainStore(v2)");
            assertEquals(1, new Actors(machine).of(drain));
            assertEquals(5, new Actors(machine).size());
            assertEquals(
                    features.isEmpty() ? 5 : 7, Actors.withStoreBuffers(machine).size());
            assertEquals(
                    features.isEmpty() ? 1 : 6, Actors.withStoreBuffers(machine).of(drain));
        }
    }

    @Test
    void drawsMostlyTwoVcpusAndEveryPairOfFeatures() {
        int two = 0;
        Set<String> pairs = new HashSet<>();
        for (long k = 0; k < 3_000; k++) {
            Scope scope = Settings.draw(Dice.of(6, k));
            two += scope.vcpus() == 2 ? 1 : 0;
            for (Feature one : scope.features()) {
                for (Feature other : scope.features()) {
                    pairs.add(one + " " + other);
                }
            }
        }
        int n = Feature.values().length;
        assertEquals(n * n, pairs.size());
        assertTrue(two > 2_100 && two < 2_500, two + " of 3000");
    }

    @Test
    void throwsDiceThatAreFairAndApart() {
        Dice dice = Dice.of(1, 2);
        int[] counts = new int[6];
        for (int k = 0; k < 60_000; k++) {
            counts[dice.below(6)]++;
        }
        for (int count : counts) {
            assertTrue(count > 9_500 && count < 10_500, Arrays.toString(counts)); // five standard deviations
        }
        Set<Long> first = new HashSet<>();
        for (long seed = 0; seed < 100; seed++) {
            for (long number = 0; number < 100; number++) {
                first.add(Dice.of(seed, number).next());
            }
        }
        assertEquals(10_000, first.size());
    }

    @Test
    void estimatesHowManyStatesAreDifferent() {
        for (int n : new int[] {0, 1, 1_000, 40_000, 1_000_000}) {
            DistinctStates states = new DistinctStates();
            DistinctStates other = new DistinctStates();
            for (int k = 0; k < n; k++) {
                (k % 3 == 0 ? states : other).add(k);
                states.add(k / 2);
            }
            states.addAll(other);
            assertEquals(n, states.estimate(), 0.03 * n, "of " + n);
        }
    }
}
