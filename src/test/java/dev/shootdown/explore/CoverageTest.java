package dev.shootdown.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Fingerprint;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.Scope;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What schedules have shown: abstract states, how often each was seen, which steps conflict. */
class CoverageTest {
    private static Machine machine(String... steps) {
        Scope scope = Scope.small(2, 2, 1, 2, 2, 0, EnumSet.of(Feature.CONCURRENT));
        Machine machine = new Machine(Schemes.named("baseline"), scope, Set.of());
        for (String text : steps) {
            long step = machine.step(text);
            assertTrue(machine.can(step), text);
            machine.apply(step);
        }
        return machine;
    }

    private static int[] snapshot(Machine machine) {
        int[] words = new int[machine.state.size()];
        machine.state.save(words);
        return words;
    }

    @Test
    void seesTheSameFromAfarWhicheverCpuItIs() {
        long one = Abstraction.of(machine("LoadVcpu(v1, p1)", "PublishVcpuCpu(v1)"));
        assertEquals(one, Abstraction.of(machine("LoadVcpu(v2, p2)", "PublishVcpuCpu(v2)")));
        assertNotEquals(one, Abstraction.of(machine()));
        assertNotEquals(one, Abstraction.of(machine("LoadVcpu(v1, p1)", "LoadVcpu(v2, p2)")));
    }

    private static boolean conflict(String first, String second, String... before) {
        Machine machine = machine(before);
        int[] start = snapshot(machine);
        machine.apply(machine.step(first));
        machine.apply(machine.step(second));
        int[] end = snapshot(machine);
        boolean conflict = Conflicts.conflict(machine, machine.step(first), machine.step(second), start, end);
        assertArrayEquals(end, snapshot(machine), "the machine is left as it was");
        return conflict;
    }

    @Test
    void knowsWhichStepsConflict() {
        String[] running = {
            "LoadVcpu(v1, p1)", "PublishVcpuCpu(v1)", "ServeRequests(v1)", "EnterGuest(v1)",
            "LoadVcpu(v2, p2)", "PublishVcpuCpu(v2)", "ServeRequests(v2)", "EnterGuest(v2)",
            "MapPage(v1, g1, f1)"
        };
        assertFalse(conflict("LoadVcpu(v1, p1)", "LoadVcpu(v2, p2)"), "they touch different CPUs");
        assertTrue(conflict("ClearPte(v1, m1, g1)", "MapPage(v2, g1, f2)", running), "one makes the other possible");
        assertTrue(conflict("FillTlb(v2, g1)", "ClearPte(v1, m1, g1)", running), "the other way nothing is filled");
        assertFalse(conflict("FillTlb(v1, g1)", "FillTlb(v2, g1)", running));
    }

    @Test
    void countsInHowManySchedulesAStateWasSeen() {
        Sightings sightings = new Sightings();
        assertEquals(0, sightings.saturation());
        for (int k = 0; k < 100; k++) {
            long hash = Fingerprint.mix(k);
            assertFalse(sightings.isKnown(hash));
            for (int times = 0; times <= k % 4; times++) {
                sightings.add(hash);
            }
            assertTrue(sightings.isKnown(hash));
        }
        assertEquals(100, sightings.seen());
        assertEquals(Math.round(25 * 24 / (2.0 * 26)), sightings.unseen(), "25 once and 25 twice");
        assertEquals(1 - 25 / 250.0, sightings.saturation(), 1e-9);
    }

    /** States that come up with very different probability, as they do in schedules. */
    @Test
    void estimatesFromASampleInAnyOrder() {
        int states = 800_000;
        Sightings one = new Sightings();
        Sightings[] parts = {new Sightings(), new Sightings(), new Sightings()};
        Dice dice = Dice.of(1, 1);
        for (int k = 0; k < 1_500_000; k++) {
            long hash = Fingerprint.mix(dice.below(states) + 1L);
            one.add(hash);
            parts[k % 3].add(hash);
        }
        double seen = states * (1 - Math.exp(-1_500_000.0 / states));
        assertEquals(seen, one.seen(), 0.03 * seen);
        assertEquals(states - seen, one.unseen(), 0.2 * (states - seen));
        Sightings together = new Sightings();
        for (int k : List.of(2, 0, 1)) {
            together.addAll(parts[k]);
        }
        assertEquals(one.seen(), together.seen());
        assertEquals(one.unseen(), together.unseen());
        assertEquals(one.saturation(), together.saturation());
    }

    @Test
    void keepsTheTapeUpToTheLastNewThing() {
        Tally tally = new Tally();
        Coverage coverage = new Coverage(tally);
        Machine machine = machine();
        ScheduleRunner runner = new ScheduleRunner(machine);
        RandomWalk walk = new RandomWalk();
        walk.begin(machine, Dice.of(1, 1), 100);
        coverage.on(machine, new Tally());
        coverage.begin();
        runner.run(walk, 100, new Tape(), coverage);
        Novelty novelty = coverage.novelty(5, machine.scope, runner);
        assertNotNull(novelty);
        assertTrue(novelty.states().length > 10, "everything is new at first");
        assertEquals(novelty.states().length, tally.sightings.seen());

        coverage.on(machine, tally);
        coverage.begin();
        walk.begin(machine, Dice.of(1, 1), 100);
        runner.run(walk, 100, new Tape(), coverage);
        assertNull(coverage.novelty(6, machine.scope, runner), "the same schedule shows nothing new");
    }

    @Test
    void promisesWhatPctPromises() {
        long[][] counts = new long[Pct.MOST_DEPTH + 1][PctBound.MOST_ACTORS + 1];
        counts[2][4] = 1_000;
        counts[0][4] = 5_000; // by strategies that promise nothing
        List<PctBound> bounds = PctBound.of(counts, 100);
        assertEquals(1, bounds.size());
        assertEquals(1.0 / 400, bounds.get(0).bound(), 1e-12);
        assertEquals(1 - Math.pow(1 - 1.0 / 400, 1_000), bounds.get(0).confidence(), 1e-4);
    }
}
