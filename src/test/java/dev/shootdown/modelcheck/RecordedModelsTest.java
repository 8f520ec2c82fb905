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
 * The specifications say what is on record: the schemes hold with exactly so many states, and each planted bug is found. The
 * larger small models are left to {@code ./shootdown check}.
 */
class RecordedModelsTest {
    private static final Path HOME = Path.of("");
    private static final long QUICK_DISTINCT_STATES = 60_000;
    private static final int THREADS = 2;

    @TestFactory
    Stream<DynamicTest> sayWhatIsOnRecord() {
        List<Model> models = ModelCatalog.read(HOME).all().stream()
                .filter(model -> model.scope() == ModelScope.SMALL)
                .filter(model -> model.bug().isPresent()
                        || model.distinctStates() > 0 && model.distinctStates() <= QUICK_DISTINCT_STATES)
                .toList();
        assertFalse(models.isEmpty());
        return new ModelChecker(HOME)
                .check(models, THREADS, 1, new Unwatched()).stream()
                        .map(verdict -> DynamicTest.dynamicTest(
                                verdict.model().name(), () -> assertEquals(Optional.empty(), objection(verdict))));
    }

    private static Optional<String> objection(Verdict verdict) {
        return verdict.trouble().or(verdict::surprise);
    }

    private static final class Unwatched implements ModelChecker.Watcher {
        @Override
        public void at(Model model, StateCount states) {}

        @Override
        public void done(Verdict verdict) {}
    }
}
