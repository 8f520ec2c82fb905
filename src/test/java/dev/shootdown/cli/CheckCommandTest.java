package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.report.CounterexampleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest extends CommandRunner {
    private static final Path MODULES = Path.of("src/test/resources/modelcheck");

    @TempDir
    private Path folder;

    /** The example of CONTRIBUTING.md, as it stands there. */
    @Test
    void checksAModuleInSomebodyElsesFolder() throws IOException {
        String manual = Files.readString(Path.of("CONTRIBUTING.md"));
        Files.writeString(folder.resolve("Hasty.tla"), block(manual, "```tla\n"));
        Files.writeString(folder.resolve("models.yaml"), block(manual, "```yaml\n- {model: hasty"));
        String config = Files.readString(Path.of("model-checking/baseline-small.cfg"));
        String line = block(manual, "```\n    FlushedPages");
        Files.writeString(folder.resolve("hasty-small.cfg"), config.replace("INVARIANTS", line + "INVARIANTS"));
        String list = folder.resolve("models.yaml").toString();
        Path saved = folder.resolve("saved");
        assertEquals(
                Main.HOLDS,
                execute("check", "--models", list, "--counterexamples", "--save", saved.toString()),
                this::said);
        assertTrue(out.toString().contains("hasty-small violates NoStaleTranslation:"), this::said);
        String text = Files.readString(saved.resolve("hasty-small.txt"));
        assertTrue(out.toString().endsWith(text), text);
        assertTrue(CounterexampleFile.steps(text).stream().anyMatch(step -> step.startsWith("FinishFlush(")), text);
    }

    /** From the text on, up to the end of its fence; the fence itself is left out. */
    private static String block(String manual, String start) {
        int from = manual.indexOf('\n', manual.indexOf(start)) + 1;
        assertTrue(from > 0 && manual.contains(start), start);
        return manual.substring(from, manual.indexOf("```", from));
    }

    @Test
    void saysInASentenceWhatIsWrongWithAModule() throws IOException {
        String list = list("ParseError", "SPECIFICATION Spec\n");
        Files.copy(MODULES.resolve("ParseError.tla"), folder.resolve("ParseError.tla"));
        assertEquals(Main.BAD_INPUT, execute("check", "--models", list), this::said);
        assertEquals(1, err.toString().lines().count(), this::said);
        assertTrue(err.toString().startsWith("one-small: ParseError, line "), this::said);
    }

    @Test
    void saysInASentenceWhatIsMissing() throws IOException {
        assertEquals(Main.BAD_INPUT, execute("check", "--models", folder + "/nothing.yaml"));
        assertEquals(
                "shootdown check: " + folder + "/nothing.yaml: this list of models cannot be read.\n", err.toString());
        String list = list("Nowhere", "SPECIFICATION Spec\n");
        assertEquals(Main.BAD_INPUT, execute("check", "--models", list));
        assertTrue(
                err.toString().contains("model 'one-small': there is no module Nowhere.tla in " + folder), this::said);
    }

    @Test
    void saysWhatDistributedTlcCannotCheckAndChecksItInOneProcess() throws IOException {
        counter("INVARIANT TypeOK\nPROPERTY StaysBack\n", "StaysBack");
        String list = folder.resolve("models.yaml").toString();
        assertEquals(Main.HOLDS, execute("check", "--models", list, "--distributed", "--workers", "2"), this::said);
        assertEquals(
                "one-small: distributed TLC cannot check StaysBack; this model is checked in one process with one thread.\n",
                err.toString());
        assertTrue(out.toString().contains("StaysBack is violated"), this::said);
        assertTrue(out.toString().contains("1 thread "), this::said);
    }

    @Test
    void namesWhatDistributedTlcFindsAndShowsIt() throws IOException {
        counter("INVARIANTS TypeOK NeverBack\n", "NeverBack");
        String list = folder.resolve("models.yaml").toString();
        assertEquals(
                Main.HOLDS, execute("check", "--models", list, "--distributed", "--workers", "2", "--counterexamples"));
        assertEquals("", err.toString());
        assertTrue(out.toString().contains("2 workers"), this::said);
        assertEquals(
                "TurnBack",
                CounterexampleFile.steps(out.toString().replaceFirst("(?s).*?At the", "At the"))
                        .get(2));
    }

    @Test
    void showsForWhomEachStepOfAnUnexpectedCounterexampleIs() throws IOException {
        counter("INVARIANTS TypeOK NeverBack\n", "holds");
        assertEquals(Main.FAILS, execute("check", "--models", folder + "/models.yaml"), this::said);
        assertTrue(err.toString().contains("but the recorded verdict is that everything holds"), this::said);
        assertTrue(
                CounterexampleFile.steps(out.toString().replaceFirst("(?s).*?At the", "At the"))
                        .get(0)
                        .matches("Raise\\([ab]\\)"),
                this::said);
    }

    @Test
    void goesOnWithWhatIsDone() throws IOException {
        counter("INVARIANTS TypeOK NeverBack\n", "NeverBack");
        String list = folder.resolve("models.yaml").toString();
        String kept = folder.resolve("kept").toString();
        assertEquals(Main.HOLDS, execute("check", "--models", list, "--resume", kept), this::said);
        assertTrue(out.toString().contains("1 thread "), this::said);
        assertEquals(Main.HOLDS, execute("check", "--models", list, "--resume", kept), this::said);
        assertTrue(out.toString().contains("an earlier run"), this::said);
        assertEquals(Main.BAD_INPUT, execute("check", "--models", list, "--resume", list + "/below"), this::said);
        assertTrue(err.toString().contains("cannot be made"), this::said);
    }

    @Test
    void saysBeforeItChecksThatThereIsNoPlaceForCounterexamples() throws IOException {
        counter("INVARIANTS TypeOK NeverBack\n", "NeverBack");
        String list = folder.resolve("models.yaml").toString();
        for (String option : List.of("--save", "--report")) {
            assertEquals(Main.BAD_INPUT, execute("check", "--models", list, option, list + "/below"), this::said);
            assertEquals(
                    "shootdown check: The folder '" + list
                            + "/below' cannot be made (a place for counterexamples is expected).\n",
                    err.toString());
        }
        assertEquals("", out.toString());
    }

    @Test
    void refusesToWriteTwoCounterexamplesToOneFile() throws IOException {
        counter("INVARIANTS TypeOK NeverBack\n", "NeverBack");
        Files.copy(folder.resolve("one-small.cfg"), folder.resolve("One?small.cfg"));
        Files.copy(folder.resolve("one-small.cfg"), folder.resolve("one_small.cfg"));
        String model = "- {model: NAME, scheme: one, module: Counter, scope: small, verdict: NeverBack}\n";
        String list = Files.writeString(
                        folder.resolve("models.yaml"),
                        model.replace("NAME", "One?small") + model.replace("NAME", "one_small"))
                .toString();
        Path saved = folder.resolve("saved");
        for (String option : List.of("--save", "--report")) {
            assertEquals(Main.BAD_INPUT, execute("check", "--models", list, option, saved.toString()), this::said);
            assertEquals(
                    "shootdown check: The counterexamples of 'One?small' and 'one_small' would go to the same file,"
                            + " one_small (another name for one of the two is expected).\n",
                    err.toString());
            assertFalse(Files.exists(saved), "nothing is made for them");
        }
        assertEquals("", out.toString());
    }

    @Test
    void saysHowOftenEachActionIsTakenAndWhichNever() throws IOException {
        counter("INVARIANT TypeOK\n", "holds");
        String list = folder.resolve("models.yaml").toString();
        assertEquals(Main.HOLDS, execute("check", "--models", list, "--coverage"), this::said);
        assertEquals("""
                scheme  action    models  steps
                one     Raise          1      4
                one     Reset          1      1
                one     TurnBack       1      1

                one, 1 model of scope small: every action is taken.
                """, out.toString());
        Files.writeString(
                folder.resolve("one-small.cfg"),
                "CONSTANTS Cell = {a}  Max = 0\nSPECIFICATION FairSpec\nINVARIANT TypeOK\n");
        assertEquals(Main.BAD_INPUT, execute("check", "--models", list, "--coverage"), this::said);
        assertEquals("shootdown check: one-small: there are 2 distinct states, but 5 are on record.\n", err.toString());
        Files.writeString(
                folder.resolve("models.yaml"),
                "- {model: one-small, scheme: one, module: Counter, scope: small, verdict: holds}\n");
        assertEquals(Main.HOLDS, execute("check", "--models", list, "--coverage"), this::said);
        assertTrue(out.toString().endsWith("\none, 1 model of scope small: never taken: Raise.\n"), this::said);
        assertEquals(Main.HOLDS, execute("check", "--models", list, "--coverage", "--json"), this::said);
        assertTrue(out.toString().contains("\"action\" : \"Raise\""), this::said);
        assertTrue(out.toString().contains("\"steps\" : 0"), this::said);
    }

    private void counter(String checked, String violated) throws IOException {
        Files.copy(MODULES.resolve("Counter.tla"), folder.resolve("Counter.tla"));
        Files.copy(MODULES.resolve("library/CounterConstants.tla"), folder.resolve("CounterConstants.tla"));
        Files.writeString(
                folder.resolve("one-small.cfg"),
                "CONSTANTS Cell = {a, b}  Max = 1\nSPECIFICATION FairSpec\n" + checked);
        Files.writeString(
                folder.resolve("models.yaml"),
                "- {model: one-small, scheme: one, module: Counter, scope: small, verdict: " + violated
                        + ", distinct_states: 5}\n");
    }

    private String list(String module, String config) throws IOException {
        Files.writeString(folder.resolve("one-small.cfg"), config);
        return Files.writeString(
                        folder.resolve("models.yaml"),
                        "- {model: one-small, scheme: one, module: " + module + ", scope: small, verdict: holds}\n")
                .toString();
    }

    private String said() {
        return out + "\n" + err;
    }
}
