package dev.shootdown.cli.explorer;

import dev.shootdown.explore.Continuation;
import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;
import dev.shootdown.machine.Scope;
import dev.shootdown.trace.Recording;
import dev.shootdown.trace.Replay;
import java.util.ArrayList;
import java.util.List;

/**
 * A machine and the steps that a user has taken on it, those taken back included. Nothing is kept of the machine: whoever wants
 * its state takes the steps again. Safe for several threads, each call whole.
 */
public final class Session {
    /** How long a schedule can become here. */
    public static final int MOST_STEPS = 1_000;

    /** How many vCPUs, pCPUs, spaces, pages and so on a person can look at. */
    public static final int MOST_OF_EACH = 8;

    private final String tool;
    private Setup setup;
    private final List<String> steps = new ArrayList<>();

    /** How many of the steps are taken; those behind can be taken again. */
    private int taken;

    private long revision;

    /** What a schedule runs on. */
    public record Setup(String scheme, List<String> bugs, Scope scope) {
        public Setup {
            bugs = List.copyOf(bugs);
            limit("vCPUs", scope.vcpus());
            limit("pCPUs", scope.pcpus());
            limit("address spaces", scope.spaces() * scope.vms());
            limit("pages", scope.pages());
            limit("frames", scope.frames() * scope.vms());
            limit("page-table pages", scope.tables() * scope.vms());
        }

        private static void limit(String what, int n) {
            if (n > MOST_OF_EACH) {
                throw new BadInput("at most " + MOST_OF_EACH + " " + what + " can be explored by hand, not " + n);
            }
        }
    }

    /**
     * How things stand.
     *
     * @param recording the steps taken
     * @param enabled the steps that could be next; none once an invariant is broken
     * @param redo how many steps can be taken again
     * @param revision another one after each change
     */
    public record View(Setup setup, Recording recording, List<String> enabled, int redo, long revision) {}

    /** A schedule without steps. */
    public Session(String tool, Setup setup) {
        this.tool = tool;
        begin(setup);
    }

    /** Begins anew on another machine. */
    public synchronized void begin(Setup other) {
        new Recording(tool, other.scheme(), other.bugs(), other.scope(), "", 0, 0, "", List.of()).machine();
        setup = other;
        steps.clear();
        taken = 0;
        revision++;
    }

    /** Goes on with a recorded schedule; none of it is taken if one of its steps is not enabled. */
    public synchronized void load(Recording recording) {
        Setup other = new Setup(recording.scheme(), recording.bugs(), recording.scope());
        if (recording.steps().size() > MOST_STEPS) {
            throw new BadInput("at most " + MOST_STEPS + " steps can be explored by hand, not "
                    + recording.steps().size());
        }
        int able = follow(recording.machine(), recording.steps());
        setup = other;
        steps.clear();
        steps.addAll(recording.steps().subList(0, able));
        taken = able;
        revision++;
    }

    /** Takes the steps up to the first broken invariant, and returns how many these are. */
    private static int follow(Machine machine, List<String> steps) {
        for (int k = 0; k < steps.size(); k++) {
            long step = machine.step(steps.get(k));
            if (!machine.can(step)) {
                throw new Replay.NotEnabled(k + 1, steps.get(k), "");
            }
            machine.apply(step);
            if (Invariant.firstBroken(machine) != null) {
                return k + 1;
            }
        }
        return steps.size();
    }

    /** A step that was clicked on what was shown then is not taken on what came after. */
    private void check(long expected) {
        if (expected != revision) {
            throw new Conflict("the schedule has changed meanwhile");
        }
    }

    /** Takes a step. */
    public synchronized void apply(String text, long expected) {
        check(expected);
        append(List.of(text));
    }

    /** Takes several, or none of them. */
    synchronized void applyAll(List<String> texts, long expected) {
        check(expected);
        append(texts);
    }

    private void append(List<String> texts) {
        Machine machine = machine();
        List<String> shown = new ArrayList<>();
        for (String text : texts) {
            long step = machine.step(text);
            if (Invariant.firstBroken(machine) != null || !machine.can(step)) {
                throw new Conflict("step " + machine.show(step) + " is not enabled here");
            }
            machine.apply(step);
            shown.add(machine.show(step));
        }
        if (taken + shown.size() > MOST_STEPS) {
            throw new Conflict("a schedule built by hand has at most " + MOST_STEPS + " steps");
        }
        boolean isRedo = taken + shown.size() <= steps.size()
                && steps.subList(taken, taken + shown.size()).equals(shown);
        if (!isRedo) {
            steps.subList(taken, steps.size()).clear();
            steps.addAll(shown);
        }
        taken += shown.size();
        revision++;
    }

    /** Takes steps back, or again, until there are {@code n}. */
    public synchronized void goTo(int n, long expected) {
        check(expected);
        if (n < 0 || n > steps.size()) {
            throw new Conflict("there is no step " + n + " to go to");
        }
        taken = n;
        revision++;
    }

    /** Lets an adversary take some steps. */
    public synchronized void goOn(String strategy, long seed, int mostSteps, long expected) {
        check(expected);
        if (mostSteps < 1 || mostSteps > MOST_STEPS) {
            throw new BadInput("an adversary takes between 1 and " + MOST_STEPS + " steps, not " + mostSteps);
        }
        Machine machine = machine();
        if (Invariant.firstBroken(machine) != null) {
            throw new Conflict("an invariant is broken: nothing comes after that");
        }
        List<String> found = new ArrayList<>();
        for (long step : Continuation.go(machine, strategy, seed, Math.min(mostSteps, MOST_STEPS - taken))) {
            found.add(machine.show(step));
        }
        append(found);
    }

    /** The machine after the steps taken so far. */
    synchronized Machine machine() {
        Machine machine = recording(Recording.NOTHING).machine();
        follow(machine, steps.subList(0, taken));
        return machine;
    }

    synchronized long revision() {
        return revision;
    }

    private Recording recording(String invariant) {
        return new Recording(
                tool, setup.scheme(), setup.bugs(), setup.scope(), "by hand", 0, 0, invariant, steps.subList(0, taken));
    }

    /** How things stand now. */
    public synchronized View view() {
        Machine machine = machine();
        Invariant broken = Invariant.firstBroken(machine);
        List<String> enabled = new ArrayList<>();
        if (broken == null) {
            Offers offers = machine.offers();
            machine.enabled(offers);
            for (int k = 0; k < offers.size(); k++) {
                enabled.add(machine.show(offers.get(k)));
            }
        }
        Recording recording = recording(broken == null ? Recording.NOTHING : broken.label());
        return new View(setup, recording, enabled, steps.size() - taken, revision);
    }

    /** What was asked for does not fit how things stand. */
    static final class Conflict extends RuntimeException {
        private static final long serialVersionUID = 1;

        Conflict(String message) {
            super(message);
        }
    }
}
