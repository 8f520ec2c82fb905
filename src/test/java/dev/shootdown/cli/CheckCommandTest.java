package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.report.CounterexampleFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    private static final Path MODULES = Path.of("src/test/resources/modelcheck");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

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
                run("check", "--models", list, "--counterexamples", "--save", saved.toString()),
                this::said);
        assertTrue(out.toString().contains("hasty-small violates NoStaleTranslation:"), this::said);
        String text = Files.readString(saved.resolve("hasty-small.txt"));
        assertTrue(out.toString().endsWith(text), text);
        assertTrue(CounterexampleFile.steps(text).contains("ClearPte(v1, m1, g1)"), text);
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
        assertEquals(Main.BAD_INPUT, run("check", "--models", list), this::said);
        assertEquals(1, err.toString().lines().count(), this::said);
        assertTrue(err.toString().startsWith("one-small: ParseError, line "), this::said);
    }

    @Test
    void saysInASentenceWhatIsMissing() throws IOException {
        assertEquals(Main.BAD_INPUT, run("check", "--models", folder + "/nothing.yaml"));
        assertEquals(
                "shootdown check: " + folder + "/nothing.yaml: this list of models cannot be read.\n", err.toString());
        err.getBuffer().setLength(0);
        String list = list("Nowhere", "SPECIFICATION Spec\n");
        assertEquals(Main.BAD_INPUT, run("check", "--models", list));
        assertTrue(
                err.toString().contains("model 'one-small': there is no module Nowhere.tla in " + folder), this::said);
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

    private int run(String... line) {
        return Main.execute(line, new PrintWriter(out), new PrintWriter(err));
    }
}
