package dev.shootdown.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.TlbGeometry;
import dev.shootdown.trace.Recording;
import dev.shootdown.trace.Timeline;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** The invariants as properties over tapes of choices; what fails shrinks to a short tape and is shown as a timeline. */
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE, tries = 300, shrinking = ShrinkingMode.BOUNDED)
class TapePropertiesTest {
    @Provide
    Arbitrary<int[]> tapes() {
        return tapesOf(200);
    }

    /** Tapes of up to that many choices; a number below a thousand chooses well enough among the steps of small machines. */
    static Arbitrary<int[]> tapesOf(int mostChoices) {
        return Arbitraries.integers()
                .between(0, 999)
                .withoutEdgeCases()
                .array(int[].class)
                .ofMinSize(0)
                .ofMaxSize(mostChoices);
    }

    @Provide
    Arbitrary<Scope> scopes() {
        Arbitrary<List<Integer>> vms = Arbitraries.of(List.of(2), List.of(3), List.of(2, 1), List.of(2, 2));
        Arbitrary<Set<Feature>> features =
                Arbitraries.of(Feature.values()).set().ofMinSize(0).ofMaxSize(Feature.values().length);
        Arbitrary<Integer> few = Arbitraries.integers().between(1, 2);
        return Combinators.combine(vms, Arbitraries.integers().between(1, 3), few, few, few, features)
                .as((vcpus, pcpus, spaces, pages, frames, on) ->
                        new Scope(vcpus, pcpus, spaces, pages, frames, 1, pages, 1, TlbGeometry.UNBOUNDED, on));
    }

    @Provide
    Arbitrary<Scheme> schemes() {
        return Arbitraries.of(Schemes.all());
    }

    @Property
    void everyInvariantHolds(
            @ForAll("schemes") Scheme scheme, @ForAll("scopes") Scope scope, @ForAll("tapes") int[] tape) {
        ScheduleRunner runner = new ScheduleRunner(new Machine(scheme, scope, Set.of()));
        Invariant broken = runner.run(Tape.of(tape));
        assertTrue(broken == null, () -> timeline(runner, broken));
    }

    @Property(tries = 50)
    void aTapeIsAlwaysTheSameSchedule(@ForAll("scopes") Scope scope, @ForAll("tapes") int[] tape) {
        Scheme scheme = Schemes.named("pv_tlb_flush");
        ScheduleRunner one = new ScheduleRunner(new Machine(scheme, scope, Set.of()));
        ScheduleRunner other = new ScheduleRunner(new Machine(scheme, scope, Set.of()));
        one.run(Tape.of(tape));
        other.run(Tape.of(tape));
        other.run(Tape.of(tape));
        assertEquals(one.machine().state.fingerprint(0), other.machine().state.fingerprint(0));
        assertEquals(one.machine().state.fingerprint(1), other.machine().state.fingerprint(1));
    }

    private static String timeline(ScheduleRunner runner, Invariant broken) {
        return "\n" + Timeline.of(smallest(runner, broken));
    }

    /**
     * The runner's last schedule made small. A tape with a choice deleted means something else from there on, which limits
     * how far jqwik can shrink one; the steps that it stands for can be left out one by one.
     */
    static Recording smallest(ScheduleRunner runner, Invariant broken) {
        Machine machine = runner.machine();
        Schedule small =
                Shrinker.shrink(new Schedule(machine.scheme, machine.bugs(), machine.scope, runner.steps()), broken);
        return new Recording(
                "test",
                machine.scheme.name(),
                List.copyOf(machine.bugs()),
                small.scope(),
                "tape",
                0,
                0,
                broken.label(),
                small.text());
    }
}
