package dev.shootdown.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.shootdown.modelcheck.TlcResult.EvaluationError;
import dev.shootdown.modelcheck.TlcResult.Holds;
import dev.shootdown.modelcheck.TlcResult.NoVerdict;
import dev.shootdown.modelcheck.TlcResult.OutOfMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Output that TLC gives seldom, or never: what must not be taken for success. */
class TlcOutputTest {
    private static final String SUCCESS = message(2193, 0, "Model checking completed. No error has been found.");
    private static final String COUNTS =
            message(2199, 0, "1,234 states generated, 567 distinct states found, 0 states left on queue.");

    @Test
    void takesSuccessFromTheMessagesAndTheCounts() {
        assertEquals(
                new Holds(new StateCount(1234, 567, 0, 12)),
                result(0, SUCCESS + COUNTS + message(2194, 0, "The depth of the complete state graph search is 12.")));
    }

    @Test
    void doesNotBelieveAnExitCodeAlone() {
        assertInstanceOf(NoVerdict.class, result(0, ""));
        assertInstanceOf(NoVerdict.class, result(0, COUNTS));
        assertInstanceOf(NoVerdict.class, result(0, SUCCESS));
        assertInstanceOf(NoVerdict.class, result(137, SUCCESS + COUNTS));
    }

    @Test
    void doesNotTakeAnUnfinishedSearchForSuccess() {
        String counts = message(2199, 0, "10 states generated, 9 distinct states found, 3 states left on queue.");
        assertInstanceOf(NoVerdict.class, result(0, SUCCESS + counts));
    }

    @Test
    void doesNotForgetAnErrorBecauseOfLaterSuccess() {
        String error = message(1001, 1, "Java ran out of memory.");
        assertInstanceOf(OutOfMemory.class, result(0, error + SUCCESS + COUNTS));
    }

    /** A class that could not be initialized for lack of memory is missing ever after. */
    @Test
    void knowsLackOfMemoryFromWhatFollowsOfIt() {
        String follows =
                message(1000, 1, "The exception was a java.lang.NoClassDefFoundError\n: java.text.NumberFormat");
        String memory = "java.lang.OutOfMemoryError: Java heap space\n";
        OutOfMemory expected = new OutOfMemory("TLC ran out of memory", StateCount.NONE);
        assertEquals(expected, result(255, "Exception in thread \"watch TLC\" " + memory + follows));
        assertEquals(expected, result(255, follows + message(1000, 1, "The exception was a " + memory)));
        assertEquals(expected, result(3, "@!@!@STARTMSG 2200:0 @!@!@\nTerminating due to " + memory));
        assertInstanceOf(EvaluationError.class, result(255, follows));
    }

    @Test
    void saysWhatAKilledTlcLastSaid() {
        assertEquals(
                new NoVerdict(
                        "TLC ended with exit code 137 and no verdict; it last said: Killed by someone",
                        StateCount.NONE),
                result(137, "Killed by someone\n"));
    }

    @Test
    void reportsProgressAsItComes() {
        List<StateCount> seen = new ArrayList<>();
        TlcOutput output = new TlcOutput(seen::add);
        feed(
                output,
                message(
                        2200,
                        0,
                        "Progress(7) at 2026-01-01 00:00:00: 8,000 states generated (373 s/min), 7,001 distinct states found"
                                + " (326 ds/min), 42 states left on queue."));
        assertEquals(List.of(new StateCount(8000, 7001, 42, 7)), seen);
    }

    @Test
    void countsAnActionThatStandsTwiceTogetherButNotTheSameTwice() {
        String statistics = message(2201, 0, "The coverage statistics at 2026-01-01 00:00:00")
                + message(2772, 0, "<Raise line 5, col 1 to line 5, col 8 of module A>: 5:16")
                + message(2772, 0, "<Raise line 9, col 1 to line 9, col 8 of module B>: 0:4");
        TlcOutput output = new TlcOutput(states -> {});
        feed(output, statistics + statistics);
        assertEquals(Map.of("Raise", 20L), output.coverage());
    }

    @Test
    void takesTheWatchsLinesOutOfWhateverTlcIsSaying() {
        List<StateCount> seen = new ArrayList<>();
        TlcOutput output = new TlcOutput(seen::add);
        feed(output, (SUCCESS + COUNTS).replace("distinct states", "disshootdown-progress 5 4 3 2\ntinct states"));
        assertEquals(List.of(new StateCount(5, 4, 3, 2)), seen);
        assertEquals(new Holds(new StateCount(1234, 567, 0, 0)), output.result(0));
    }

    @Property
    void neverTakesNoiseForSuccess(@ForAll List<String> lines) {
        assertInstanceOf(NoVerdict.class, result(0, String.join("\n", lines)));
    }

    private static TlcResult result(int exitCode, String text) {
        TlcOutput output = new TlcOutput(states -> {});
        feed(output, text);
        return output.result(exitCode);
    }

    private static void feed(TlcOutput output, String text) {
        text.lines().forEach(output::line);
    }

    private static String message(int code, int kind, String text) {
        return "@!@!@STARTMSG " + code + ":" + kind + " @!@!@\n" + text + "\n@!@!@ENDMSG " + code + " @!@!@\n";
    }
}
