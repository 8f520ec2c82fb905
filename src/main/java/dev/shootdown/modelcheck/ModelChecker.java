package dev.shootdown.modelcheck;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Checks models of a project with TLC. */
public final class ModelChecker {
    /** Up to here TLC mostly starts and compiles: one thread and the fast compiler do better than more. */
    private static final long BRIEF_DISTINCT_STATES = 100_000;

    private static final double NANOS_PER_SECOND = 1e9;

    private final TlcRunner runner;

    /** The models of the project in this folder. */
    public ModelChecker(Path home) {
        this(List.of(home.resolve("spec"), home.resolve("model-checking")));
    }

    /** The models of a list. */
    public ModelChecker(ModelCatalog catalog) {
        this(catalog.folders());
    }

    private ModelChecker(List<Path> folders) {
        runner = new TlcRunner(folders);
    }

    /** Someone who wants to know how far it has come. Calls come from several threads. */
    public interface Watcher {
        /** TLC says how far it is in a model, about once a second. */
        void at(Model model, StateCount states);

        /** A model is done. */
        void done(Verdict verdict);
    }

    /**
     * Checks models, in order of the list. Small ones, and those with a bug, go side by side with one thread each; that also
     * makes their counterexamples shortest and the same every time. Large ones follow one by one with all the threads.
     *
     * @param workers threads to use
     * @param seed picks TLC's fingerprint function
     */
    public List<Verdict> check(List<Model> models, int workers, long seed, Watcher watcher) {
        Map<Model, Future<Verdict>> alone = new LinkedHashMap<>();
        ExecutorService pool = Executors.newFixedThreadPool(workers);
        try {
            for (Model model : models) {
                if (isSingleThreaded(model)) {
                    alone.put(model, pool.submit(() -> check(model, 1, seed, watcher)));
                }
            }
            Map<Model, Verdict> verdicts = new LinkedHashMap<>();
            alone.forEach((model, future) -> verdicts.put(model, outcome(future)));
            List<Verdict> inOrder = new ArrayList<>();
            for (Model model : models) {
                inOrder.add(isSingleThreaded(model) ? verdicts.get(model) : check(model, workers, seed, watcher));
            }
            return inOrder;
        } finally {
            pool.shutdownNow();
        }
    }

    private static boolean isSingleThreaded(Model model) {
        return model.bug().isPresent() || isBrief(model);
    }

    private static boolean isBrief(Model model) {
        return model.isReachability() || model.distinctStates() > 0 && model.distinctStates() <= BRIEF_DISTINCT_STATES;
    }

    private Verdict check(Model model, int workers, long seed, Watcher watcher) {
        ModelConfig config = ModelConfig.read(model.config());
        int threads =
                config.properties().isEmpty() ? workers : 1; // with more, TLC misses violations of temporal properties
        TlcTask task = new TlcTask(model.module(), model.config(), threads, seed, isBrief(model), 0);
        long start = System.nanoTime();
        TlcResult result = runner.run(task, states -> watcher.at(model, states));
        Verdict verdict = new Verdict(model, config.checked(), result, (System.nanoTime() - start) / NANOS_PER_SECOND);
        watcher.done(verdict);
        return verdict;
    }

    private static Verdict outcome(Future<Verdict> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while TLC was running", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
