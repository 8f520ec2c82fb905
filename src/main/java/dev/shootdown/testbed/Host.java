package dev.shootdown.testbed;

import static dev.shootdown.testbed.Sim.NONE;

import dev.shootdown.machine.State;
import dev.shootdown.machine.Steps;
import dev.shootdown.testbed.scheduler.Affinity;
import dev.shootdown.testbed.scheduler.Cfs;
import dev.shootdown.testbed.scheduler.policy.Policy;

/**
 * The host kernel on each pCPU: what it is doing, until when, which interrupts it takes, whom it runs next.
 *
 * <p>A pCPU does one thing at a time. Guest code, background work, an idle state and waiting for another pCPU can be
 * interrupted; every other activity is a short section of host code that runs to its end first, microseconds at most.
 */
final class Host {
    // What a pCPU is doing.
    static final int IDLE = 0;
    static final int LEAVING_IDLE = 1;
    static final int SWITCHING = 2;
    static final int IN_GUEST = 3;
    static final int EXITING = 4;
    static final int ENTERING = 5;
    static final int IN_INTERRUPT = 6;
    static final int IN_CALL = 7;
    static final int IN_HYPERCALL = 8;
    static final int WAITING = 9;
    static final int IN_BACKGROUND = 10;
    static final int POLLING = 11;

    // Why a pCPU is interrupted: bits.
    /** Its need_resched flag was set by another pCPU. */
    static final int RESCHEDULE = 1;
    /** The vCPU it runs has to look at its virtual interrupts. */
    static final int KICK = 2;
    /** The timer tick that ends a slice. */
    static final int TICK = 4;
    /** Requests of hypercalls wait for it. */
    static final int CALL = 8;
    /** Timers of guests fired. */
    static final int TIMER = 16;
    /** A piece of background work. */
    static final int BACKGROUND = 32;
    /** A posted interrupt for the vCPU it runs: no exit. */
    static final int POSTED = 64;
    /** The timer tick at which threads were moved between queues. */
    static final int BALANCE = 128;

    private final Sim sim;
    private final State state;
    private final EventQueue queue;
    final Cfs cfs;
    private final Policy policy;
    private final IdleGovernor idle;
    private final TlbPolicy tlb;
    private final Background background;
    private Vmm vmm;
    private GuestCpu guests;

    /** Whom pause-loop exiting may yield to: vCPUs that were scheduled out while they could go on. */
    private final boolean[] preempted;

    private final PauseLoop pauseLoop;
    private final Yielding yielding = new Yielding();
    private final int[] activity;
    private final InterruptsOnTheWay onTheWay;
    private final int[] pending;
    private final int[] serving;
    /** The requests that wait for p, and nothing else, made a vCPU leave guest mode there. */
    private final boolean[] threwOut;
    /** Somebody has set p's need_resched flag and interrupts it for that: nobody else does so again (resched_task). */
    private final boolean[] askedToReschedule;
    /** Guest threads whose timers fired, one list per pCPU. */
    private final int[] firedHead;

    private final int[] firedNext;
    private final boolean[] fired;

    Host(Sim sim, TlbPolicy tlb, PauseLoop pauseLoop, Policy policy) {
        this.pauseLoop = pauseLoop;
        this.policy = policy;
        preempted = new boolean[sim.vcpus];
        this.sim = sim;
        this.tlb = tlb;
        state = sim.state;
        queue = sim.queue;
        int p = sim.pcpus;
        activity = new int[p];
        onTheWay = new InterruptsOnTheWay(p);
        pending = new int[p];
        serving = new int[p];
        threwOut = new boolean[p];
        askedToReschedule = new boolean[p];
        firedHead = new int[p];
        java.util.Arrays.fill(firedHead, NONE);
        firedNext = new int[sim.threads];
        fired = new boolean[sim.threads];
        idle = new IdleGovernor(sim.profile.idle(), p);
        Affinity[] allowed = policy.place(HostThreads.affinities(sim.scenario));
        cfs = new Cfs(
                HostThreads.parameters(sim.profile.scheduler()),
                HostThreads.topology(sim.scenario),
                allowed,
                HostPolicies.siblings(policy, sim.scenario, allowed.length));
        policy.control(cfs);
        background = new Background(sim, this);
    }

    void connect(Vmm vmm, GuestCpu guests) {
        this.vmm = vmm;
        this.guests = guests;
    }

    /** Every pCPU idles, and background work begins. */
    void start(Rng rng) {
        for (int p = 0; p < sim.pcpus; p++) {
            idle.enter(p, 0);
        }
        background.start(rng);
        armPolicy();
    }

    /** The thread of v begins, on the pCPU that is its turn among those it may use. */
    void startVcpu(int v) {
        var plan = sim.scenario.vms().get(state.vmOf(v));
        int k = v - state.firstOf(state.vmOf(v));
        int p = cfs.nearest(v, plan.pcpus().get(k % plan.pcpus().size()));
        cfs.start(v, p, sim.now);
        sim.time.spend(v, TimeUse.STEAL);
        rearm(p);
        askToReschedule(p, 0);
    }

    /** p is at something that ends after so many cycles. */
    void begin(int p, int what, long cycles) {
        activity[p] = what;
        queue.schedule(p, sim.now + cycles);
    }

    /** p is at something that only an event from elsewhere ends. */
    void beginOpenEnded(int p, int what) {
        activity[p] = what;
        queue.cancel(p);
    }

    /** What p was at is done. */
    void activityEnds(int p) {
        switch (activity[p]) {
            case IN_GUEST -> guests.segmentEnds(cfs.running(p), p);
            case EXITING -> vmm.exitDone(cfs.running(p), p);
            case ENTERING -> vmm.entryDone(cfs.running(p), p);
            case IN_INTERRUPT -> interruptDone(p);
            case IN_CALL -> vmm.callDone(p);
            case IN_HYPERCALL -> vmm.hypercallStepDone(cfs.running(p), p);
            case SWITCHING -> switched(p);
            case POLLING -> vmm.pollOrSleep(cfs.running(p), p);
            case IN_BACKGROUND -> {
                background.finished(cfs.running(p));
                cfs.block(p, sim.now);
                reschedule(p);
            }
            default -> resume(p); // LEAVING_IDLE, or WAITING that saw its acknowledgement
        }
    }

    // --- interrupts

    /** Interrupts p for a reason, so many cycles from now. */
    void raise(int p, int reason, long cycles) {
        onTheWay.add(p, reason, sim.now + cycles);
        queue.schedule(sim.sources.interrupts + p, onTheWay.nextArrival(p));
    }

    /** The same from another pCPU: an IPI. */
    void sendIpi(int from, int to, int reason) {
        if (sim.events != null && reason != POSTED) {
            sim.events.ipiSent(from, to, reason == KICK);
        }
        raise(to, reason, ipiLatency(from, to));
    }

    private long ipiLatency(int from, int to) {
        return sim.hostCosts.ipiLatency(sim.profile.topology(), from, to);
    }

    void interruptArrives(int p) {
        int bits = onTheWay.arrive(p);
        if (onTheWay.nextArrival(p) == Long.MAX_VALUE) {
            queue.cancel(sim.sources.interrupts + p);
        } else {
            queue.schedule(sim.sources.interrupts + p, onTheWay.nextArrival(p));
        }
        if (bits == POSTED) {
            if (activity[p] == IN_GUEST) {
                guests.postedInterrupt(cfs.running(p), p);
            }
            return;
        }
        pending[p] |= bits & ~POSTED;
        switch (activity[p]) {
            case IN_GUEST -> {
                int v = cfs.running(p);
                threwOut[p] = bits == CALL;
                guests.pause(v, p);
                if ((bits & (TICK | BALANCE)) != 0) {
                    guests.tickIsPaid(v);
                }
                vmm.exit(v, p, ExitReason.EXTERNAL_INTERRUPT, sim.virtCosts.externalInterruptExit());
            }
            case IDLE -> {
                long latency = idle.leave(p, sim.now);
                if (idle.lostTlb(p)) {
                    tlb.loseAll(p);
                }
                begin(p, LEAVING_IDLE, latency);
            }
            case WAITING, POLLING -> serveInterrupts(p);
            case IN_BACKGROUND -> {
                background.pause(cfs.running(p), queue.timeOf(p) - sim.now);
                serveInterrupts(p);
            }
            default -> {} // a short section of host code: resume() looks at what is pending
        }
    }

    /** The timer tick ends p's slice, or is at least due to look at it. */
    void tick(int p) {
        queue.cancel(sim.sources.ticks + p);
        raise(p, TICK, 0);
    }

    /** The timer of a guest thread on v fires where v ran last. */
    void timerFires(int thread, int v) {
        int p = cfs.pcpuOf(v);
        if (!fired[thread]) {
            fired[thread] = true;
            firedNext[thread] = firedHead[p];
            firedHead[p] = thread;
        }
        raise(p, TIMER, 0);
    }

    void backgroundArrives(int number) {
        background.arrives(number);
    }

    /** p runs the handlers of what is pending, all in one go; calls of hypercalls come after the others. */
    private void serveInterrupts(int p) {
        int bits = pending[p];
        pending[p] = 0;
        serving[p] = bits;
        if (sim.events != null && (bits & (RESCHEDULE | KICK)) != 0) {
            sim.events.ipiTaken(p, true);
        }
        if (bits == CALL) {
            takeCall(p);
            return;
        }
        long cycles = sim.hostCosts.interruptEntryExit();
        if ((bits & (TICK | BALANCE)) != 0) {
            cycles += sim.hostCosts.tick() + moving(p);
        }
        if ((bits & TIMER) != 0) {
            for (int t = firedHead[p]; t != NONE; t = firedNext[t]) {
                cycles += sim.hostCosts.wakeUp();
            }
        }
        if ((bits & BACKGROUND) != 0) {
            cycles += background.stolen(p);
        }
        begin(p, IN_INTERRUPT, cycles);
    }

    private void interruptDone(int p) {
        int bits = serving[p];
        serving[p] = 0;
        if ((bits & TICK) != 0) {
            cfs.tick(p, sim.now);
            rearm(p);
        }
        if ((bits & TIMER) != 0) {
            int t = firedHead[p];
            firedHead[p] = NONE;
            while (t != NONE) {
                int next = firedNext[t];
                fired[t] = false;
                guests.timerFired(t, p);
                t = next;
            }
        }
        if ((bits & BACKGROUND) != 0) {
            background.wakeThreads(p);
        }
        if ((bits & CALL) != 0) {
            takeCall(p);
        } else {
            resume(p);
        }
    }

    private void takeCall(int p) {
        if (sim.events != null) {
            sim.events.ipiTaken(p, false);
        }
        boolean exit = threwOut[p];
        threwOut[p] = false;
        vmm.takeCall(p, exit);
    }

    // --- what p does next

    /** p is between two things: it serves interrupts, gives way to another thread, or goes on with the one it has. */
    void resume(int p) {
        if (pending[p] != 0) {
            serveInterrupts(p);
            return;
        }
        int t = cfs.running(p);
        if (t != NONE && t < sim.vcpus && vmm.isPolling(t)) {
            vmm.pollOrSleep(t, p);
            return;
        }
        boolean mayPreempt = t == NONE || t >= sim.vcpus || !vmm.isWaiting(t);
        if (mayPreempt && cfs.needsResched(p)) {
            reschedule(p);
        } else if (t == NONE) {
            goIdle(p);
        } else if (t >= sim.vcpus) {
            begin(p, IN_BACKGROUND, background.left(t));
        } else {
            vmm.run(t, p);
        }
    }

    /** p picks a thread and switches to it if it is another one (schedule). */
    void reschedule(int p) {
        int previous = state.loadedOn(p);
        askedToReschedule[p] = false;
        int next = cfs.schedule(p, sim.now);
        if (sim.events != null) {
            sim.events.scheduled(p, next, cfs::isRunnable);
        }
        rearm(p);
        int pushedTo = cfs.pushedTo();
        if (pushedTo != NONE) {
            rearm(pushedTo);
            askToReschedule(pushedTo, sim.hostCosts.migrate() + ipiLatency(p, pushedTo));
        }
        long moved = moving(p);
        long left = 0;
        if (previous != NONE && previous != next) {
            sim.steps.take(Steps.PREEMPT, previous);
            sim.time.spend(previous, TimeUse.STEAL);
            preempted[previous] = true;
            left = vmm.atPreempt();
        }
        if (next == NONE) {
            goIdle(p);
            return;
        }
        if (previous == next) {
            resume(p);
            return;
        }
        long cycles = moved + left + sim.hostCosts.contextSwitch();
        if (next < sim.vcpus) {
            cycles += sim.virtCosts.vcpuLoad();
            int last = state.get(next, State.VMCS_CPU);
            if (last != p && last != NONE) {
                cycles += sim.virtCosts.vcpuMove();
            }
        }
        begin(p, SWITCHING, cycles);
    }

    /** Cycles that p needs for the threads that its balancing has moved since it was asked last. */
    private long moving(int p) {
        return cfs.movedBy(p) * sim.hostCosts.migrate();
    }

    private void switched(int p) {
        int t = cfs.running(p);
        if (t < sim.vcpus) {
            sim.steps.take(Steps.LOAD_VCPU, t, p);
            sim.time.spend(t, TimeUse.EXIT);
            preempted[t] = false;
            pauseLoop.scheduledIn(t);
            if (state.get(t, State.VCPU_CPU) != p) {
                sim.steps.take(Steps.PUBLISH_VCPU_CPU, t);
            }
        }
        resume(p);
    }

    /** Whether something came up that keeps the vCPU on p from entering the guest. */
    boolean mustStay(int p) {
        return pending[p] != 0 || cfs.needsResched(p);
    }

    /** What p waits for has happened on another pCPU: p sees it when the cache line has moved. */
    void acknowledged(int p) {
        if (activity[p] == WAITING) {
            queue.schedule(p, sim.now + sim.hostCosts.callAck());
        }
    }

    /** The vCPU that polls on p has something to do, or somebody else wants p: it sees that so many cycles from now. */
    void pollerSees(int p, long cycles) {
        if (activity[p] == POLLING) {
            queue.schedule(p, Math.min(queue.timeOf(p), sim.now + cycles));
        }
    }

    /** Whether another hardware thread of p's core is not idle. */
    boolean hasBusySibling(int p) {
        int n = sim.profile.topology().threadsPerCore();
        for (int q = p - p % n; q < p - p % n + n; q++) {
            if (q != p && activity[q] != IDLE) {
                return true;
            }
        }
        return false;
    }

    private void goIdle(int p) {
        if (pending[p] != 0) {
            serveInterrupts(p);
            return;
        }
        if (activity[p] != IDLE) {
            idle.enter(p, sim.now);
        }
        beginOpenEnded(p, IDLE);
    }

    // --- waking and balancing

    /** A host thread has something to do; the waker is p. */
    void wake(int thread, int p) {
        int target = cfs.wake(thread, p, sim.now);
        if (thread < sim.vcpus) {
            sim.time.spend(thread, TimeUse.STEAL);
        }
        rearm(target);
        pollerSees(target, 0);
        if (target != p) {
            boolean asked = askedToReschedule[target];
            askToReschedule(target, ipiLatency(p, target));
            if (sim.events != null && askedToReschedule[target] && !asked) {
                sim.events.ipiSent(p, target, true);
            }
        }
    }

    /** The vCPUs that the one on a pCPU may yield to. */
    private final class Yielding implements PauseLoop.Host {
        private int from;

        @Override
        public boolean isPreempted(int v) {
            return preempted[v];
        }

        @Override
        public int yieldTo(int v) {
            return cfs.yieldTo(from, v, sim.now);
        }
    }

    PauseLoop.Host yielding(int p) {
        yielding.from = p;
        return yielding;
    }

    /** The vCPU on p has yielded to v: p reschedules, and so does v's pCPU (yield_to). */
    void yielded(int p, int v) {
        int q = cfs.pcpuOf(v);
        if (q != p) {
            rearm(q);
            askToReschedule(q, ipiLatency(p, q));
        }
        reschedule(p);
    }

    /** If p has to reschedule and does not know yet, it is interrupted for that, so many cycles from now. */
    private void askToReschedule(int p, long cycles) {
        if (cfs.needsResched(p) && !askedToReschedule[p]) {
            askedToReschedule[p] = true;
            raise(p, RESCHEDULE, cycles);
        }
    }

    void balance() {
        long before = cfs.migrations();
        cfs.balance(sim.now);
        boolean moved = cfs.migrations() != before;
        for (int p = 0; p < sim.pcpus; p++) {
            if (moved) {
                rearm(p);
            }
            if (cfs.hasMoved(p)) {
                raise(p, BALANCE, 0);
            } else {
                askToReschedule(p, 0);
            }
        }
        queue.cancel(sim.sources.balance);
        armBalance();
    }

    /** p's queue has changed: its next tick may be another one. */
    private void rearm(int p) {
        long tick = cfs.nextTick(p, sim.now);
        if (tick == Long.MAX_VALUE) {
            queue.cancel(sim.sources.ticks + p);
        } else {
            queue.schedule(sim.sources.ticks + p, tick);
        }
        if (!queue.isPending(sim.sources.balance)) {
            armBalance();
        }
    }

    /** A policy's time has come: it says who may run and who goes first, and the pCPUs concerned are told. */
    void policyActs() {
        policy.act(sim.now);
        settle();
    }

    /** t, which waits in a run queue, is sent an interrupt by another vCPU. */
    void interruptFor(int t, int p) {
        int q = cfs.pcpuOf(t);
        boolean before = cfs.needsResched(q);
        policy.interrupted(t, sim.now);
        if (!before && cfs.needsResched(q)) {
            rearm(q);
            if (q != p) {
                askToReschedule(q, ipiLatency(p, q));
            }
        }
    }

    /** A vCPU of a VM has waited for other vCPUs so long, by the clock. */
    void waited(int vm, long cycles) {
        policy.waited(vm, cycles, sim.now);
        armPolicy();
    }

    private void settle() {
        for (int p = 0; p < sim.pcpus; p++) {
            rearm(p);
            askToReschedule(p, sim.hostCosts.ipiLatency(sim.profile.topology(), 0, p));
        }
        armPolicy();
    }

    private void armPolicy() {
        long next = policy.next();
        if (next == Long.MAX_VALUE) {
            queue.cancel(sim.sources.policy);
        } else {
            queue.schedule(sim.sources.policy, Math.max(next, sim.now));
        }
    }

    private void armBalance() {
        long next = cfs.nextBalance(sim.now);
        if (next != Long.MAX_VALUE) {
            queue.schedule(sim.sources.balance, next);
        }
    }
}
