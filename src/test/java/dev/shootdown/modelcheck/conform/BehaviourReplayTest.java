package dev.shootdown.modelcheck.conform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.Scope;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behaviours of the specification in the running code. */
class BehaviourReplayTest {
    private static final Path SPEC = Path.of("spec");

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void followsBehavioursWithEveryFeature(String scheme) {
        Scope scope = Scope.small(3, 2, 2, 2, 2, 1, EnumSet.allOf(Feature.class));
        BehaviourReplay.Result result =
                BehaviourReplay.run(new Machine(Schemes.named(scheme), scope, Set.of()), SPEC, 10, 80, 3);
        assertNull(result.difference());
        assertEquals(800, result.steps());
    }

    @Test
    void tellsWhereTheMachineCannotFollow() {
        Scope scope = Scope.small(1, 2, 1, 1, 1, 0, Set.of(Feature.MIGRATE));
        Machine machine = new Machine(Schemes.named("baseline"), scope, Set.of());
        machine.apply(machine.step("LoadVcpu(v1, p1)"));
        BehaviourReplay.Result result = BehaviourReplay.run(machine, SPEC, 1, 10, 1);
        assertTrue(
                result.difference().startsWith("step 1 of behaviour 1: the machine cannot take it\n  LoadVcpu(v1, p"),
                result.difference());
    }
}
