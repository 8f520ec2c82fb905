package dev.shootdown.explore;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.StepKind;
import dev.shootdown.machine.StepKind.Argument;
import dev.shootdown.machine.Steps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Makes a schedule that breaks an invariant small, always the same invariant: first a smaller machine with fewer features,
 * then fewer preemptions, fewer switches from one actor to another, fewer steps. At the end no single step, CPU, page, frame
 * or feature can be left out; then a breadth-first search on the small machine (if that has too many states: with the kinds of
 * step that are left) looks for a shorter way still, and for one as short without a preemption. Leaving steps out makes none of these measures larger;
 * only the search could, and there shorter wins.
 */
final class Shrinker {
    /** Where the last search gives up, in distinct states, with any kind of step: a tenth of a second. */
    static final int MOST_STATES = 60_000;

    /** The same with the kinds of step that are left. */
    static final int MOST_STATES_OF_KINDS = 400_000;

    private final Invariant invariant;
    private Schedule best;

    private Shrinker(Schedule found, Invariant invariant) {
        best = found;
        this.invariant = invariant;
    }

    static Schedule shrink(Schedule found, Invariant invariant) {
        Shrinker shrinker = new Shrinker(found, invariant);
        if (!shrinker.accept(found)) {
            throw new IllegalStateException("a schedule that broke " + invariant.label() + " does not do so again");
        }
        int before;
        do {
            before = shrinker.size();
            shrinker.dropSteps();
            shrinker.shrinkMachine();
            shrinker.joinRuns();
        } while (shrinker.size() < before);
        shrinker.searchShorter();
        return shrinker.best;
    }

    /** How often a vCPU is preempted. */
    static int preemptions(Schedule schedule) {
        int n = 0;
        for (long step : schedule.steps()) {
            n += Step.kind(step) == Steps.PREEMPT ? 1 : 0;
        }
        return n;
    }

    /** How often a step is another actor's than the one before. */
    static int switches(Schedule schedule) {
        return runs(schedule.steps(), new Actors(schedule.machine())).size() - 1;
    }

    /** Fewer preemptions, or as many and fewer switches, or as many of both and fewer steps. */
    private static boolean isSmaller(Schedule one, Schedule other) {
        int difference = preemptions(one) - preemptions(other);
        difference = difference != 0 ? difference : switches(one) - switches(other);
        return difference != 0 ? difference < 0 : one.steps().length < other.steps().length;
    }

    /** The same steps with as few switches as joining an actor's steps gives. */
    static Schedule joined(Schedule found, Invariant invariant) {
        Shrinker shrinker = new Shrinker(found, invariant);
        shrinker.joinRuns();
        return shrinker.best;
    }

    private int size() {
        Scope s = best.scope();
        return best.steps().length
                + switches(best)
                + 10 * s.vcpus()
                + 10 * s.pcpus()
                + s.vms()
                + s.spaces()
                + s.pages()
                + s.frames()
                + s.tables()
                + s.features().size();
    }

    /** Keeps the candidate if it breaks the invariant; only the steps that were really taken, and none after. */
    private boolean accept(Schedule candidate) {
        ScheduleRunner runner = new ScheduleRunner(candidate.machine());
        if (runner.runEnabled(candidate.steps()) != invariant) {
            return false;
        }
        best = candidate.with(runner.steps());
        return true;
    }

    /** Tries to do without each run of steps: half of them, a quarter, … one. */
    private void dropSteps() {
        ScheduleRunner runner = new ScheduleRunner(best.machine());
        for (int chunk = best.steps().length / 2; chunk >= 1; chunk /= 2) {
            boolean shorter = true;
            while (shorter) {
                shorter = false;
                for (int at = best.steps().length - chunk; at >= 0; at -= chunk) {
                    if (at + chunk <= best.steps().length
                            && runner.runEnabled(without(best.steps(), at, chunk)) == invariant) {
                        best = best.with(runner.steps());
                        shorter = true;
                    }
                }
                shorter &= chunk == 1;
            }
        }
    }

    private static long[] without(long[] steps, int at, int n) {
        long[] fewer = new long[steps.length - n];
        System.arraycopy(steps, 0, fewer, 0, at);
        System.arraycopy(steps, at + n, fewer, at, fewer.length - at);
        return fewer;
    }

    // --- fewer switches

    /** The steps in pieces: each as long as one actor goes on. */
    private static List<long[]> runs(long[] steps, Actors actors) {
        List<long[]> runs = new ArrayList<>();
        for (int from = 0, at = 1; at <= steps.length; at++) {
            if (at == steps.length || actors.of(steps[at]) != actors.of(steps[from])) {
                runs.add(Arrays.copyOfRange(steps, from, at));
                from = at;
            }
        }
        return runs;
    }

    /** Tries to join each run of an actor's steps with another one of the same actor, at the place of either. */
    private void joinRuns() {
        ScheduleRunner runner = new ScheduleRunner(best.machine());
        Actors actors = new Actors(best.machine());
        for (boolean joined = true; joined; ) {
            joined = false;
            List<long[]> runs = runs(best.steps(), actors);
            for (int i = 0; i < runs.size() && !joined; i++) {
                for (int j = i + 2; j < runs.size() && !joined; j++) {
                    if (actors.of(runs.get(i)[0]) == actors.of(runs.get(j)[0])) {
                        joined = takes(runner, moved(runs, j, i + 1)) || takes(runner, moved(runs, i, j - 1));
                    }
                }
            }
        }
    }

    private static long[] moved(List<long[]> runs, int from, int to) {
        List<long[]> order = new ArrayList<>(runs);
        order.add(to, order.remove(from));
        return order.stream().flatMapToLong(Arrays::stream).toArray();
    }

    private boolean takes(ScheduleRunner runner, long[] steps) {
        if (runner.runEnabled(steps) != invariant || !isSmaller(best.with(runner.steps()), best)) {
            return false;
        }
        best = best.with(runner.steps());
        return true;
    }

    // --- a smaller machine

    private void shrinkMachine() {
        for (Feature feature : Feature.values()) {
            if (best.scope().has(feature)) {
                tryScope(withoutFeature(best.scope(), feature), best.steps());
            }
        }
        dropAll(Argument.PCPU);
        dropAll(Argument.PAGE);
        dropVcpus();
        if (best.scope().vms() == 1) {
            // of several VMs each has its own; their numbers would have to move together
            dropAll(Argument.SPACE);
            dropAll(Argument.FRAME);
            dropAll(Argument.TABLE);
        }
        Scope s = best.scope();
        tryScope(
                new Scope(
                        s.vcpusOfVm(),
                        s.pcpus(),
                        s.spaces(),
                        s.pages(),
                        s.frames(),
                        s.tables(),
                        s.pages(),
                        s.pages(),
                        s.tlb(),
                        s.features()),
                best.steps());
    }

    private void tryScope(Scope scope, long[] steps) {
        if (scope != null) {
            accept(new Schedule(best.scheme(), best.bugs(), scope, steps));
        }
    }

    private static Scope withoutFeature(Scope s, Feature feature) {
        Set<Feature> fewer = EnumSet.copyOf(s.features());
        fewer.remove(feature);
        int tables = feature == Feature.TABLES ? 0 : s.tables();
        return sized(s, s.vcpusOfVm(), s.pcpus(), s.spaces(), s.pages(), s.frames(), tables, fewer);
    }

    /** A scope of other sizes, or null if there is none; operations span what pages there are. */
    private static Scope sized(
            Scope s,
            List<Integer> vms,
            int pcpus,
            int spaces,
            int pages,
            int frames,
            int tables,
            Set<Feature> features) {
        try {
            int ceiling = Math.min(s.flushCeiling(), pages);
            return new Scope(vms, pcpus, spaces, pages, frames, tables, pages, ceiling, s.tlb(), features);
        } catch (BadInput nothingLeft) {
            return null;
        }
    }

    private void dropAll(Argument argument) {
        for (int n = best.machine().range(argument) - 1; n >= 0; n--) {
            Scope s = best.scope();
            boolean isPcpu = argument == Argument.PCPU;
            Scope smaller = sized(
                    s,
                    s.vcpusOfVm(),
                    s.pcpus() - (isPcpu ? 1 : 0),
                    s.spaces() - (argument == Argument.SPACE ? 1 : 0),
                    s.pages() - (argument == Argument.PAGE ? 1 : 0),
                    s.frames() - (argument == Argument.FRAME ? 1 : 0),
                    s.tables() - (argument == Argument.TABLE ? 1 : 0),
                    s.features());
            tryScope(smaller, renumber(argument, n, best.machine()));
        }
    }

    private void dropVcpus() {
        for (int v = best.scope().vcpus() - 1; v >= 0; v--) {
            Machine machine = best.machine();
            int vm = machine.state.vmOf(v);
            Scope s = best.scope();
            List<Integer> vms = new ArrayList<>(s.vcpusOfVm());
            vms.set(vm, vms.get(vm) - 1);
            if (vms.get(vm) == 0) {
                if (vm != vms.size() - 1) {
                    continue; // spaces and frames are numbered through all VMs
                }
                vms.remove(vm);
            }
            Scope smaller = sized(s, vms, s.pcpus(), s.spaces(), s.pages(), s.frames(), s.tables(), s.features());
            tryScope(smaller, renumber(Argument.VCPU, v, machine));
        }
    }

    /** The steps without those that name the n-th of something, and with the later ones numbered one less. */
    private long[] renumber(Argument argument, int n, Machine machine) {
        long[] steps = new long[best.steps().length];
        int size = 0;
        for (long step : best.steps()) {
            StepKind kind = machine.kind(step);
            int[] numbers = new int[3];
            boolean isGone = false;
            for (int k = 0; k < kind.arguments().size(); k++) {
                numbers[k] = StepKind.argument(step, k);
                if (kind.arguments().get(k) == argument) {
                    isGone |= numbers[k] == n;
                    numbers[k] -= numbers[k] > n ? 1 : 0;
                }
            }
            if (!isGone) {
                steps[size++] = Step.of(kind.code(), numbers[0], numbers[1], numbers[2]);
            }
        }
        return Arrays.copyOf(steps, size);
    }

    private void searchShorter() {
        boolean[] kinds = new boolean[256];
        Arrays.fill(kinds, true);
        if (!search(kinds, MOST_STATES)) {
            kinds = ScheduleRunner.kinds(best.steps());
            search(kinds, MOST_STATES_OF_KINDS);
        }
        if (preemptions(best) > 0) {
            kinds[Steps.PREEMPT] = false;
            search(kinds, MOST_STATES);
        }
    }

    /** Takes the shortest way with these kinds of step, if it is shorter or, as long, smaller; false: none was found. */
    private boolean search(boolean[] kinds, int mostStates) {
        Schedule before = best;
        Exhaustive.Result found = Exhaustive.search(best.machine(), mostStates, kinds, invariant);
        if (found.broken() != invariant) {
            return false;
        }
        if (found.path().length <= before.steps().length) {
            best = before.with(found.path());
            joinRuns();
            if (best.steps().length == before.steps().length && !isSmaller(best, before)) {
                best = before;
            }
        }
        return true;
    }
}
