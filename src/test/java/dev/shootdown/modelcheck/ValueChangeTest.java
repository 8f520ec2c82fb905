package dev.shootdown.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ValueChangeTest {
    @Test
    void namesThePlaceInsideFunctionsAndRecords() {
        assertEquals(
                List.of("pc[v1].stage = 2"),
                change(
                        "(v1 :> [stage |-> 1, op |-> \"a, @@ [\"] @@ v2 :> 3)",
                        "(v1 :> [stage |-> 2, op |-> \"a, @@ [\"] @@ v2 :> 3)"));
    }

    @Test
    void tellsWhatLeftASetAndWhatCame() {
        assertEquals(
                List.of("pc - [page |-> g1, to |-> <<f1, \"rw\">>]", "pc + v2"),
                change("{v1, [page |-> g1, to |-> <<f1, \"rw\">>]}", "{v1, v2}"));
    }

    @Test
    void showsATupleWhole() {
        assertEquals(List.of("pc[g1] = <<f1, \"rw\">>"), change("(g1 :> NoEntry)", "(g1 :> <<f1, \"rw\">>)"));
    }

    @Test
    void showsAFunctionWholeWhenItsDomainChanged() {
        assertEquals(List.of("pc = (v2 :> 1)"), change("(v1 :> 1)", "(v2 :> 1)"));
    }

    @Test
    void doesNotMindHowTlcBreaksLines() {
        assertEquals(
                List.of(),
                change(
                        "(v1 :> {1, 2} @@ v2 :> {})",
                        "( v1 :>\n   {1, 2} @@\n  v2 :> {} )".replace("( ", "(").replace(" )", ")")));
        assertEquals(List.of("pc[v2] + 7"), change("( v1 :> {1} @@\n v2 :> {} )", "(v1 :> {1} @@ v2 :> {7})"));
    }

    @Test
    void takesApartFunctionsOfTuples() {
        assertEquals(
                List.of("pc[<<v1, v2>>] = \"sent\""),
                change(
                        "(<<v1, v2>> :> \"free\" @@ <<v2, v1>> :> \"free\")",
                        "(<<v1, v2>> :> \"sent\" @@ <<v2, v1>> :> \"free\")"));
    }

    @Property
    void neverFailsOnTextItDoesNotUnderstand(@ForAll String before, @ForAll String after) {
        int expected =
                TlaValue.parse(before).text().equals(TlaValue.parse(after).text()) ? 0 : 1;
        assertEquals(expected, Math.min(expected, change(before, after).size()));
    }

    private static List<String> change(String before, String after) {
        return ValueChange.between(Map.of("pc", before), Map.of("pc", after));
    }
}
