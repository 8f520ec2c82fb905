package dev.shootdown.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelCatalogTest {
    @TempDir
    private Path home;

    private Path folder;

    @BeforeEach
    void writeAProject() throws IOException {
        folder = Files.createDirectory(home.resolve("model-checking"));
        Files.createDirectory(home.resolve("spec"));
        Files.writeString(home.resolve("spec/One.tla"), "");
        for (String name : List.of("one-small", "one-medium", "one-bug")) {
            Files.writeString(folder.resolve(name + ".cfg"), "\\* What it\n\\* is for.\nINVARIANTS TypeOK Safe\n");
        }
        write("""
                - {model: one-small, scheme: one, module: One, scope: small, verdict: holds, distinct_states: 12}
                - {model: one-medium, scheme: one, module: One, scope: medium, verdict: holds}
                - {model: one-bug, scheme: one, module: One, scope: small, bug: forgets, verdict: Safe}
                """);
    }

    @Test
    void selectsBySchemeScopeAndBug() {
        ModelCatalog catalog = ModelCatalog.read(home);
        Model small =
                catalog.select(List.of(), ModelScope.SMALL, Optional.empty()).get(0);
        assertEquals("one-small", small.name());
        assertEquals(12, small.distinctStates());
        assertEquals(Optional.empty(), small.violates());
        assertEquals("What it is for.", small.note());
        Model bug = catalog.select(List.of("one"), ModelScope.SMALL, Optional.of("forgets"))
                .get(0);
        assertEquals(Optional.of("Safe"), bug.violates());
    }

    @Test
    void saysWhatThereIsWhenAskedForWhatThereIsNot() {
        ModelCatalog catalog = ModelCatalog.read(home);
        assertEquals(
                "There is no model of a scheme 'two'; the schemes are one.",
                refusal(() -> catalog.select(List.of("two"), ModelScope.SMALL, Optional.empty())));
        assertEquals(
                "There is no model of a bug 'knows' here; the bugs are forgets.",
                refusal(() -> catalog.select(List.of(), ModelScope.SMALL, Optional.of("knows"))));
        assertEquals(
                "There is no such model at scope large, only at small and medium.",
                refusal(() -> catalog.select(List.of(), ModelScope.LARGE, Optional.empty())));
    }

    @Test
    void namesFileLineAndKeyOfWhatItCannotRead() throws IOException {
        write("- {model: one-small, scheme: one, module: One,\n   skope: small, verdict: holds}\n");
        String refusal = refusal(() -> ModelCatalog.read(home));
        assertTrue(refusal.startsWith(folder.resolve("models.yaml") + ":2: ") && refusal.contains("skope"), refusal);
        write("- {model: one-small, scheme: one, module: One, scope: tiny, verdict: holds}\n");
        assertEquals(
                folder.resolve("models.yaml") + ":1: scope 'tiny': small, medium or large is expected.",
                refusal(() -> ModelCatalog.read(home)));
        write("]");
        assertTrue(refusal(() -> ModelCatalog.read(home)).startsWith(folder.resolve("models.yaml") + ":1: "));
    }

    @Test
    void saysInTheWordsOfTheListWhatIsWrongWithIt() throws IOException {
        String list = folder.resolve("models.yaml").toString();
        write("- \n");
        assertEquals(list + ": model 1 of the list is empty.", refusal(() -> ModelCatalog.read(home)));
        String wanted = "a list of models is expected, each {model: …, scheme: …, module: …, scope: …, verdict: …}.";
        write("# nothing yet\n");
        assertTrue(
                refusal(() -> ModelCatalog.read(home)).endsWith(wanted), () -> refusal(() -> ModelCatalog.read(home)));
        write("model: one-small\n");
        assertEquals(list + ":1: " + wanted, refusal(() -> ModelCatalog.read(home)));
        write("- {model: one-small, scheme: one, module: One, scope: small, verdict: holds, distinct_states: many}\n");
        assertEquals(
                list + ":1: distinct_states 'many': a number of states is expected.",
                refusal(() -> ModelCatalog.read(home)));
        write("- {model: one-small, scheme: one, module: One, scope: small, verdict: holds, distinct_states: -1}\n");
        assertEquals(
                list + ": model 'one-small': distinct_states -1: a number of states is expected.",
                refusal(() -> ModelCatalog.read(home)));
        write("- {model: one-small, scheme: [one], module: One, scope: small, verdict: holds}\n");
        assertEquals(list + ":1: scheme: a name is expected.", refusal(() -> ModelCatalog.read(home)));
    }

    @Test
    void refusesAModelWithoutFilesOrTwoOfOneName() throws IOException {
        write("- {model: nowhere, scheme: one, module: One, scope: small, verdict: holds}\n");
        assertTrue(refusal(() -> ModelCatalog.read(home)).endsWith("nowhere.cfg cannot be read."));
        write("""
                - {model: one-small, scheme: one, module: One, scope: small, verdict: holds}
                - {model: one-small, scheme: one, module: One, scope: small, verdict: holds}
                """);
        assertTrue(refusal(() -> ModelCatalog.read(home)).endsWith("'one-small' is listed twice."));
    }

    @Test
    void refusesToExpectAViolationOfWhatIsNotChecked() throws IOException {
        write("- {model: one-bug, scheme: one, module: One, scope: small, bug: forgets, verdict: Saef}\n");
        assertTrue(refusal(() -> ModelCatalog.read(home)).contains("it cannot violate Saef"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SYMMETRY", "VIEW", "CONSTRAINT", "CONSTRAINTS", "ACTION_CONSTRAINT", "ACTION_CONSTRAINTS"})
    void refusesTemporalPropertiesWhereSomeBehavioursAreNotSeen(String keyword) throws IOException {
        Files.writeString(
                folder.resolve("one-small.cfg"), "INVARIANT TypeOK\nPROPERTY Returns\n" + keyword + " Fewer\n");
        assertEquals(
                folder.resolve("one-small.cfg") + ": PROPERTY next to " + keyword + ": TLC would miss violations.",
                refusal(() -> ModelCatalog.read(home)));
    }

    private void write(String yaml) throws IOException {
        Files.writeString(folder.resolve("models.yaml"), yaml);
    }

    private static String refusal(Runnable action) {
        return assertThrows(BadInput.class, action::run).getMessage();
    }
}
