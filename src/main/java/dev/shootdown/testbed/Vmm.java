package dev.shootdown.testbed;

import static dev.shootdown.testbed.Sim.NONE;

import dev.shootdown.machine.State;
import dev.shootdown.machine.Steps;

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
    private final SchemeTiming.HypercallSteps calls;
    private final TlbPolicy tlb;
    private final HaltPoll poll;
    private final PauseLoop pauseLoop;

    private final int[] reason;
    private final long[] exitedAt;
    /** Cycles of handling v's last exit that became known only at its end. */
    private final long[] owed;
    /** When v halted, until it has something to do again; 0 when it has. */
    private final long[] haltedAt;
    /** v is halted and its host code polls for something to do, on its pCPU. */
    private final boolean[] polling;
    /** v's host code is in the loop of the flush hypercall. */
    private final boolean[] inHypercall;
    /** In it, v's host code has asked another pCPU and waits, preemption off. */
    private final boolean[] waiting;
    /** A kick or a posted interrupt's notification is on its way to v in guest mode: nobody sends another one. */
    private final boolean[] notified;
    /** v's spinlock makes it halt: on the way to sleep, asleep, and woken before it slept. */
    private final boolean[] parking;

    private final boolean[] parked;
    private final boolean[] kicked;
    /** Whom v's hypercall wakes, or NONE. */
    private final int[] kickTarget;
    /** Per pCPU, whose request its handler is at. */
    private final int[] caller;

    Vmm(Sim sim, Host host, GuestCpu guests, SchemeTiming scheme, TlbPolicy tlb, PauseLoop pauseLoop) {
        this.sim = sim;
        this.host = host;
        this.guests = guests;
        this.scheme = scheme;
        calls = scheme.hypercall();
        this.tlb = tlb;
        this.pauseLoop = pauseLoop;
        parking = new boolean[sim.vcpus];
        parked = new boolean[sim.vcpus];
        kicked = new boolean[sim.vcpus];
        kickTarget = new int[sim.vcpus];
        java.util.Arrays.fill(kickTarget, NONE);
        state = sim.state;
        steps = sim.steps;
        reason = new int[sim.vcpus];
        exitedAt = new long[sim.vcpus];
        owed = new long[sim.vcpus];
        haltedAt = new long[sim.vcpus];
        polling = new boolean[sim.vcpus];
        poll = new HaltPoll(sim.vcpus, sim.virtCosts.haltPoll(), sim.profile.clockHz());
        inHypercall = new boolean[sim.vcpus];
        waiting = new boolean[sim.vcpus];
        notified = new boolean[sim.vcpus];
        caller = new int[sim.pcpus];
        java.util.Arrays.fill(caller, NONE);
    }

    // --- exits

    /** v leaves guest mode; handling the exit takes so many cycles beyond the exit itself. */
    void exit(int v, int p, ExitReason why, long handling) {
        switch (why) {
            case HLT -> steps.take(isInterruptSent(v) ? Steps.EXIT_GUEST : Steps.HALT, v);
            case VMCALL -> steps.take(calls.hypercall(), v);
            default -> steps.take(Steps.EXIT_GUEST, v);
        }
        left(v, p, why, why == ExitReason.VMCALL ? KernelEvents.FLUSH_HYPERCALL : KernelEvents.NO_HYPERCALL);
        long toSleep = why == ExitReason.HLT ? scheme.atPreempt() : 0;
        host.begin(p, Host.EXITING, sim.virtCosts.vmExit() + scheme.atExit() + handling + toSleep);
    }

    /** v is out of guest mode from now on. */
    private void left(int v, int p, ExitReason why, int hypercall) {
        if (sim.events != null) {
            sim.events.left(v, p, why, hypercall);
        }
        guests.leave(v);
        boolean forFlush = sim.time.use(v) == TimeUse.TLB && (why == ExitReason.MSR_WRITE || why == ExitReason.VMCALL);
        sim.time.spend(v, forFlush ? TimeUse.TLB_EXIT : TimeUse.EXIT);
        reason[v] = why.ordinal();
        exitedAt[v] = sim.now;
    }

    /**
     * Whether a call-function IPI for v is being sent or posted. HLT then is an exit like others: KVM would find the
     * interrupt before v sleeps, or a moment after.
     */
    private boolean isInterruptSent(int v) {
        return state.is(v, State.VECTOR);
    }

    void exitDone(int v, int p) {
        if (parking[v]) {
            parkingDone(v, p);
            return;
        }
        if (reason[v] == ExitReason.PAUSE_INSTRUCTION.ordinal()) {
            directedYield(v, p);
            return;
        }
        if (reason[v] == ExitReason.HLT.ordinal()) {
            haltDone(v, p);
            return;
        }
        if (reason[v] == ExitReason.MSR_WRITE.ordinal()) {
            owed[v] += guests.deliver(v, p);
        } else if (kickTarget[v] != NONE) {
            owed[v] += unpark(kickTarget[v], p);
            kickTarget[v] = NONE;
        } else if (reason[v] == ExitReason.VMCALL.ordinal()) {
            inHypercall[v] = true;
        }
        host.resume(p);
    }

    /** kvm_vcpu_block: v sleeps unless an interrupt came in meanwhile. */
    private void haltDone(int v, int p) {
        if (guests.hasPosted(v) && state.is(v, State.HALTED)) {
            steps.take(Steps.WAKE, v);
        }
        if (!state.is(v, State.HALTED)) {
            host.resume(p);
            return;
        }
        haltedAt[v] = sim.now;
        polling[v] = true;
        pollOrSleep(v, p);
    }

    /** Whether v polls for something to do. */
    boolean isPolling(int v) {
        return polling[v];
    }

    /** v's host code looks whether to go on polling: while nobody else wants p (single_task_running), and not for long. */
    void pollOrSleep(int v, int p) {
        long left = haltedAt[v] + poll.window(v) - sim.now;
        if (!state.is(v, State.HALTED)) {
            polling[v] = false;
            host.resume(p);
        } else if (left > 0 && host.cfs.runnable(p) == 1 && !host.cfs.needsResched(p)) {
            host.begin(p, Host.POLLING, left);
        } else {
            polling[v] = false;
            steps.take(Steps.PREEMPT, v);
            sim.time.spend(v, TimeUse.IDLE);
            host.cfs.block(p, sim.now);
            host.reschedule(p);
        }
    }

    /** v's host code goes on after a halt: how long that was decides how long v polls the next time. */
    private void endHalt(int v) {
        if (haltedAt[v] != 0) {
            poll.wasHalted(v, sim.now - haltedAt[v]);
            haltedAt[v] = 0;
        }
    }

    // --- spinlocks that halt and kick, and pause-loop exiting

    /**
     * v's spinlock executes HLT, perhaps with interrupts off. For the machine it is a vCPU that left the guest and was
     * scheduled out: its step Halt stands for an idle vCPU's, which any interrupt wakes.
     */
    void park(int v, int p) {
        steps.take(Steps.EXIT_GUEST, v);
        left(v, p, ExitReason.HLT, KernelEvents.NO_HYPERCALL);
        parking[v] = true;
        host.begin(
                p,
                Host.EXITING,
                sim.virtCosts.vmExit() + scheme.atExit() + sim.virtCosts.hltExit() + scheme.atPreempt());
    }

    /** v sleeps unless it was kicked, or interrupted with interrupts on, meanwhile. */
    private void parkingDone(int v, int p) {
        parking[v] = false;
        if (kicked[v] || guests.canTakePosted(v)) {
            kicked[v] = false;
            host.resume(p);
            return;
        }
        parked[v] = true;
        steps.take(Steps.PREEMPT, v);
        sim.time.spend(v, TimeUse.IDLE);
        host.cfs.block(p, sim.now);
        host.reschedule(p);
    }

    /** v, which gave a spinlock up on p, wakes the next owner (KVM_HC_KICK_CPU). */
    void kick(int v, int p, int target) {
        steps.take(Steps.EXIT_GUEST, v);
        left(v, p, ExitReason.VMCALL, KernelEvents.KICK_HYPERCALL);
        kickTarget[v] = target;
        host.begin(p, Host.EXITING, sim.virtCosts.vmExit() + scheme.atExit() + sim.virtCosts.hypercall());
    }

    /** Host code on p lets v go on; the cycles that takes. */
    private long unpark(int v, int p) {
        if (!parked[v]) {
            kicked[v] = parking[v];
            return 0;
        }
        parked[v] = false;
        host.wake(v, p);
        return sim.hostCosts.wakeUp();
    }

    /** v has spun too long: it yields to a sibling that waits for a pCPU, if that helps (kvm_vcpu_on_spin). */
    private void directedYield(int v, int p) {
        pauseLoop.exited(v);
        int vm = state.vmOf(v);
        int to = pauseLoop.choose(v, vm, state.firstOf(vm), state.firstOf(vm + 1), host.yielding(p));
        if (to == NONE) {
            host.resume(p);
        } else {
            sim.measurement.directedYields += vm == 0 ? 1 : 0;
            host.yielded(p, to);
        }
    }

    // --- virtual interrupts

    /** A virtual interrupt for t is set by host code on p: t is woken, kicked or told, if anything is to be done at all. */
    void notify(int t, int p) {
        if (parked[t]) {
            if (guests.canTakePosted(t)) {
                unpark(t, p);
            }
        } else if (state.is(t, State.HALTED)) {
            steps.take(Steps.WAKE, t);
            if (!host.cfs.isRunnable(t)) {
                host.wake(t, p);
            } else if (polling[t]) {
                host.pollerSees(state.get(t, State.VMCS_CPU), sim.hostCosts.callAck());
            }
        } else if (state.get(t, State.MODE) == State.GUEST && !notified[t]) {
            notified[t] = true;
            int q = state.get(t, State.VMCS_CPU);
            host.sendIpi(p, q, sim.virtCosts.postedInterrupts() ? Host.POSTED : Host.KICK);
        }
    }

    /** The same for an interrupt that another vCPU sends: the host's scheduler hears of those whose receiver waits. */
    void notifyOfIpi(int t, int p) {
        notify(t, p);
        if (host.cfs.isWaiting(t)) {
            host.interruptFor(t, p);
        }
    }

    /** Cycles of the scheme when v's thread is scheduled out. */
    long atPreempt() {
        return scheme.atPreempt();
    }

    /** The notification of v's posted interrupt has arrived. */
    void notified(int v) {
        notified[v] = false;
    }

    // --- entries

    /** v's host code goes on on p: in its hypercall, or towards the guest. */
    void run(int v, int p) {
        endHalt(v);
        pauseLoop.yieldEnds(v);
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
            steps.take(Steps.SERVE_REQUESTS, v);
            cycles += sim.virtCosts.requestCheck() + sim.virtCosts.invvpid();
        }
        cycles += scheme.beforeEntry(v);
        if (guests.sync(v)) {
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
        if (guests.hasPosted(v) && guests.sync(v)) {
            host.begin(p, Host.ENTERING, sim.virtCosts.requestCheck() + sim.virtCosts.injectInterrupt());
            return;
        }
        notified[v] = false;
        steps.take(Steps.ENTER_GUEST, v);
        if (exitedAt[v] != 0) {
            sim.measurement.exits.record(reason[v], sim.now - exitedAt[v]);
        }
        if (sim.events != null) {
            sim.events.entered(v, p);
        }
        guests.resume(v, p);
    }

    // --- the flush hypercall, on the caller's pCPU

    /** Preemption is off while one target is waited for. */
    boolean isWaiting(int v) {
        return waiting[v];
    }

    /**
     * The loop over the targets. Preemption goes off in {@code smp_call_function_single}, at its {@code get_cpu}: a few
     * instructions after {@code v->cpu} was read as its argument. Both are taken at the same instant here, so that a
     * preemption in between, which the specification may allow, never happens.
     */
    private void nextTarget(int v, int p) {
        int vm = state.vmOf(v);
        int asked = NONE;
        while (asked == NONE) {
            int t = state.next(state.targets(v), vm, state.firstOf(vm));
            if (t == NONE) {
                steps.take(calls.returnFromHypercall(), v);
                inHypercall[v] = false;
                enter(v, p);
                return;
            }
            steps.take(calls.readVcpuCpu(), v, t);
            asked = state.get(v, State.ASKED_CPU); // none: t was never loaded, and is no target any more
        }
        callSingle(v, p, asked);
    }

    /** smp_call_function_single: preemption is off from here until the acknowledgement is seen. */
    private void callSingle(int v, int p, int asked) {
        waiting[v] = true;
        host.begin(p, Host.IN_HYPERCALL, asked == p ? localCall() : sim.hostCosts.ipiSend());
    }

    private long localCall() {
        return sim.hostCosts.callLocal() + invalidation();
    }

    /**
     * The published handler's default: one INVVPID and one INVEPT, single context both. The step drops what the former does;
     * that the latter takes the siblings' entries there too is a matter of evictions ({@link TlbPolicy#invept}).
     */
    private long invalidation() {
        return sim.virtCosts.invvpid() + sim.virtCosts.invept();
    }

    void hypercallStepDone(int v, int p) {
        int asked = state.get(v, State.ASKED_CPU);
        if (asked == p) {
            steps.take(calls.invvpidLocal(), v);
            tlb.invept(p, state.vmOf(v));
        } else {
            steps.take(calls.sendHostIpi(), v);
            host.sendIpi(p, asked, Host.CALL);
        }
        host.resume(p);
    }

    // --- and on the pCPU that is asked

    /**
     * p's handler takes what was sent to it; nothing, if the handler of an earlier interrupt found the request queued.
     *
     * @param threwOut whether the interrupt, and nothing else, made a vCPU leave guest mode
     */
    void takeCall(int p, boolean threwOut) {
        if (!state.hostIpiPending(p)) {
            host.begin(p, Host.IN_CALL, sim.hostCosts.interruptEntryExit());
            return;
        }
        steps.take(calls.takeHostIpi(), p);
        countCoRunner(p, threwOut);
        caller[p] = nextCaller(p, 0);
        host.begin(p, Host.IN_CALL, invalidation());
    }

    private int nextCaller(int p, int from) {
        return state.nextHostCaller(p, State.TAKEN, from);
    }

    /**
     * If p runs a vCPU and a request that its handler has just taken is another VM's, that vCPU was interrupted, once, and
     * loses the time of the handler's work for others; that of an exit and an entry only if the interrupt made it exit.
     */
    private void countCoRunner(int p, boolean threwOut) {
        int t = host.cfs.running(p);
        if (t == NONE || t >= sim.vcpus) {
            return;
        }
        int strangers = 0;
        for (int i = nextCaller(p, 0); i != NONE; i = nextCaller(p, i + 1)) {
            strangers += state.vmOf(i) != state.vmOf(t) ? 1 : 0;
        }
        if (strangers == 0) {
            return;
        }
        long exit = sim.virtCosts.vmExit() + sim.virtCosts.externalInterruptExit() + sim.virtCosts.vmEntry();
        sim.measurement.coRunnerInterruptions++;
        sim.measurement.coRunnerCycles +=
                strangers * invalidation() + sim.hostCosts.interruptEntryExit() + (threwOut ? exit : 0);
    }

    void callDone(int p) {
        int i = caller[p];
        if (i == NONE) {
            host.resume(p);
            return;
        }
        steps.take(calls.invvpid(), p, i);
        tlb.invept(p, state.vmOf(i));
        steps.take(calls.ackHostIpi(), p, i);
        host.acknowledged(state.get(i, State.VMCS_CPU));
        caller[p] = nextCaller(p, 0);
        host.begin(p, Host.IN_CALL, caller[p] == NONE ? sim.hostCosts.interruptEntryExit() : invalidation());
    }
}
