package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Machine#enabled} lists what is possible where each actor stands; the plain guards are the measure. */
class EnumerationTest {
    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void listsExactlyTheStepsWhoseGuardHolds(String scheme) {
        Set<Feature> all = EnumSet.allOf(Feature.class);
        Set<Feature> noTables = EnumSet.complementOf(EnumSet.of(Feature.TABLES));
        Set<Feature> none = EnumSet.noneOf(Feature.class);
        for (Scope scope : List.of(
                Scope.small(2, 2, 1, 1, 1, 0, none),
                Scope.small(3, 2, 2, 2, 2, 0, noTables),
                Scope.small(3, 3, 2, 2, 2, 2, all),
                Walk.several(List.of(2, 3), 3, TlbGeometry.UNBOUNDED),
                Walk.several(List.of(2, 1), 2, new TlbGeometry(2, 1)))) {
            for (int seed = 0; seed < 12; seed++) {
                walk(new Walk(new Machine(Schemes.named(scheme), scope, Machine.bugsOf(Schemes.named(scheme))), seed));
                walk(new Walk(new Machine(Schemes.named(scheme), scope, Set.of()), seed));
            }
        }
    }

    private static void walk(Walk walk) {
        for (int k = 0; k < 150; k++) {
            Set<String> listed = walk.enabled();
            assertEquals(bruteForce(walk.machine), listed);
            if (walk.takeAny() == -1) {
                return;
            }
        }
    }

    private static Set<String> bruteForce(Machine machine) {
        Set<String> enabled = new TreeSet<>();
        for (StepKind kind : Machine.kindsOf(machine.scheme)) {
            int n = kind.arguments().size();
            for (int a = 0; a < machine.range(kind.arguments().get(0)); a++) {
                for (int b = 0; b < (n > 1 ? machine.range(kind.arguments().get(1)) : 1); b++) {
                    for (int c = 0; c < (n > 2 ? machine.range(kind.arguments().get(2)) : 1); c++) {
                        long step = Step.of(kind.code(), a, b, c);
                        if (machine.can(step)) {
                            enabled.add(machine.show(step));
                        }
                    }
                }
            }
        }
        return enabled;
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void takesEveryKindOfStepInSomeRandomWalk(String scheme) {
        Scope scope = Scope.small(3, 3, 2, 2, 2, 2, EnumSet.allOf(Feature.class));
        Walk walk = new Walk(new Machine(Schemes.named(scheme), scope, Set.of()), 7);
        Set<String> taken = new HashSet<>();
        for (int k = 0; k < 60_000; k++) {
            taken.add(walk.machine.kind(walk.takeAny()).name());
        }
        for (StepKind kind : Machine.kindsOf(walk.machine.scheme)) {
            assertTrue(taken.contains(kind.name()), kind.name());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void neverOffersAStepTwice(String scheme) {
        Scope scope = Scope.small(3, 3, 2, 2, 2, 1, EnumSet.allOf(Feature.class));
        Walk walk = new Walk(new Machine(Schemes.named(scheme), scope, Set.of()), 3);
        Offers offers = walk.machine.offers();
        for (int k = 0; k < 3_000; k++) {
            walk.machine.enabled(offers);
            Set<Long> steps = new HashSet<>();
            for (int n = 0; n < offers.size(); n++) {
                assertTrue(steps.add(offers.get(n)), walk.machine.show(offers.get(n)));
            }
            walk.takeAny();
        }
    }
}
