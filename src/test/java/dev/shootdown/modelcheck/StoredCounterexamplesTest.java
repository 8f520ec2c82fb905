package dev.shootdown.modelcheck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.lock.Locks;
import dev.shootdown.report.CounterexampleFile;
import dev.shootdown.trace.Recording;
import dev.shootdown.trace.Replay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The timelines under model-checking/counterexamples are counterexamples, in the running code too: of the planted bugs, and of
 * the claims about progress that do not hold, for a scheme or with a part of the fairness left out.
 */
class StoredCounterexamplesTest {
    private static final Path HOME = Path.of("");
    private static final Pattern LOOP = Pattern.compile("\nand from here on as after step (\\d+), for ever\n$");
    private static final Path FOLDER = Path.of("model-checking", "counterexamples");

    private static List<Model> bugs() {
        return ModelCatalog.read(HOME).all().stream()
                .filter(model -> model.bug().isPresent())
                .toList();
    }

    /** Models with a claim about progress that is to be refuted. */
    private static List<Model> refuted() {
        return ModelCatalog.read(HOME).all().stream()
                .filter(model -> model.bug().isEmpty() && model.violates().isPresent())
                .filter(model -> !ModelConfig.read(model.config()).properties().isEmpty())
                .toList();
    }

    private static String text(Model model) {
        try {
            return Files.readString(FOLDER.resolve(model.name() + ".txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "docs/checking.md says how counterexamples are written to model-checking/counterexamples", e);
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

    /** Every step is one of the running code, none breaks an invariant, and the end leads back to where it says. */
    @TestFactory
    Stream<DynamicTest> goOnForEverInTheRunningCode() {
        return refuted().stream()
                .filter(model -> !Locks.NAMES.contains(model.scheme()))
                .map(model -> DynamicTest.dynamicTest(model.name(), () -> {
                    String property = model.violates().orElseThrow();
                    assertTrue(text(model).startsWith(model.name() + " violates " + property + ":\nRefuted"));
                    Recording recording =
                            CodeReplay.recording(model, property, steps(model)).orElseThrow();
                    List<int[]> states = new ArrayList<>();
                    Invariant broken = Replay.run(recording, (machine, number, step, here) -> {
                        int[] state = new int[machine.state.size()];
                        machine.state.save(state);
                        states.add(state);
                    });
                    assertNull(broken);
                    assertEquals(steps(model).size() + 1, states.size());
                    Matcher loop = LOOP.matcher(text(model));
                    if (loop.find()) {
                        assertArrayEquals(states.get(Integer.parseInt(loop.group(1))), states.get(states.size() - 1));
                    } else {
                        assertTrue(text(model).endsWith("\nand nothing ever happens again\n"));
                    }
                }));
    }

    @Test
    void areThoseOfTheCatalogAndNoOthers() throws IOException {
        List<String> expected = new ArrayList<>();
        bugs().forEach(model -> expected.add(model.name() + ".txt"));
        refuted().forEach(model -> expected.add(model.name() + ".txt"));
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
