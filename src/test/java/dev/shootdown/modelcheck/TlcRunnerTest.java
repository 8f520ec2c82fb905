package dev.shootdown.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.modelcheck.TlcResult.EvaluationError;
import dev.shootdown.modelcheck.TlcResult.Holds;
import dev.shootdown.modelcheck.TlcResult.Kind;
import dev.shootdown.modelcheck.TlcResult.OutOfMemory;
import dev.shootdown.modelcheck.TlcResult.SpecificationError;
import dev.shootdown.modelcheck.TlcResult.Violated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLC itself, on modules small enough to know their state graphs by heart. */
class TlcRunnerTest {
    private static final Path MODULES = Path.of("src/test/resources/modelcheck");

    /** Two cells of 0..1: four states on the way up, and all cells up again with the mode turned back. */
    private static final String TWO_CELLS = "CONSTANTS Cell = {a, b}  Max = 1\n";

    @TempDir
    private Path folder;

    @Test
    void holdsWhenEveryStateWasSeenAndNoneIsBad() throws IOException {
        Holds holds = assertInstanceOf(Holds.class, run("Counter", TWO_CELLS + "SPECIFICATION Spec\nINVARIANT TypeOK"));
        assertEquals(5, holds.states().distinct());
        assertEquals(0, holds.states().queued());
        // the initial state; two and one and one raises; turning back; the reset, back to the initial state
        assertEquals(1 + 2 + 2 + 1 + 1, holds.states().generated());
        assertEquals(4, holds.states().depth());
    }

    @Test
    void namesTheInvariantAndTellsTheShortestWayToBreakIt() throws IOException {
        Violated violated = assertInstanceOf(
                Violated.class, run("Counter", TWO_CELLS + "SPECIFICATION Spec\nINVARIANTS TypeOK NeverBack"));
        assertEquals(Kind.INVARIANT, violated.kind());
        assertEquals("NeverBack", violated.property());
        List<Counterexample.Step> states = violated.counterexample().states();
        assertEquals(
                List.of("Init", "Raise(a)", "Raise(b)", "TurnBack"),
                states.stream().map(Counterexample.Step::action).toList());
        assertEquals(
                Map.of("cell", "(a :> 0 @@ b :> 0)", "mode", "\"up\""),
                states.get(0).values());
        assertEquals(
                Map.of("cell", "(a :> 1 @@ b :> 1)", "mode", "\"back\""),
                states.get(3).values());
        assertEquals(OptionalInt.empty(), violated.counterexample().backTo());
    }

    @Test
    void countsStatesThatDifferByASymmetryOnce() throws IOException {
        String config = TWO_CELLS + "SPECIFICATION Spec\nSYMMETRY Cells\nINVARIANTS TypeOK";
        assertEquals(4, run("SymmetricCounter", config).states().distinct());
        Violated violated = assertInstanceOf(Violated.class, run("SymmetricCounter", config + " NeverBack"));
        assertEquals("NeverBack", violated.property());
        assertEquals(4, violated.counterexample().states().size());
        assertTrue(violated.counterexample().states().get(1).action().startsWith("Raise("));
    }

    @Test
    void tellsThatAnInitialStateIsBad() throws IOException {
        Violated violated = assertInstanceOf(
                Violated.class, run("Counter", TWO_CELLS + "SPECIFICATION Spec\nINVARIANT NotInitially"));
        assertEquals("NotInitially", violated.property());
        assertEquals(1, violated.counterexample().states().size());
        assertEquals(
                "\"up\"", violated.counterexample().states().get(0).values().get("mode"));
    }

    @Test
    void namesAnActionProperty() throws IOException {
        Violated violated = assertInstanceOf(
                Violated.class, run("Counter", TWO_CELLS + "SPECIFICATION Spec\nPROPERTY NeverFallsProp"));
        assertEquals(Kind.ACTION_PROPERTY, violated.kind());
        assertEquals("NeverFallsProp", violated.property());
        assertEquals("Reset", violated.counterexample().states().get(4).action());
    }

    @Test
    void givesTheNameOfTheWholePropertyWhenTlcGivesThePlaceOfAPart() throws IOException {
        Violated violated = assertInstanceOf(
                Violated.class, run("Counter", TWO_CELLS + "SPECIFICATION Spec\nPROPERTIES ComesBack TwoPartsProp"));
        assertEquals(Kind.ACTION_PROPERTY, violated.kind());
        assertEquals("TwoPartsProp", violated.property());
    }

    @Test
    void namesTheOnlyTemporalPropertyAndTellsTheLoop() throws IOException {
        Violated violated = assertInstanceOf(
                Violated.class, run("Counter", TWO_CELLS + "SPECIFICATION FairSpec\nPROPERTY StaysBack"));
        assertEquals(Kind.TEMPORAL_PROPERTY, violated.kind());
        assertEquals("StaysBack", violated.property());
        Counterexample loop = violated.counterexample();
        // two raises, turning back, and the reset that closes the loop
        int back = loop.backTo().getAsInt();
        assertEquals(back + 4 + 1, loop.states().size());
        assertEquals("Reset", loop.states().get(loop.states().size() - 1 - back).action());
        assertEquals(
                loop.states().get(back).values(),
                loop.states().get(loop.states().size() - 1).values());
        assertEquals(false, loop.stutters());
    }

    @Test
    void tellsThatABehaviourStopsForEver() throws IOException {
        Violated violated =
                assertInstanceOf(Violated.class, run("Counter", TWO_CELLS + "SPECIFICATION Spec\nPROPERTY ComesBack"));
        assertEquals("ComesBack", violated.property());
        assertTrue(violated.counterexample().stutters());
    }

    @Test
    void seesAStateWithoutSuccessors() throws IOException {
        Violated violated = assertInstanceOf(Violated.class, run("Counter", TWO_CELLS + "SPECIFICATION SpecOneWay\n"));
        assertEquals(Kind.DEADLOCK, violated.kind());
        assertEquals("Deadlock", violated.property());
        assertEquals("TurnBack", violated.counterexample().states().get(3).action());
    }

    @Test
    void saysWhereAModuleCannotBeParsed() throws IOException {
        assertEquals(
                new SpecificationError("ParseError, line 3, column 15: \"0\" is not expected here"),
                run("ParseError", "SPECIFICATION Spec"));
    }

    @Test
    void saysWhichNameIsUnknown() throws IOException {
        assertEquals(
                new SpecificationError("SemanticError, line 3: Unknown operator: `y'."),
                run("SemanticError", "SPECIFICATION Spec"));
    }

    @Test
    void saysWhichModuleIsMissing() throws IOException {
        assertEquals(
                new SpecificationError(
                        "Cannot find source file for module NoSuchModule imported in module MissingModule."),
                run("MissingModule", "SPECIFICATION Spec"));
    }

    @Test
    void saysWhatTheConfigurationLacks() throws IOException {
        assertEquals(
                new SpecificationError(
                        "The invariant NoSuchInv specified in the configuration file is not defined in the specification."),
                run("Counter", TWO_CELLS + "SPECIFICATION Spec\nINVARIANT NoSuchInv"));
        assertEquals(
                new SpecificationError(
                        "TLC found an error in the configuration file at line 2 It was expecting = or <-, but did not find it."),
                run("Counter", "CONSTANT Max\nSPECIFICATION Spec"));
    }

    @Test
    void saysWhichExpressionHasNoValue() throws IOException {
        EvaluationError error = assertInstanceOf(
                EvaluationError.class, run("Counter", TWO_CELLS + "SPECIFICATION Spec\nINVARIANT HasField"));
        assertTrue(error.sentence().contains("\"nothing\""), error.sentence());
    }

    @Test
    void saysThatMemoryRanOut() throws IOException {
        Path config = Files.writeString(folder.resolve("Hungry.cfg"), "SPECIFICATION Spec");
        TlcTask task = new TlcTask(MODULES.resolve("Hungry.tla"), config, 1, 0, true, 40);
        OutOfMemory outOfMemory = assertInstanceOf(OutOfMemory.class, new TlcRunner(List.of()).run(task, states -> {}));
        assertEquals("TLC ran out of memory", outOfMemory.sentence());
    }

    @Test
    void countsHowOftenEachActionIsTaken() throws IOException {
        Path config = Files.writeString(folder.resolve("Counter.cfg"), TWO_CELLS + "SPECIFICATION Spec");
        TlcRunner.Covered covered =
                runner().cover(new TlcTask(MODULES.resolve("Counter.tla"), config, 1, 0, true, 0), states -> {});
        assertInstanceOf(Holds.class, covered.result());
        assertEquals(Map.of("Raise", 4L, "TurnBack", 1L, "Reset", 1L), covered.steps());
    }

    @Test
    void countsActionsOfAnInstanceAndThoseWithoutAName() throws IOException {
        Path config = Files.writeString(folder.resolve("Disjuncts.cfg"), "SPECIFICATION Spec");
        TlcRunner.Covered covered =
                runner().cover(new TlcTask(MODULES.resolve("Disjuncts.tla"), config, 1, 0, true, 0), states -> {});
        assertInstanceOf(Holds.class, covered.result());
        assertEquals(
                Map.of("Up!Raise", 3L, "Next (line 7, column 10)", 1L, "Next (line 8, column 9)", 0L, "Drop", 2L),
                covered.steps());
    }

    @Test
    void keepsTwoRunsAtTheSameTimeApart() throws IOException {
        Path small = Files.writeString(folder.resolve("small.cfg"), TWO_CELLS + "SPECIFICATION Spec");
        Path large = Files.writeString(
                folder.resolve("large.cfg"), "CONSTANTS Cell = {a, b, c, d}  Max = 2\nSPECIFICATION Spec");
        CompletableFuture<TlcResult> other = CompletableFuture.supplyAsync(() -> run(large));
        assertEquals(5, run(small).states().distinct());
        // 3^4 states on the way up, and the one that turned back
        assertEquals(82, other.join().states().distinct());
    }

    @Test
    void leavesNothingBehind() throws IOException {
        List<String> before = leftovers();
        run("Counter", TWO_CELLS + "SPECIFICATION Spec");
        assertEquals(before, leftovers());
    }

    private static List<String> leftovers() throws IOException {
        List<String> names = new ArrayList<>();
        try (var files =
                Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), TlcProcess.PREFIX + "*")) {
            files.forEach(file -> names.add(file.toString()));
        }
        try (var files = Files.newDirectoryStream(MODULES)) {
            files.forEach(file -> names.add(file.toString()));
        }
        names.sort(null);
        return names;
    }

    private TlcResult run(String module, String config) throws IOException {
        Path file = Files.writeString(folder.resolve(module + ".cfg"), config);
        TlcTask task = new TlcTask(MODULES.resolve(module + ".tla"), file, 1, 0, true, 0);
        TlcResult result = runner().run(task, states -> {});
        return result instanceof Violated violated ? runner().labelled(task, violated) : result;
    }

    private static TlcResult run(Path config) {
        return runner().run(new TlcTask(MODULES.resolve("Counter.tla"), config, 1, 0, true, 0), states -> {});
    }

    private static TlcRunner runner() {
        return new TlcRunner(List.of(MODULES.resolve("library")));
    }
}
