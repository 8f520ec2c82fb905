package dev.shootdown.modelcheck.conform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.modelcheck.prove.Concrete;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** On random modules, too, the solvers are told what TLC makes of the text: in every well-typed state. */
class TranslationPropertyTest {
    private static final int FORMULAS = 25;
    private static final int ACTIONS = 4;

    @Property(tries = 4, shrinking = ShrinkingMode.OFF)
    void randomFormulasAndActionsMeanTheSame(@ForAll long seed) throws IOException {
        Path folder = Files.createTempDirectory("shootdown-random-");
        Path file = folder.resolve("Formulas.tla");
        try {
            Files.writeString(file, RandomModule.text("Formulas", seed, FORMULAS, ACTIONS));
            compare(file);
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }

    private static void compare(Path file) {
        List<String> formulas =
                IntStream.rangeClosed(1, FORMULAS).mapToObj(k -> "P" + k).toList();
        SpecificationGraph graph = Specification.open(
                file,
                "INIT TypeOK NEXT Next CHECK_DEADLOCK FALSE INVARIANTS " + String.join(" ", formulas)
                        + " CONSTANTS A = {A1, A2} B = {B1} NoB = NoB FirstA = A1",
                new int[16]);
        Concrete translated = new Concrete(file, Map.of(), Map.of("A", 2, "B", 1), formulas);
        List<Object> states = graph.initialStates();
        assertEquals(4 * 4 * 2 * 2 * 4, states.size());
        int steps = 0;
        for (int k = 0; k < states.size(); k += 3) {
            Object state = states.get(k);
            Concrete.State here = translated.state(state.toString());
            for (String formula : formulas) {
                assertEquals(graph.holds(formula, state), here.holds(formula), formula + " in " + state);
            }
            for (int label = 0; label < graph.labels().size(); label++) {
                List<Object> next = graph.successors(label, state);
                TranslationTest.compare(graph.labels().get(label), here, next, translated);
                steps += next.size();
            }
        }
        assertTrue(steps > 0, "no action of the four is possible in any state");
    }
}
