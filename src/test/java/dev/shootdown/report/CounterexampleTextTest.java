package dev.shootdown.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shootdown.modelcheck.Counterexample;
import dev.shootdown.modelcheck.Counterexample.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CounterexampleTextTest {
    private static final Step START = step("Init", "(v1 :> \"out\" @@ v2 :> \"out\")", "{}");
    private static final Step ENTERED = step("EnterGuest(v1)", "(v1 :> \"guest\" @@ v2 :> \"out\")", "{}");
    private static final Step FILLED =
            step("FillTlb(v2, g1)", "(v1 :> \"guest\" @@ v2 :> \"out\")", "{[frame |-> f1]}");

    @Test
    void showsPerStepOnlyWhatChanged() {
        assertEquals(
                """
                At the beginning:
                  mode = (v1 :> "out" @@ v2 :> "out")
                  tlb = {}
                  (1 more never change here)

                step  action             v1            v2  shared
                   1  EnterGuest(v1)   > mode=guest
                   2  FillTlb(v2, g1)                > .   tlb + [frame |-> f1]
                """, CounterexampleText.of(new Counterexample(List.of(START, ENTERED, FILLED), OptionalInt.empty())));
    }

    @Test
    void showsWhereABehaviourGoesOnForEver() {
        assertEquals(
                """
                At the beginning:
                  mode = (v1 :> "out" @@ v2 :> "out")
                  tlb = {}
                  (1 more never change here)

                step  action             v1            v2  shared
                   1  EnterGuest(v1)   > mode=guest
                   2  FillTlb(v2, g1)                > .   tlb + [frame |-> f1]
                and from here on as after step 1, for ever
                """, CounterexampleText.of(new Counterexample(List.of(START, ENTERED, FILLED), OptionalInt.of(1))));
    }

    @Test
    void showsThatABehaviourEndsInStandstill() {
        String text = CounterexampleText.of(new Counterexample(List.of(START, ENTERED), OptionalInt.of(1)));
        assertEquals(
                "and nothing ever happens again", text.lines().toList().get(6).strip());
    }

    @Test
    void showsAnInitialStateThatIsBadInFull() {
        assertEquals("""
                At the beginning:
                  page = g1
                  mode = (v1 :> "out" @@ v2 :> "out")
                  tlb = {}

                step  action    v1    v2  shared
                """, CounterexampleText.of(new Counterexample(List.of(START), OptionalInt.empty())));
    }

    private static Step step(String action, String mode, String tlb) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("page", "g1");
        values.put("mode", mode);
        values.put("tlb", tlb);
        return new Step(action, values);
    }
}
