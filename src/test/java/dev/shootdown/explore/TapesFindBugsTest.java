package dev.shootdown.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.Scope;
import dev.shootdown.trace.Recording;
import dev.shootdown.trace.Timeline;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.ShrinkingMode;

/**
 * The properties of {@link TapePropertiesTest} are able to fail: jqwik's tapes find every planted bug, jqwik makes the tape
 * smaller, and what is left becomes a short timeline.
 */
class TapesFindBugsTest {
    private static final int MOST_TRIES = 12_000;
    private static final int MOST_SHRINKS = 3_000;

    /** A bug on a machine that can show it. */
    private record Planted(
            String scheme,
            String bug,
            int vcpus,
            int pcpus,
            int pages,
            int tables,
            Set<Feature> features,
            String invariant) {}

    @Provide
    Arbitrary<Planted> bugs() {
        List<Planted> all = new ArrayList<>();
        for (String scheme : List.of("baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush")) {
            all.add(new Planted(
                    scheme, "free-before-flush", 2, 2, 2, 1, EnumSet.of(Feature.TABLES), "NoFreedTableWalk"));
            all.add(new Planted(
                    scheme, "vpid-no-migration-flush", 2, 3, 2, 0, EnumSet.of(Feature.MIGRATE), "NoStaleTranslation"));
        }
        Set<Feature> moves = EnumSet.of(Feature.CONCURRENT, Feature.MOVE_PAGE);
        all.add(new Planted("shoot4u", "CVE-2018-18281", 2, 2, 2, 0, moves, "NoUseAfterFree"));
        all.add(planted("kvm_tlb", "kvmtlb-cmpxchg-old-value", 2, "NoStaleTranslation"));
        all.add(planted("shoot4u", "shoot4u-shared-info", 3, "NoStaleTranslation"));
        all.add(planted("pv_tlb_flush", "CVE-2019-3016-a", 2, "NoStaleTranslation"));
        all.add(planted("pv_tlb_flush", "CVE-2019-3016-b", 2, "NoStaleTranslation"));
        all.add(planted("pv_tlb_flush", "preempted-never-reset", 2, "DeferredFlushBeforeEntry"));
        all.add(underAWalk("kvm_tlb", "no-rcu-table-free"));
        all.add(underAWalk("pv_tlb_flush", "no-rcu-table-free"));
        all.add(underAWalk("shoot4u", "shoot4u-gup-race"));
        all.add(emulated("kvm_tlb", "kvmtlb-emulation"));
        all.add(emulated("pv_tlb_flush", "CVE-2022-39189"));
        all.add(emulated("shoot4u", "shoot4u-emulation"));
        return Arbitraries.of(all);
    }

    private static Planted planted(String scheme, String bug, int cpus, String invariant) {
        return new Planted(scheme, bug, cpus, cpus, 2, 0, EnumSet.of(Feature.CONCURRENT), invariant);
    }

    private static Planted emulated(String scheme, String bug) {
        return new Planted(scheme, bug, 2, 2, 1, 0, EnumSet.of(Feature.EMULATION), "NoUseAfterFree");
    }

    private static Planted underAWalk(String scheme, String bug) {
        return new Planted(scheme, bug, 2, 2, 1, 1, EnumSet.of(Feature.TABLES, Feature.WALKERS), "NoFreedTableWalk");
    }

    @Property(generation = GenerationMode.EXHAUSTIVE, shrinking = ShrinkingMode.OFF)
    void everyPlantedBugIsFoundByATapeThatShrinks(@ForAll("bugs") Planted planted) {
        String invariant = planted.invariant;
        Scope scope = Scope.small(
                planted.vcpus, planted.pcpus, 1, planted.pages, planted.pages, planted.tables, planted.features);
        ScheduleRunner runner =
                new ScheduleRunner(new Machine(Schemes.named(planted.scheme), scope, Set.of(planted.bug)));
        Shrinkable<int[]> found = firstFailing(runner, invariant);
        assertNotNull(found, "not found in " + MOST_TRIES + " tapes");

        Shrinkable<int[]> small = shrunk(found, runner, invariant);
        assertTrue(small.value().length <= found.value().length, small.value().length + " choices");
        Invariant broken = runner.run(Tape.of(small.value()));
        assertEquals(invariant, broken.label());
        Recording recording = TapePropertiesTest.smallest(runner, broken);
        assertTrue(recording.steps().size() <= 40, recording.steps().size() + " steps");
        String timeline = Timeline.of(recording).toString();
        assertTrue(timeline.contains("<== breaks"), timeline);
        assertTrue(timeline.contains(invariant + " is broken: "), timeline);
    }

    private static boolean fails(ScheduleRunner runner, int[] tape, String invariant) {
        Invariant broken = runner.run(Tape.of(tape));
        return broken != null && broken.label().equals(invariant);
    }

    private static Shrinkable<int[]> firstFailing(ScheduleRunner runner, String invariant) {
        Arbitrary<int[]> tapes = TapePropertiesTest.tapesOf(200);
        RandomGenerator<int[]> generator = tapes.generator(MOST_TRIES, false);
        Random random = new Random(20160402);
        for (int k = 0; k < MOST_TRIES; k++) {
            Shrinkable<int[]> tape = generator.next(random);
            if (fails(runner, tape.value(), invariant)) {
                return tape;
            }
        }
        return null;
    }

    private static Shrinkable<int[]> shrunk(Shrinkable<int[]> found, ScheduleRunner runner, String invariant) {
        Shrinkable<int[]> best = found;
        int tried = 0;
        boolean smaller = true;
        while (smaller && tried < MOST_SHRINKS) {
            smaller = false;
            for (Iterator<Shrinkable<int[]>> all = best.shrink().iterator(); all.hasNext() && tried < MOST_SHRINKS; ) {
                Shrinkable<int[]> candidate = all.next();
                tried++;
                if (candidate.distance().compareTo(best.distance()) < 0
                        && fails(runner, candidate.value(), invariant)) {
                    best = candidate;
                    smaller = true;
                    break;
                }
            }
        }
        return best;
    }
}
