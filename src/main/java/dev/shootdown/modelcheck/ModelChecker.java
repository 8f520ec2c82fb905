package dev.shootdown.modelcheck;

import dev.shootdown.machine.BadInput;
import dev.shootdown.modelcheck.TlcResult.Violated;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Checks models of a project with TLC. */
public final class ModelChecker {
    /** Up to here models side by side do better than threads side by side in one: two threads of TLC do the work of 1.5. */
    private static final long SIDE_BY_SIDE_DISTINCT_STATES = 500_000;

    /** Up to here the fast compiler does better than the good one, which takes several seconds of processor time itself. */
    private static final long FAST_COMPILER_DISTINCT_STATES = 40_000;

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
     * How to go about it.
     *
     * @param workers threads to use, or workers of distributed TLC
     * @param seed picks TLC's fingerprint function
     * @param distributed whether TLC's distributed mode checks what it can check
     * @param labelled whether the steps of counterexamples are to name for whom they were taken; those that nobody expects do
     *     so in any case
     * @param kept where verdicts and checkpoints of an earlier run are, and those of this one go
     */
    public record Plan(int workers, long seed, boolean distributed, boolean labelled, Optional<RunFolder> kept) {}

    /** Checks models with so many threads, in one process each, and keeps nothing. */
    public List<Verdict> check(List<Model> models, int workers, long seed, Watcher watcher) {
        return check(models, new Plan(workers, seed, false, false, Optional.empty()), watcher);
    }

    /**
     * Checks models, in order of the list. Those that are not large, and those that are to fail, go side by side with one thread each; that
     * also makes their counterexamples shortest and the same every time. Large ones, and those for distributed TLC, follow one by
     * one with all the threads.
     */
    public List<Verdict> check(List<Model> models, Plan plan, Watcher watcher) {
        Map<Model, Future<Verdict>> alone = new LinkedHashMap<>();
        ExecutorService pool = Executors.newFixedThreadPool(plan.workers());
        try {
            // the largest first, or one of them runs alone at the end
            models.stream()
                    .filter(model -> isSingleThreaded(model, plan))
                    .sorted(Comparator.comparingLong(Model::distinctStates).reversed())
                    .forEach(model -> alone.put(model, pool.submit(() -> check(model, 1, plan, watcher))));
            Map<Model, Verdict> verdicts = new LinkedHashMap<>();
            alone.forEach((model, future) -> verdicts.put(model, outcome(future)));
            List<Verdict> inOrder = new ArrayList<>();
            for (Model model : models) {
                inOrder.add(
                        alone.containsKey(model) ? verdicts.get(model) : check(model, plan.workers(), plan, watcher));
            }
            return inOrder;
        } finally {
            pool.shutdownNow();
        }
    }

    /**
     * How often TLC takes each action, scheme by scheme, in those of the models that are to hold and ask for invariants alone.
     *
     * @throws BadInput if TLC comes to no answer in one of them, or to another than that it holds
     */
    public Map<String, Coverage> coverage(List<Model> models, int workers, long seed, Watcher watcher) {
        Map<Model, Future<TlcRunner.Covered>> covered = new LinkedHashMap<>();
        ExecutorService pool = Executors.newFixedThreadPool(workers);
        try {
            for (Model model : models) {
                ModelConfig config = ModelConfig.read(model.config());
                if (model.violates().isEmpty() && config.properties().isEmpty()) {
                    covered.put(model, pool.submit(() -> cover(model, config, seed, watcher)));
                }
            }
            Map<String, Coverage> coverage = new LinkedHashMap<>();
            covered.forEach((model, future) -> coverage.computeIfAbsent(model.scheme(), scheme -> new Coverage())
                    .add(outcome(future).steps()));
            return coverage;
        } finally {
            pool.shutdownNow();
        }
    }

    private TlcRunner.Covered cover(Model model, ModelConfig config, long seed, Watcher watcher) {
        long start = System.nanoTime();
        TlcTask task = new TlcTask(model.module(), model.config(), 1, seed, isBrief(model), 0);
        TlcRunner.Covered covered = runner.cover(task, states -> watcher.at(model, states));
        double wallS = (System.nanoTime() - start) / NANOS_PER_SECOND;
        Verdict verdict = new Verdict(model, config.checked(), covered.result(), "1 thread", wallS);
        verdict.trouble().ifPresent(sentence -> {
            throw new BadInput(model.name() + ": " + sentence);
        });
        verdict.surprise().ifPresent(sentence -> {
            throw new BadInput(sentence);
        });
        watcher.done(verdict);
        return covered;
    }

    private static boolean isSingleThreaded(Model model, Plan plan) {
        return holdsWithin(SIDE_BY_SIDE_DISTINCT_STATES, model) && !plan.distributed()
                || model.violates().isPresent() && !plan.distributed()
                || !ModelConfig.read(model.config()).properties().isEmpty();
    }

    private static boolean isBrief(Model model) {
        return model.violates().isPresent() || holdsWithin(FAST_COMPILER_DISTINCT_STATES, model);
    }

    private static boolean holdsWithin(long states, Model model) {
        return model.distinctStates() > 0 && model.distinctStates() <= states;
    }

    private Verdict check(Model model, int workers, Plan plan, Watcher watcher) {
        ModelConfig config = ModelConfig.read(model.config());
        Optional<RunFolder.Kept> earlier = plan.kept().flatMap(folder -> folder.find(model, plan.seed()));
        Verdict verdict = earlier.map(
                        kept -> new Verdict(model, config.checked(), kept.result(), "an earlier run", kept.wallS()))
                .orElseGet(() -> run(model, config, workers, plan, watcher));
        watcher.done(verdict);
        return verdict;
    }

    private Verdict run(Model model, ModelConfig config, int workers, Plan plan, Watcher watcher) {
        boolean isSafety = config.properties().isEmpty();
        int threads = isSafety ? workers : 1; // with more, TLC misses violations of temporal properties
        boolean distributed = plan.distributed() && isSafety;
        TlcTask task = new TlcTask(model.module(), model.config(), threads, plan.seed(), isBrief(model), 0);
        if (plan.kept().isPresent() && isSafety && !distributed && !isBrief(model)) {
            task = task.with(plan.kept().get().checkpoints(model, plan.seed(), threads));
        }
        String how = distributed
                ? threads + (threads == 1 ? " worker" : " workers")
                : threads + (threads == 1 ? " thread" : " threads");
        long start = System.nanoTime();
        TlcResult result = distributed
                ? runner.runDistributed(task, states -> watcher.at(model, states))
                : runner.run(task, states -> watcher.at(model, states));
        double wallS = (System.nanoTime() - start) / NANOS_PER_SECOND;
        Verdict verdict = new Verdict(model, config.checked(), result, how, wallS);
        if (result instanceof Violated violated
                && (plan.labelled() || verdict.surprise().isPresent())) {
            verdict = new Verdict(model, config.checked(), runner.labelled(task, violated), how, wallS);
        }
        TlcResult labelled = verdict.result();
        plan.kept().ifPresent(folder -> folder.keep(model, plan.seed(), labelled, wallS));
        return verdict;
    }

    private static <T> T outcome(Future<T> future) {
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
