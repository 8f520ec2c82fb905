package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exchanges of CPUs and frames. */
class SymmetryTest {
    /** With every feature, without a bug and with all of them. */
    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void isNoticedByNoStep(String scheme) {
        Scope scope = Scope.small(2, 2, 2, 2, 2, 1, EnumSet.allOf(Feature.class));
        for (Set<String> bugs : List.of(Set.<String>of(), Machine.bugsOf(Schemes.named(scheme)))) {
            for (long seed = 0; seed < 4; seed++) {
                Walk walk = new Walk(new Machine(Schemes.named(scheme), scope, bugs), seed);
                Symmetry symmetry = new Symmetry(walk.machine);
                for (int k = 0; k < 150; k++) {
                    walk.takeAny();
                    assertTrue(symmetry.holds(), bugs + " seed " + seed + " step " + k);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void leavesFingerprintAndInvariantsAsTheyAre(String scheme) {
        Scope scope = Scope.small(3, 2, 1, 1, 2, 1, EnumSet.allOf(Feature.class));
        Walk walk = new Walk(new Machine(Schemes.named(scheme), scope, Machine.bugsOf(Schemes.named(scheme))), 7);
        Symmetry symmetry = new Symmetry(walk.machine);
        assertEquals(6 * 2 * 2, symmetry.size());
        int different = 0;
        for (int k = 0; k < 400; k++) {
            walk.takeAny();
            int[] here = walk.snapshot();
            Set<Invariant> broken = broken(walk.machine);
            Fingerprints seen = new Fingerprints();
            assertEquals(0, symmetry.addTo(seen));
            Set<Long> plain = new TreeSet<>();
            for (int n = 0; n < symmetry.size(); n++) {
                walk.machine.state.restore(here);
                symmetry.exchange(n);
                assertEquals(-1, symmetry.addTo(seen), "exchange " + n);
                assertEquals(broken, broken(walk.machine));
                plain.add(walk.machine.state.fingerprint(0));
            }
            different = Math.max(different, plain.size());
            walk.machine.state.restore(here);
        }
        assertEquals(symmetry.size(), different, "some state has as many others as there are exchanges");
    }

    private static Set<Invariant> broken(Machine machine) {
        Set<Invariant> broken = EnumSet.noneOf(Invariant.class);
        for (Invariant invariant : Invariant.values()) {
            if (!invariant.holds(machine)) {
                broken.add(invariant);
            }
        }
        return broken;
    }

    @Test
    void exchangesStatesAndStepsAlike() {
        Scope scope = Scope.small(2, 2, 1, 1, 1, 0, Set.of());
        Walk one = Walk.of("baseline", scope).enter(1, 1);
        Walk other = Walk.of("baseline", scope).enter(2, 2);
        Symmetry symmetry = new Symmetry(one.machine);
        Set<String> images = new TreeSet<>();
        for (int n = 0; n < symmetry.size(); n++) {
            images.add(one.machine.show(symmetry.exchanged(n, one.machine.step("LoadVcpu(v1, p1)"))));
            int[] here = one.snapshot();
            symmetry.exchange(n);
            if (images.size() == 4) {
                assertArrayEquals(other.snapshot(), one.snapshot());
            }
            one.machine.state.restore(here);
        }
        assertEquals(Set.of("LoadVcpu(v1, p1)", "LoadVcpu(v1, p2)", "LoadVcpu(v2, p1)", "LoadVcpu(v2, p2)"), images);
        assertNotEquals(
                one.machine.state.fingerprint(0), other.machine.state.fingerprint(0), "they are not the same state");
    }

    @Test
    void isForMachinesOfAModelsSize() {
        for (Scope scope : List.of(
                Scope.small(7, 1, 1, 1, 1, 0, Set.of()),
                Scope.small(4, 4, 1, 1, 3, 0, Set.of()),
                Walk.several(List.of(1, 1), 1, TlbGeometry.UNBOUNDED))) {
            Machine machine = new Machine(Schemes.named("baseline"), scope, Set.of());
            assertThrows(BadInput.class, () -> new Symmetry(machine), scope.toString());
        }
    }
}
