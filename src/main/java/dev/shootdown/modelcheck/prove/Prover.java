package dev.shootdown.modelcheck.prove;

import dev.shootdown.modelcheck.prove.Module.Conjunct;
import dev.shootdown.modelcheck.prove.Obligation.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Whether {@code Inv} of a module is an inductive invariant for sets of any size: it holds at first, every action keeps every
 * conjunct of it, and it implies the claims. Besides, every action is possible from some state of {@code Inv}, since an
 * invariant that nothing can happen in is kept by everything.
 */
public final class Prover {
    /** For a first look with each solver, before small counterexamples are looked for. */
    private static final long FIRST_LOOK_MS = 2_000;

    private static final int LARGEST = 3;

    private final ProofModel model;
    private final long millis;
    private final Module module;
    private final List<Conjunct> conjuncts;
    private final List<Term> hypotheses = new ArrayList<>();
    private final List<Step> steps;
    private final Step initial;
    private final List<Task> tasks;
    private final AtomicLong z3Nanos = new AtomicLong();
    private final AtomicLong cvc5Nanos = new AtomicLong();

    /** Reads and translates a module. */
    public Prover(ProofModel model, Path folder, long millis) {
        this.model = model;
        this.millis = millis;
        module = new Module(folder.resolve(model.module() + ".tla"), model.constants(), model.anyRanges());
        conjuncts = module.conjuncts("Inv");
        hypotheses.addAll(module.assumptions());
        conjuncts.forEach(conjunct -> hypotheses.add(module.before(conjunct)));
        steps = module.steps();
        initial = module.initial();
        tasks = obligations();
    }

    /** What was proved, and how long the solvers took for it. */
    public record Result(List<Obligation> obligations, double z3S, double cvc5S) {
        /** Whether everything holds. */
        public boolean holds() {
            return obligations.stream().allMatch(Obligation::holds);
        }
    }

    private record Task(String action, String conjunct, Callable<Obligation> work) {}

    /** Decides all obligations; the result does not depend on the number of threads. */
    public Result prove(int threads, Consumer<Obligation> watcher) throws InterruptedException {
        return decide(tasks, threads, watcher);
    }

    /** Decides the obligations of one action only. */
    Result prove(String action) throws InterruptedException {
        return decide(
                tasks.stream().filter(task -> task.action().equals(action)).toList(), 1, any -> {});
    }

    private Result decide(List<Task> tasks, int threads, Consumer<Obligation> watcher) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Obligation>> pending = new ArrayList<>();
            for (Task task : tasks) {
                pending.add(pool.submit(() -> {
                    Obligation done = task.work().call();
                    watcher.accept(done);
                    return done;
                }));
            }
            List<Obligation> done = new ArrayList<>();
            for (Future<Obligation> one : pending) {
                done.add(one.get());
            }
            return new Result(done, z3Nanos.get() * 1e-9, cvc5Nanos.get() * 1e-9);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    /** How many obligations there are. */
    public int size() {
        return tasks.size();
    }

    private List<Task> obligations() {
        List<Task> tasks = new ArrayList<>();
        for (Conjunct conjunct : conjuncts) {
            List<Goal> goals = List.of(new Goal(initial, module.after(conjunct, initial), module.assumptions()));
            tasks.add(task("Init", conjunct.name(), null, goals));
        }
        Map<String, List<Step>> actions = new LinkedHashMap<>();
        steps.forEach(step ->
                actions.computeIfAbsent(step.action(), any -> new ArrayList<>()).add(step));
        actions.forEach((action, ways) -> {
            tasks.add(
                    model.impossible().contains(action)
                            ? impossible(action, ways)
                            : new Task(action, "is possible", () -> possible(action, ways)));
            for (int k = 0; k < conjuncts.size(); k++) {
                Conjunct conjunct = conjuncts.get(k);
                List<Goal> goals = new ArrayList<>();
                for (Step way : ways) {
                    List<Term> given = new ArrayList<>(hypotheses);
                    given.add(way.condition());
                    goals.add(new Goal(way, module.after(conjunct, way), given));
                }
                tasks.add(
                        task(action, conjunct.name(), hypotheses.get(hypotheses.size() - conjuncts.size() + k), goals));
            }
        });
        for (String claim : model.claims()) {
            tasks.add(task("Inv", claim, null, List.of(new Goal(null, module.claim(claim), hypotheses))));
        }
        return tasks;
    }

    private Task impossible(String action, List<Step> ways) {
        List<Goal> goals = new ArrayList<>();
        for (Step way : ways) {
            goals.add(new Goal(way, Term.not(way.condition()), hypotheses));
        }
        return task(action, "is impossible", null, goals);
    }

    /** What has to follow: `claim` from `given`. */
    private record Goal(Step step, Term claim, List<Term> given) {
        Query denied(Module module, Finite finite) {
            Query query = new Query(module.constants(), finite);
            given.forEach(query::and);
            return query.and(Term.not(claim));
        }
    }

    private Task task(String action, String conjunct, Term before, List<Goal> goals) {
        return new Task(action, conjunct, () -> {
            Outcome outcome = Outcome.UNTOUCHED;
            for (Goal goal : goals) {
                if (goal.claim().equals(Term.TRUE) || Alpha.same(goal.claim(), before)) {
                    continue;
                }
                Obligation one = decide(action, conjunct, goal);
                if (one.outcome() != Outcome.PROVED) {
                    return one;
                }
                outcome = Outcome.PROVED;
            }
            return new Obligation(action, conjunct, outcome, Optional.empty());
        });
    }

    private Obligation decide(String action, String conjunct, Goal goal) {
        String text = goal.denied(module, null).text();
        long look = Math.min(FIRST_LOOK_MS, millis);
        Solver.Answer z3 = timed(z3Nanos, () -> new Z3().check(text, look));
        if (z3 != Solver.Answer.UNSATISFIABLE) {
            Optional<String> found = counterexample(goal);
            if (found.isPresent()) {
                return new Obligation(action, conjunct, Outcome.FAILED, found);
            }
            z3 = timed(z3Nanos, () -> new Z3().check(text, millis));
        }
        if (z3 != Solver.Answer.UNSATISFIABLE) {
            return undecided(action, conjunct, "z3", z3);
        }
        Solver.Answer cvc5 = timed(cvc5Nanos, () -> new Cvc5(false).check(text, millis));
        if (cvc5 != Solver.Answer.UNSATISFIABLE) {
            return undecided(action, conjunct, "cvc5", cvc5);
        }
        return new Obligation(action, conjunct, Outcome.PROVED, Optional.empty());
    }

    private static Obligation undecided(String action, String conjunct, String solver, Solver.Answer answer) {
        String why = answer == Solver.Answer.SATISFIABLE
                ? " finds a counterexample, but there is none of a small size."
                : " does not decide it in time.";
        return new Obligation(action, conjunct, Outcome.UNDECIDED, Optional.of(solver + why));
    }

    private static <T> T timed(AtomicLong nanos, java.util.function.Supplier<T> work) {
        long start = System.nanoTime();
        try {
            return work.get();
        } finally {
            nanos.addAndGet(System.nanoTime() - start);
        }
    }

    private Finite finite(int size) {
        return finite(size, size);
    }

    private Finite finite(int vcpus, int others) {
        Map<String, Integer> sizes = new HashMap<>();
        module.constants().sets().forEach(set -> sizes.put(set, set.equals("Vcpu") ? vcpus : others));
        return new Finite(module.constants(), sizes);
    }

    private Optional<String> counterexample(Goal goal) {
        for (int size = 1; size <= LARGEST; size++) {
            for (int others = Math.max(1, size - 1); others <= size; others++) {
                Finite finite = finite(size, others);
                if (satisfiable(goal.denied(module, finite))) {
                    return Optional.of(simplest(goal, finite));
                }
            }
        }
        return Optional.empty();
    }

    private boolean satisfiable(Query query) {
        String text = query.text();
        return timed(z3Nanos, () -> new Z3().check(text, millis)) == Solver.Answer.SATISFIABLE;
    }

    /** A counterexample in which as much as possible is as it was at first: that does not matter. */
    private String simplest(Goal goal, Finite finite) {
        Shown shown = new Shown(module, finite, goal.step());
        List<Term> kept = new ArrayList<>();
        if (goal.step() != initial) {
            for (Term same : shown.asAtFirst(initial)) {
                Query query = goal.denied(module, finite);
                kept.forEach(query::and);
                if (satisfiable(query.and(same))) {
                    kept.add(same);
                }
            }
        }
        Query query = goal.denied(module, finite);
        kept.forEach(query::and);
        shown.ask(query);
        String text = query.text();
        return timed(z3Nanos, () -> new Z3().model(text, millis))
                .map(shown::text)
                .orElse("a counterexample of a small size, which cannot be shown in time.");
    }

    /** Whether some state of the invariant has such a step: for sets of some small size both solvers find one. */
    private Obligation possible(String action, List<Step> ways) {
        for (int size = 1; size <= 2; size++) {
            for (Step way : ways) {
                Query query = new Query(module.constants(), finite(size));
                hypotheses.forEach(query::and);
                String text = query.and(way.condition()).text();
                if (timed(z3Nanos, () -> new Z3().check(text, millis)) == Solver.Answer.SATISFIABLE
                        && timed(cvc5Nanos, () -> new Cvc5(true).check(text, millis)) == Solver.Answer.SATISFIABLE) {
                    return new Obligation(action, "is possible", Outcome.PROVED, Optional.empty());
                }
            }
        }
        return new Obligation(
                action, "is possible", Outcome.FAILED, Optional.of("no state of Inv is found with such a step."));
    }
}
