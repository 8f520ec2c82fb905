package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots, fingerprints, and what follows from the variables. */
class SnapshotTest {
    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void goesOnFromARestoredSnapshotAsBefore(String scheme) {
        Scope scope = Walk.several(List.of(2, 2), 3, TlbGeometry.UNBOUNDED);
        Walk walk = new Walk(new Machine(Schemes.named(scheme), scope, Set.of()), 5);
        for (int k = 0; k < 200; k++) {
            walk.takeAny();
        }
        int[] before = walk.snapshot();
        Set<String> enabled = walk.enabled();
        List<Long> steps = new ArrayList<>();
        for (int k = 0; k < 200; k++) {
            steps.add(walk.takeAny());
        }
        int[] after = walk.snapshot();

        walk.machine.state.restore(before);
        assertEquals(enabled, walk.enabled());
        for (long step : steps) {
            assertTrue(walk.machine.can(step));
            walk.machine.apply(step);
        }
        assertArrayEquals(after, walk.snapshot());
    }

    @Test
    void hasOneFingerprintForStatesReachedByDifferentOrders() {
        Scope scope = Scope.small(2, 2, 1, 1, 1, 0, Set.of());
        Walk one = Walk.of("baseline", scope).enter(1, 1).enter(2, 2);
        Walk other = Walk.of("baseline", scope).enter(2, 2).enter(1, 1);
        assertEquals(one.machine.state.fingerprint(0), other.machine.state.fingerprint(0));
        assertEquals(one.machine.state.fingerprint(1), other.machine.state.fingerprint(1));
        other.take("ExitGuest(v1)");
        assertNotEquals(one.machine.state.fingerprint(0), other.machine.state.fingerprint(0));
        assertNotEquals(one.machine.state.fingerprint(1), other.machine.state.fingerprint(1));
    }

    /** Breadth-first over part of the states: variables and fingerprints tell the same states apart, each half alone. */
    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void tellsStatesApartByEitherHalfOfTheFingerprint(String scheme) {
        Scope scope = Scope.small(2, 2, 2, 2, 1, 1, EnumSet.allOf(Feature.class));
        Machine machine = new Machine(Schemes.named(scheme), scope, Set.of());
        Map<List<Integer>, int[]> seen = new HashMap<>();
        Set<Long> first = new HashSet<>();
        Set<Long> second = new HashSet<>();
        ArrayDeque<int[]> queue = new ArrayDeque<>();
        Walk walk = new Walk(machine, 1);
        Offers offers = machine.offers();
        seen.put(Spelling.of(machine), walk.snapshot());
        first.add(machine.state.fingerprint(0));
        second.add(machine.state.fingerprint(1));
        queue.add(walk.snapshot());
        while (seen.size() < 12_000) {
            int[] from = queue.remove();
            machine.state.restore(from);
            machine.enabled(offers);
            for (int k = 0; k < offers.size(); k++) {
                machine.state.restore(from);
                machine.apply(offers.get(k));
                boolean isNew = seen.putIfAbsent(Spelling.of(machine), from) == null;
                assertEquals(isNew, first.add(machine.state.fingerprint(0)));
                assertEquals(isNew, second.add(machine.state.fingerprint(1)));
                if (isNew) {
                    queue.add(walk.snapshot());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void keepsItsCountsInStepWithTheVariables(String scheme) {
        for (long seed = 0; seed < 6; seed++) {
            Scope scope = Walk.several(List.of(2, 3), 3, TlbGeometry.UNBOUNDED);
            Walk walk =
                    new Walk(new Machine(Schemes.named(scheme), scope, Machine.bugsOf(Schemes.named(scheme))), seed);
            for (int k = 0; k < 2_000; k++) {
                walk.takeAny();
                int[] kept = walk.snapshot();
                Recount.of(walk.machine.state);
                assertArrayEquals(kept, walk.snapshot(), "after step " + k);
            }
        }
    }

    /** Every variable of the specification, read through the public accessors. */
    private static final class Spelling {
        static List<Integer> of(Machine m) {
            State s = m.state;
            Scope scope = s.scope;
            List<Integer> all = new ArrayList<>();
            for (int v = 0; v < s.vcpus(); v++) {
                for (int variable = 0; variable <= State.EMULATION_STALE; variable++) {
                    all.add(s.get(v, variable));
                }
                for (int page = 0; page < scope.pages(); page++) {
                    all.add(s.held(v, page));
                }
                for (int t = 0; t < s.vcpus(); t++) {
                    all.add(s.call(v, t));
                    all.add(s.has(s.targets(v), t) ? 1 : 0);
                    all.add(s.has(s.ipis(v), t) ? 1 : 0);
                    all.add(s.has(s.unchecked(v), t) ? 1 : 0);
                    all.add(s.has(s.graceFor(v), t) ? 1 : 0);
                }
                for (int p = 0; p < scope.pcpus(); p++) {
                    all.add(s.hostCall(v, p));
                    all.add(s.psc(p, v));
                    for (int page = 0; page < scope.pages(); page++) {
                        all.add(s.tlb(p, v, page));
                    }
                }
            }
            for (int space = 0; space < scope.spaces(); space++) {
                all.add(s.table(space));
                for (int v = 0; v < s.vcpus(); v++) {
                    all.add(s.has(s.cpumask(space), v) ? 1 : 0);
                }
                for (int page = 0; page < scope.pages(); page++) {
                    all.add(s.pt(space, page));
                }
            }
            return all;
        }
    }

    @Test
    void startsEveryMachineOfAScopeInTheSameState() {
        Scope scope = Scope.small(2, 2, 1, 1, 1, 0, Set.of());
        assertTrue(Arrays.equals(
                Walk.of("shoot4u", scope).snapshot(), Walk.of("shoot4u", scope).snapshot()));
    }
}
