package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code TypeOK} knows the set of every variable. */
class TypeOkTest {
    private final Machine machine = new Machine(
            Schemes.named("shoot4u"), Scope.small(2, 2, 2, 2, 2, 1, EnumSet.allOf(Feature.class)), Set.of());
    private final State state = machine.state;

    @Test
    void holdsInTheFirstState() {
        assertEquals("", Invariant.TYPE_OK.explain(machine));
    }

    @Test
    void refusesWhatIsInNoSetForEveryVariable() {
        for (int variable = 0; variable < State.VARIABLES; variable++) {
            for (int wrong : new int[] {Integer.MIN_VALUE, -2, 1_000, Integer.MAX_VALUE}) {
                int right = state.get(1, variable);
                state.set(1, variable, wrong);
                assertEquals("variable " + variable + " of v2 is " + wrong, Invariant.TYPE_OK.explain(machine));
                state.set(1, variable, right);
                assertTrue(Invariant.TYPE_OK.holds(machine));
            }
        }
    }

    @Test
    void allowsTheGreatestValueAndNotTheNext() {
        state.set(0, State.PC, State.GRACE);
        assertTrue(Invariant.TYPE_OK.holds(machine));
        state.set(0, State.PC, State.GRACE + 1);
        assertFalse(Invariant.TYPE_OK.holds(machine));
        state.set(0, State.PC, State.IDLE);
        state.set(1, State.VCPU_CPU, 1);
        assertTrue(Invariant.TYPE_OK.holds(machine));
        state.set(1, State.VCPU_CPU, 2);
        assertFalse(Invariant.TYPE_OK.holds(machine));
    }

    @Test
    void leavesAHoleInWhatAGuestSees() {
        state.set(0, State.SEEN, State.PV_FLUSH);
        assertTrue(Invariant.TYPE_OK.holds(machine));
        state.set(0, State.SEEN, State.PV_IN);
        assertEquals("variable " + State.SEEN + " of v1 is " + State.PV_IN, Invariant.TYPE_OK.explain(machine));
    }
}
