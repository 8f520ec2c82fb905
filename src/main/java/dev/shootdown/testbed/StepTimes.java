package dev.shootdown.testbed;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.StepKind;
import dev.shootdown.machine.StepKind.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * When the steps that only one scheme has are taken, and what they cost in cycles. Filled by the scheme itself
 * ({@link TimedScheme#declare}), or from the names of its steps where those are the built-in schemes'.
 */
public final class StepTimes {
    /** A kind of step and its cost. */
    record Timed(StepKind kind, long cycles) {
        /** Whether it has a second argument, over which the testbed looks for enabled steps. */
        boolean hasPeer() {
            return kind.arguments().size() == 2;
        }
    }

    private final Scheme scheme;
    private final Map<String, StepKind> undeclared = new TreeMap<>();
    private final List<Timed> flushSteps = new ArrayList<>();
    private final List<Timed> entrySteps = new ArrayList<>();
    private long exitCycles;
    private long preemptCycles;

    StepTimes(Scheme scheme) {
        this.scheme = scheme;
        scheme.steps().forEach(kind -> undeclared.put(kind.name(), kind));
    }

    /**
     * A step of a vCPU in the guest that begins a flush: between reading the mask and queueing calls for the targets that are
     * left, or returning if none is. Such steps are taken, in the order in which they were declared, until none is enabled.
     */
    public void whileFlushing(String step, long cycles) {
        flushSteps.add(timed(step, cycles));
    }

    /** A step of the VMM before a vCPU enters the guest, after its requests are served; taken until none is enabled. */
    public void beforeEntry(String step, long cycles) {
        entrySteps.add(timed(step, cycles));
    }

    /** What the scheme's part of every VM exit costs: it has no step of its own. */
    public void atExit(long cycles) {
        exitCycles = notNegative("an exit", cycles);
    }

    /** What the scheme's part of scheduling a vCPU out costs: it has no step of its own. */
    public void atPreempt(long cycles) {
        preemptCycles = notNegative("a preemption", cycles);
    }

    private Timed timed(String step, long cycles) {
        StepKind kind = undeclared.remove(step);
        if (kind == null) {
            throw new BadInput("scheme " + scheme.name() + " declares when its step " + step
                    + " is taken, but has no such step or did so before (every step is declared once).");
        }
        List<Argument> arguments = kind.arguments();
        boolean known = arguments.get(0) == Argument.VCPU
                && (arguments.size() == 1
                        || arguments.size() == 2
                                && (arguments.get(1) == Argument.VCPU || arguments.get(1) == Argument.PCPU));
        if (!known) {
            throw new BadInput(
                    "scheme " + scheme.name() + ": the testbed can time steps of a vCPU, alone or with another"
                            + " vCPU or a pCPU, and " + step + " is none.");
        }
        return new Timed(kind, notNegative("its step " + step, cycles));
    }

    private long notNegative(String what, long cycles) {
        if (cycles < 0) {
            throw new BadInput("scheme " + scheme.name() + " says that " + what + " costs " + cycles
                    + " cycles (zero or more is expected).");
        }
        return cycles;
    }

    /** Takes a step out of those that are to be declared, if the scheme has it and did not declare it itself. */
    boolean claim(String step) {
        return undeclared.remove(step) != null;
    }

    boolean isUndeclared(String step) {
        return undeclared.containsKey(step);
    }

    /** Complains about a step that nobody knows when to take. */
    void requireAll() {
        if (!undeclared.isEmpty()) {
            throw new BadInput(
                    "scheme " + scheme.name() + " cannot be measured: the testbed does not know when to take "
                            + String.join(", ", undeclared.keySet())
                            + " nor what that costs, unless its class says so as a dev.shootdown.testbed.TimedScheme.");
        }
    }

    List<Timed> flushSteps() {
        return flushSteps;
    }

    List<Timed> entrySteps() {
        return entrySteps;
    }

    long exitCycles() {
        return exitCycles;
    }

    long preemptCycles() {
        return preemptCycles;
    }
}
