package dev.shootdown.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.report.CounterexampleFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The timelines of the planted bugs under model-checking/counterexamples are counterexamples, in the running code too. */
class StoredCounterexamplesTest {
    private static final Path HOME = Path.of("");
    private static final Path FOLDER = Path.of("model-checking", "counterexamples");

    private static List<Model> bugs() {
        return ModelCatalog.read(HOME).all().stream()
                .filter(model -> model.bug().isPresent())
                .toList();
    }

    private static String text(Model model) {
        try {
            return Files.readString(FOLDER.resolve(model.name() + ".txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "write it with: ./shootdown check --bug all --save model-checking/counterexamples", e);
        }
    }

    static List<String> steps(Model model) {
        return CounterexampleFile.steps(text(model));
    }

    @TestFactory
    Stream<DynamicTest> replayInTheRunningCode() {
        return bugs().stream()
                .map(model -> DynamicTest.dynamicTest(model.name(), () -> {
                    String property = model.violates().orElseThrow();
                    assertTrue(text(model).startsWith(model.name() + " violates " + property + ":\n"));
                    List<String> steps = steps(model);
                    assertFalse(steps.isEmpty());
                    assertEquals(Optional.of(CodeReplay.AGREES), CodeReplay.of(model, property, steps));
                    // and none of its steps could be left out at the end
                    assertNotEquals(
                            Optional.of(CodeReplay.AGREES),
                            CodeReplay.of(model, property, steps.subList(0, steps.size() - 1)));
                }));
    }

    @Test
    void areThoseOfTheCatalogAndNoOthers() throws IOException {
        List<String> expected = new ArrayList<>();
        bugs().forEach(model -> expected.add(model.name() + ".txt"));
        TreeSet<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            files.forEach(file -> found.add(file.getFileName().toString()));
        }
        assertEquals(new TreeSet<>(expected), found);
    }

    @Test
    void doNotReplayWhenOneOfTheirStepsIsMissing() {
        Model model = bugs().get(0);
        List<String> steps = new ArrayList<>(steps(model));
        steps.remove(0);
        String sentence =
                CodeReplay.of(model, model.violates().orElseThrow(), steps).orElseThrow();
        assertTrue(sentence.startsWith("The running code cannot follow: step 2"), sentence);
    }
}
