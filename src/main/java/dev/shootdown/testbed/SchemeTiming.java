package dev.shootdown.testbed;

import static dev.shootdown.testbed.Sim.NONE;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.State;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.StepKind;

/**
 * When the steps that only some schemes have are taken, and what they cost. Steps are known by their names, so that a
 * scheme that is made of the same ones needs nothing here.
 */
final class SchemeTiming {
    private final Sim sim;
    private final State state;
    /** The steps of the host before it enters the guest, and their costs. */
    private int[] entrySteps = {};

    private long[] entryCosts = {};
    private int readPvState = NONE;
    private int flagFlush = NONE;
    private boolean byHypercall;
    private long atExit;
    private long atPreempt;

    SchemeTiming(Sim sim) {
        this.sim = sim;
        state = sim.state;
        Scheme scheme = sim.steps.machine.scheme;
        for (StepKind kind : scheme.steps()) {
            switch (kind.name()) {
                case "SetInGuestMode" -> {
                    addEntryStep(kind.code(), sim.virtCosts.sharedWordUpdate());
                    atExit = sim.virtCosts.sharedWordUpdate(); // xchg(state, 0)
                }
                case "ServeStealUpdate" -> {
                    addEntryStep(kind.code(), sim.virtCosts.sharedWordUpdate());
                    atPreempt = sim.virtCosts.sharedWordUpdate(); // kvm_steal_time_set_preempted
                }
                case "ServeDeferredFlush" -> addEntryStep(kind.code(), sim.virtCosts.invvpid());
                case "ReadPvState" -> readPvState = kind.code();
                case "FlagFlush" -> flagFlush = kind.code();
                case "Hypercall" -> byHypercall = true;
                case "ReadVcpuCpu",
                        "InvvpidLocal",
                        "SendHostIpi",
                        "TakeHostIpi",
                        "Invvpid",
                        "AckHostIpi",
                        "ReturnFromHypercall" -> {} // Vmm takes them
                default ->
                    throw new BadInput("scheme " + scheme.name() + " has a step " + kind.name()
                            + " whose cost the testbed does not know");
            }
        }
    }

    private void addEntryStep(int code, long cost) {
        int n = entrySteps.length;
        entrySteps = java.util.Arrays.copyOf(entrySteps, n + 1);
        entryCosts = java.util.Arrays.copyOf(entryCosts, n + 1);
        entrySteps[n] = code;
        entryCosts[n] = cost;
    }

    /** Takes the scheme's steps of the host before v enters the guest, as long as there are any; the cycles they take. */
    long beforeEntry(int v) {
        long cycles = 0;
        boolean again = entrySteps.length > 0;
        while (again) {
            again = false;
            for (int k = 0; k < entrySteps.length; k++) {
                long step = Step.of(entrySteps[k], v);
                if (sim.steps.machine.can(step)) {
                    sim.steps.take(step);
                    cycles += entryCosts[k];
                    again = true;
                }
            }
        }
        return cycles;
    }

    /** Cycles of what the scheme does at every exit. */
    long atExit() {
        return atExit;
    }

    /** Cycles of what the scheme does whenever a vCPU's thread is scheduled out. */
    long atPreempt() {
        return atPreempt;
    }

    /** Takes the scheme's steps in the guest before i interrupts anybody; the cycles they take. */
    long beforeCalls(int i) {
        if (readPvState == NONE) {
            return 0;
        }
        long cycles = 0;
        int vm = state.vmOf(i);
        int set = state.unchecked(i);
        for (int t = state.next(set, vm, state.firstOf(vm)); t != NONE; t = state.next(set, vm, t + 1)) {
            sim.steps.take(Step.of(readPvState, i, t));
            cycles += sim.guestCosts.callAck(); // a line that another pCPU wrote
            if (state.get(i, State.CHECKING) != NONE) {
                sim.steps.take(Step.of(flagFlush, i));
                cycles += sim.virtCosts.sharedWordUpdate();
            }
        }
        return cycles;
    }

    /** Whether the VMM carries a flush out, asked by one hypercall. */
    boolean byHypercall() {
        return byHypercall;
    }
}
