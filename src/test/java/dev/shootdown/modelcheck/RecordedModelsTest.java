package dev.shootdown.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The specifications say what is on record, in every model of small scope: the schemes hold with exactly so many states, what
 * does not hold is refuted, and each planted bug is found.
 */
class RecordedModelsTest {
    private static final Path HOME = Path.of("");
    private static final int THREADS = 2;

    @TestFactory
    Stream<DynamicTest> sayWhatIsOnRecord() {
        List<Model> models = ModelCatalog.read(HOME).all().stream()
                .filter(model -> model.scope() == ModelScope.SMALL)
                .toList();
        assertFalse(models.isEmpty());
        return new ModelChecker(HOME)
                .check(models, THREADS, 1, new Unwatched()).stream()
                        .map(verdict -> DynamicTest.dynamicTest(
                                verdict.model().name(), () -> assertEquals(Optional.empty(), objection(verdict))));
    }

    private static Optional<String> objection(Verdict verdict) {
        return verdict.trouble().or(verdict::surprise).or(() -> notAsStored(verdict));
    }

    /** TLC with one worker finds a shortest counterexample, so that every stored one must be as long. */
    private static Optional<String> notAsStored(Verdict verdict) {
        if (verdict.model().bug().isEmpty()) {
            return Optional.empty();
        }
        int found = verdict.violation().orElseThrow().counterexample().states().size() - 1;
        int stored = StoredCounterexamplesTest.steps(verdict.model()).size();
        return found == stored
                ? Optional.empty()
                : Optional.of("a shortest counterexample has " + found + " steps, the stored one " + stored);
    }

    private static final class Unwatched implements ModelChecker.Watcher {
        @Override
        public void at(Model model, StateCount states) {}

        @Override
        public void done(Verdict verdict) {}
    }
}
