package dev.shootdown.testbed;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.State;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.StepKind;
import dev.shootdown.machine.StepKind.Argument;
import dev.shootdown.testbed.profile.MachineProfile;
import java.util.List;

/**
 * Takes the steps that only some schemes have, when they are due, and adds up what they cost. Steps of the built-in schemes are
 * known by their names, so that a scheme that is made of the same ones needs nothing more; for others see
 * {@link TimedScheme}.
 */
final class SchemeTiming {
    private static final String HYPERCALL = "Hypercall";

    /** The codes of the steps of a flush by hypercall: Vmm takes them. */
    record HypercallSteps(
            int hypercall,
            int readVcpuCpu,
            int invvpidLocal,
            int sendHostIpi,
            int takeHostIpi,
            int invvpid,
            int ackHostIpi,
            int returnFromHypercall) {}

    private static final List<String> HYPERCALL_STEPS = List.of(
            HYPERCALL,
            "ReadVcpuCpu",
            "InvvpidLocal",
            "SendHostIpi",
            "TakeHostIpi",
            "Invvpid",
            "AckHostIpi",
            "ReturnFromHypercall");

    private final Sim sim;
    private final State state;
    private final StepTimes.Timed[] flushSteps;
    private final StepTimes.Timed[] entrySteps;
    private final long exitCycles;
    private final long preemptCycles;
    /** Null if the scheme does not flush by a hypercall. */
    private final HypercallSteps hypercall;

    SchemeTiming(Sim sim) {
        this.sim = sim;
        state = sim.state;
        Scheme scheme = sim.steps.machine.scheme;
        hypercall = hypercallSteps(scheme);
        StepTimes times = timesOf(scheme, sim.profile);
        flushSteps = times.flushSteps().toArray(new StepTimes.Timed[0]);
        entrySteps = times.entrySteps().toArray(new StepTimes.Timed[0]);
        exitCycles = times.exitCycles();
        preemptCycles = times.preemptCycles();
    }

    /** When each step of the scheme is taken; bad input if that is not known of one. */
    static StepTimes timesOf(Scheme scheme, MachineProfile machine) {
        StepTimes times = new StepTimes(scheme);
        if (scheme instanceof TimedScheme timed) {
            timed.declare(times, machine);
        }
        long sharedWord = machine.virtualization().sharedWordUpdate();
        if (times.isUndeclared("SetInGuestMode")) {
            times.beforeEntry("SetInGuestMode", sharedWord);
            times.atExit(sharedWord); // xchg(state, 0)
        }
        if (times.isUndeclared("ServeStealUpdate")) {
            times.beforeEntry("ServeStealUpdate", sharedWord);
            times.atPreempt(sharedWord); // kvm_steal_time_set_preempted
        }
        if (times.isUndeclared("ServeDeferredFlush")) {
            times.beforeEntry("ServeDeferredFlush", machine.virtualization().invvpid());
        }
        if (times.isUndeclared("ReadPvState")) {
            times.whileFlushing("ReadPvState", machine.guest().callAck()); // a line that another pCPU wrote
        }
        if (times.isUndeclared("FlagFlush")) {
            times.whileFlushing("FlagFlush", sharedWord);
        }
        if (hypercallSteps(scheme) != null) {
            HYPERCALL_STEPS.forEach(times::claim);
        }
        times.requireAll();
        return times;
    }

    /** Null unless the scheme has all the steps of such a flush. */
    private static HypercallSteps hypercallSteps(Scheme scheme) {
        int[] codes = new int[HYPERCALL_STEPS.size()];
        for (int k = 0; k < codes.length; k++) {
            String name = HYPERCALL_STEPS.get(k);
            StepKind found = scheme.steps().stream()
                    .filter(kind -> kind.name().equals(name))
                    .findFirst()
                    .orElse(null);
            if (found == null) {
                return null;
            }
            codes[k] = found.code();
        }
        return new HypercallSteps(codes[0], codes[1], codes[2], codes[3], codes[4], codes[5], codes[6], codes[7]);
    }

    /** Takes the scheme's steps of the host before v enters the guest, as long as there are any; the cycles they take. */
    long beforeEntry(int v) {
        return takeAll(entrySteps, v);
    }

    /** Takes the scheme's steps in the guest before i interrupts anybody; the cycles they take. */
    long beforeCalls(int i) {
        return takeAll(flushSteps, i);
    }

    /** Takes steps of v until none is enabled: one pass over those with a peer after the other, the others in between. */
    private long takeAll(StepTimes.Timed[] steps, int v) {
        long cycles = 0;
        long begin = sim.steps.taken();
        long before = -1;
        while (steps.length > 0 && before != sim.steps.taken()) {
            before = sim.steps.taken();
            requireEnd(before - begin, v);
            cycles += takeAlone(steps, v);
            for (StepTimes.Timed timed : steps) {
                if (timed.hasPeer()) {
                    cycles += takeWithPeers(timed, steps, v);
                }
            }
        }
        return cycles;
    }

    private long takeWithPeers(StepTimes.Timed timed, StepTimes.Timed[] steps, int v) {
        boolean vcpus = timed.kind().arguments().get(1) == Argument.VCPU;
        int vm = state.vmOf(v);
        int first = vcpus ? state.firstOf(vm) : 0;
        int end = vcpus ? first + state.scope.vcpusOfVm().get(vm) : state.scope.pcpus();
        long cycles = 0;
        for (int t = first; t < end; t++) {
            long step = Step.of(timed.kind().code(), v, t);
            if (sim.steps.machine.can(step)) {
                sim.steps.take(step);
                cycles += timed.cycles() + takeAlone(steps, v);
            }
        }
        return cycles;
    }

    private long takeAlone(StepTimes.Timed[] steps, int v) {
        long cycles = 0;
        boolean again = true;
        for (int rounds = 0; again; rounds++) {
            requireEnd(rounds, v);
            again = false;
            for (StepTimes.Timed timed : steps) {
                long step = Step.of(timed.kind().code(), v);
                if (!timed.hasPeer() && sim.steps.machine.can(step)) {
                    sim.steps.take(step);
                    cycles += timed.cycles();
                    again = true;
                }
            }
        }
        return cycles;
    }

    /** A scheme whose steps stay enabled would keep the testbed for ever. */
    private void requireEnd(long steps, int v) {
        if (steps > 1000 + 100L * (state.vcpus() + state.scope.pcpus())) {
            throw new BadInput("scheme " + sim.steps.machine.scheme.name() + ": vCPU " + (v + 1) + " has taken " + steps
                    + " steps of the scheme in a row, and there are still more (each should end by itself).");
        }
    }

    /** The steps of a flush are taken: what targets are left must be called. */
    void requireCalls(int targets) {
        Scheme scheme = sim.steps.machine.scheme;
        if (targets > 0 && !scheme.sendsGuestIpis()) {
            throw new BadInput("scheme " + scheme.name() + " cannot be measured: its steps while flushing have left "
                    + targets + " targets, and it sends no IPIs (is a step of it declared for another moment?).");
        }
    }

    /** Cycles of what the scheme does at every exit. */
    long atExit() {
        return exitCycles;
    }

    /** Cycles of what the scheme does whenever a vCPU's thread is scheduled out. */
    long atPreempt() {
        return preemptCycles;
    }

    /** Whether the VMM carries a flush out, asked by one hypercall. */
    boolean byHypercall() {
        return hypercall != null;
    }

    /** The steps of such a flush. */
    HypercallSteps hypercall() {
        return hypercall;
    }
}
