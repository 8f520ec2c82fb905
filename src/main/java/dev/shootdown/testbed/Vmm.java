package dev.shootdown.testbed;

import static dev.shootdown.testbed.Sim.NONE;

import dev.shootdown.machine.State;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.Steps;
import dev.shootdown.machine.scheme.Shoot4U;

/**
 * KVM on each vCPU: exits and what handles them, virtual interrupts on their way, requests and entries, and the hypercall
 * that flushes TLBs.
 */
final class Vmm {
    private final Sim sim;
    private final State state;
    private final Stepper steps;
    private final Host host;
    private final GuestCpu guests;
    private final SchemeTiming scheme;

    private final int[] reason;
    private final long[] exitedAt;
    /** Cycles of handling v's last exit that became known only at its end. */
    private final long[] owed;
    /** v's host code is in the loop of the flush hypercall. */
    private final boolean[] inHypercall;
    /** In it, v's host code has asked another pCPU and waits, preemption off. */
    private final boolean[] waiting;
    /** Per pCPU, whose request its handler is at. */
    private final int[] caller;

    Vmm(Sim sim, Host host, GuestCpu guests, SchemeTiming scheme) {
        this.sim = sim;
        this.host = host;
        this.guests = guests;
        this.scheme = scheme;
        state = sim.state;
        steps = sim.steps;
        reason = new int[sim.vcpus];
        exitedAt = new long[sim.vcpus];
        owed = new long[sim.vcpus];
        inHypercall = new boolean[sim.vcpus];
        waiting = new boolean[sim.vcpus];
        caller = new int[sim.pcpus];
    }

    // --- exits

    /** v leaves guest mode; handling the exit takes so many cycles beyond the exit itself. */
    void exit(int v, int p, ExitReason why, long handling) {
        switch (why) {
            case HLT -> steps.take(Step.of(Steps.HALT, v));
            case VMCALL -> steps.take(Step.of(Shoot4U.HYPERCALL_STEP, v));
            default -> steps.take(Step.of(Steps.EXIT_GUEST, v));
        }
        reason[v] = why.ordinal();
        exitedAt[v] = sim.now;
        host.begin(p, Host.EXITING, sim.virtCosts.vmExit() + handling);
    }

    void exitDone(int v, int p) {
        if (reason[v] == ExitReason.HLT.ordinal()) {
            haltDone(v, p);
            return;
        }
        if (reason[v] == ExitReason.MSR_WRITE.ordinal()) {
            owed[v] += guests.deliver(v, p);
        } else if (reason[v] == ExitReason.VMCALL.ordinal()) {
            inHypercall[v] = true;
        }
        host.resume(p);
    }

    /** kvm_vcpu_block: v sleeps unless an interrupt came in meanwhile. */
    private void haltDone(int v, int p) {
        if (guests.hasInterrupt(v) && state.is(v, State.HALTED)) {
            steps.take(Step.of(Steps.WAKE, v));
        }
        if (!state.is(v, State.HALTED)) {
            host.resume(p);
            return;
        }
        steps.take(Step.of(Steps.PREEMPT, v));
        host.cfs.block(p, sim.now);
        host.reschedule(p);
    }

    // --- virtual interrupts

    /** A virtual interrupt for t is set by host code on p: t is woken, kicked or told, if anything is to be done at all. */
    void notify(int t, int p) {
        if (state.is(t, State.HALTED)) {
            steps.take(Step.of(Steps.WAKE, t));
            if (!host.cfs.isRunnable(t)) {
                host.wake(t, p);
            }
        } else if (state.get(t, State.MODE) == State.GUEST) {
            int q = state.get(t, State.VMCS_CPU);
            host.sendIpi(p, q, sim.virtCosts.postedInterrupts() ? Host.POSTED : Host.KICK);
        }
    }

    // --- entries

    /** v's host code goes on on p: in its hypercall, or towards the guest. */
    void run(int v, int p) {
        if (waiting[v]) {
            if (state.waitsForHost(v)) {
                host.beginOpenEnded(p, Host.WAITING);
                return;
            }
            waiting[v] = false;
            if (host.cfs.needsResched(p)) {
                host.reschedule(p);
                return;
            }
        }
        if (inHypercall[v]) {
            nextTarget(v, p);
        } else {
            enter(v, p);
        }
    }

    /** Requests, what the scheme does before an entry, and the entry (vcpu_enter_guest). */
    private void enter(int v, int p) {
        long cycles = sim.virtCosts.vmEntry() + owed[v];
        owed[v] = 0;
        if (state.is(v, State.FLUSH_REQUEST)) {
            steps.take(Step.of(Steps.SERVE_REQUESTS, v));
            cycles += sim.virtCosts.requestCheck() + sim.virtCosts.invvpid();
        }
        cycles += scheme.beforeEntry(v);
        if (guests.hasInterrupt(v)) {
            cycles += sim.virtCosts.injectInterrupt();
        }
        host.begin(p, Host.ENTERING, cycles);
    }

    /** The last check before the entry: what came up meanwhile is seen to first. */
    void entryDone(int v, int p) {
        if (host.mustStay(p)) {
            host.resume(p);
            return;
        }
        steps.take(Step.of(Steps.ENTER_GUEST, v));
        if (exitedAt[v] != 0) {
            sim.measurement.exits.record(reason[v], sim.now - exitedAt[v]);
        }
        guests.resume(v, p);
    }

    // --- the flush hypercall, on the caller's pCPU

    /** Preemption is off while one target is waited for. */
    boolean isWaiting(int v) {
        return waiting[v];
    }

    private void nextTarget(int v, int p) {
        int vm = state.vmOf(v);
        int asked = NONE;
        while (asked == NONE) {
            int t = state.next(state.targets(v), vm, state.firstOf(vm));
            if (t == NONE) {
                steps.take(Step.of(Shoot4U.RETURN_FROM_HYPERCALL, v));
                inHypercall[v] = false;
                enter(v, p);
                return;
            }
            steps.take(Step.of(Shoot4U.READ_VCPU_CPU, v, t));
            asked = state.get(v, State.ASKED_CPU); // none: t was never loaded, and is no target any more
        }
        waiting[v] = true;
        host.begin(p, Host.IN_HYPERCALL, asked == p ? localCall() : sim.hostCosts.ipiSend());
    }

    private long localCall() {
        return sim.hostCosts.callLocal() + invalidation();
    }

    /** The published handler's default: one INVVPID and one INVEPT, single context both. */
    private long invalidation() {
        return sim.virtCosts.invvpid() + sim.virtCosts.invept();
    }

    void hypercallStepDone(int v, int p) {
        int asked = state.get(v, State.ASKED_CPU);
        if (asked == p) {
            steps.take(Step.of(Shoot4U.INVVPID_LOCAL, v));
        } else {
            steps.take(Step.of(Shoot4U.SEND_HOST_IPI, v));
            host.sendIpi(p, asked, Host.CALL);
        }
        host.resume(p);
    }

    // --- and on the pCPU that is asked

    /** p's handler takes what was sent to it; nothing, if an earlier interrupt took it along. */
    void takeCall(int p) {
        if (!state.hostIpiPending(p)) {
            host.resume(p);
            return;
        }
        steps.take(Step.of(Shoot4U.TAKE_HOST_IPI, p));
        int i = nextCaller(p);
        countCoRunner(i, p);
        caller[p] = i;
        host.begin(p, Host.IN_CALL, invalidation());
    }

    private int nextCaller(int p) {
        return state.nextHostCaller(p, State.TAKEN, 0);
    }

    private void countCoRunner(int i, int p) {
        int t = host.cfs.running(p);
        if (t != NONE && t < sim.vcpus && state.vmOf(t) != state.vmOf(i)) {
            sim.measurement.coRunnerInterruptions++;
            sim.measurement.coRunnerCycles += invalidation()
                    + sim.hostCosts.interruptEntryExit()
                    + sim.virtCosts.vmExit()
                    + sim.virtCosts.externalInterruptExit()
                    + sim.virtCosts.vmEntry();
        }
    }

    void callDone(int p) {
        int i = caller[p];
        if (i == NONE) {
            host.resume(p);
            return;
        }
        steps.take(Step.of(Shoot4U.INVVPID, p, i));
        steps.take(Step.of(Shoot4U.ACK_HOST_IPI, p, i));
        host.acknowledged(state.get(i, State.VMCS_CPU));
        caller[p] = nextCaller(p);
        host.begin(p, Host.IN_CALL, caller[p] == NONE ? sim.hostCosts.interruptEntryExit() : invalidation());
    }
}
