package dev.shootdown.modelcheck;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Checks models of a project with TLC. */
public final class ModelChecker {
    private static final double NANOS_PER_SECOND = 1e9;

    private final TlcRunner runner;

    /** The models of the project in this folder. */
    public ModelChecker(Path home) {
        runner = new TlcRunner(List.of(home.resolve("spec"), home.resolve("model-checking")));
    }

    /**
     * Runs TLC on one model.
     *
     * @param workers threads that search; a model with temporal properties gets one whatever is asked
     * @param seed picks TLC's fingerprint function
     * @param progress told how far the search has come, about once a second
     */
    public Verdict check(Model model, int workers, long seed, Consumer<StateCount> progress) {
        ModelConfig config = ModelConfig.read(model.config());
        TlcTask task =
                new TlcTask(model.module(), model.config(), config.properties().isEmpty() ? workers : 1, seed);
        long start = System.nanoTime();
        TlcResult result = runner.run(task, progress);
        return new Verdict(model, config.checked(), result, (System.nanoTime() - start) / NANOS_PER_SECOND);
    }
}
