package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepTextTest {
    private static Machine machine(String scheme) {
        return new Machine(
                Schemes.named(scheme), Scope.small(3, 2, 2, 2, 2, 1, EnumSet.allOf(Feature.class)), Set.of());
    }

    @Test
    void countsArgumentsFromOne() {
        assertEquals("ClearPte(v1, m1, g2)", machine("baseline").show(Step.of(Steps.CLEAR_PTE, 0, 0, 1)));
        assertEquals("EvictTlb(p2, v3, g1)", machine("baseline").show(Step.of(Steps.EVICT_TLB, 1, 2, 0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void readsWhatItShows(String scheme) {
        Machine machine = machine(scheme);
        for (StepKind kind : Machine.kindsOf(machine.scheme)) {
            int[] last = {0, 0, 0};
            for (int k = 0; k < kind.arguments().size(); k++) {
                last[k] = machine.range(kind.arguments().get(k)) - 1;
            }
            long step = Step.of(kind.code(), last[0], last[1], last[2]);
            assertEquals(step, machine.step(machine.show(step)), kind.name());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Wake",
                "Wake()",
                "Wake(v1",
                "Wake(v4)",
                "Wake(v0)",
                "Wake(v01)",
                "Wake(p1)",
                "Wake(v)",
                "Wake(v1, v2)",
                "Wake(v99999999999)",
                "wake(v1)",
                "Hypercall(v1)",
                "Nonsense(v1)"
            })
    void refusesTextThatIsNoStepOfTheMachine(String text) {
        Machine machine = machine("baseline");
        assertThrows(BadInput.class, () -> machine.step(text));
    }

    @Test
    void packsTheLargestArguments() {
        int page = Scope.MOST_PAGES - 1;
        long step = Step.of(255, Scope.MOST_CPUS - 1, page, page);
        assertEquals(
                List.of(255, Scope.MOST_CPUS - 1, page, page),
                List.of(Step.kind(step), Step.a(step), Step.b(step), Step.c(step)));
    }

    @Test
    void givesEachKindOfASchemeItsOwnCodeAndName() {
        for (Scheme scheme : Schemes.all()) {
            List<StepKind> kinds = Machine.kindsOf(scheme);
            assertEquals(
                    kinds.size(), kinds.stream().map(StepKind::code).distinct().count(), scheme.name());
            assertEquals(
                    kinds.size(), kinds.stream().map(StepKind::name).distinct().count(), scheme.name());
        }
    }
}
