package dev.shootdown.explore;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.StepKind;
import dev.shootdown.machine.StepKind.Argument;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Makes a schedule that breaks an invariant small: fewer steps, a smaller machine, fewer features, always the same
 * invariant. At the end no single step, CPU, page, frame or feature can be left out; then a breadth-first search on the
 * small machine, with the kinds of step that are left, looks for a shorter way still.
 */
final class Shrinker {
    /** Where the last search gives up, in distinct states: about a second. */
    static final int MOST_STATES = 400_000;

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
        } while (shrinker.size() < before);
        shrinker.searchShorter();
        return shrinker.best;
    }

    private int size() {
        Scope s = best.scope();
        return best.steps().length
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
        return java.util.Arrays.copyOf(steps, size);
    }

    private void searchShorter() {
        Exhaustive.Result found =
                Exhaustive.search(best.machine(), MOST_STATES, ScheduleRunner.kinds(best.steps()), invariant);
        if (found.broken() == invariant && found.path().length < best.steps().length) {
            best = best.with(found.path());
        }
    }
}
