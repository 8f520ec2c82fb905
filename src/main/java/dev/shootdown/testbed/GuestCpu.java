package dev.shootdown.testbed;

import static dev.shootdown.testbed.Sim.NONE;

import dev.shootdown.machine.State;
import dev.shootdown.machine.Steps;

/**
 * What each vCPU is at in guest mode: a segment of its thread's way, or of an interrupt handler on top of it. A segment is
 * a stretch of guest code with nothing in it that anybody else could see before its end; the host may interrupt it anywhere,
 * and the rest runs when the vCPU is back.
 */
final class GuestCpu {
    // Virtual interrupts: bits.
    /** The call-function vector. */
    static final int FLUSH = 1;
    /** The reschedule vector, or a timer: an idle vCPU looks for threads. */
    static final int WAKE = 2;

    private static final int NO_HANDLER = 0;
    private static final int HANDLER_ENTRY = 1;
    private static final int HANDLER_WORK = 2;
    private static final int HANDLER_EXIT = 3;

    // What v's thread waits for in a loop.
    private static final int NOTHING = 0;
    /** Acknowledgements of its calls. */
    private static final int ACKS = 1;
    /** A spinlock. */
    private static final int LOCK = 2;

    private final Sim sim;
    private final State state;
    private final Stepper steps;
    private Host host;
    private Vmm vmm;
    private GuestThreads threads;

    private final int[] handler;
    private final int[] handling;
    private final int[] callerAt;
    private final long[] handlerLeft;
    private final long[] left;
    private final int[] spinsFor;
    /** v, which spins, is about to see that it can go on; if not, what ends is its patience, or the VMM's. */
    private final boolean[] sees;
    /** Since when v is in its loop without a stop, and since when its lock knows how long it has spun. */
    private final long[] loopStart;

    private final long[] counted;
    private final PauseLoop pauseLoop;
    /** Virtual interrupts that v's guest code takes as soon as it can. */
    private final int[] interrupts;
    /**
     * Virtual interrupts that were set by host code and that guest code does not see before a notification arrives or v
     * enters the guest anew (the posted-interrupt descriptor, or the virtual APIC's pages without one).
     */
    private final int[] posted;

    private final int group;
    private final int[] sent;
    private final int[] sentCount;
    private final int[] sentWhat;

    GuestCpu(Sim sim, PauseLoop pauseLoop) {
        this.sim = sim;
        this.pauseLoop = pauseLoop;
        state = sim.state;
        steps = sim.steps;
        int n = sim.vcpus;
        handler = new int[n];
        handling = new int[n];
        callerAt = new int[n];
        handlerLeft = new long[n];
        left = new long[n];
        spinsFor = new int[n];
        sees = new boolean[n];
        loopStart = new long[n];
        counted = new long[n];
        interrupts = new int[n];
        posted = new int[n];
        group = Math.min(sim.virtCosts.ipiTargetsPerExit(), n);
        sent = new int[n * group];
        sentCount = new int[n];
        sentWhat = new int[n];
    }

    void connect(Host host, Vmm vmm, GuestThreads threads) {
        this.host = host;
        this.vmm = vmm;
        this.threads = threads;
    }

    /** How many targets one write of the interrupt command register reaches. */
    int group() {
        return group;
    }

    // --- running and stopping

    /** v is in guest mode on p, with nothing begun: its handler goes on, else it takes an interrupt, else its thread goes on. */
    void resume(int v, int p) {
        if (handler[v] != NO_HANDLER) {
            sim.time.spend(v, useOfHandler(v));
            host.begin(p, Host.IN_GUEST, handlerLeft[v]);
        } else if (hasInterrupt(v)) {
            startHandler(v, p, 0);
        } else if (spinsFor[v] != NOTHING) {
            loopStart[v] = sim.now;
            counted[v] = sim.now;
            if (spinsFor[v] == LOCK) {
                threads.locks().resumeSpin(v);
            }
            sim.time.spend(v, spinsFor[v] == LOCK ? TimeUse.SPINLOCK : TimeUse.TLB);
            spin(v, p);
        } else if (left[v] == 0) {
            threads.segmentEnds(v, p);
        } else {
            sim.time.spend(v, threads.use(v));
            host.begin(p, Host.IN_GUEST, left[v]);
        }
    }

    /** The thread on v has so many cycles to go until its next visible action. */
    void proceed(int v, int p, long cycles) {
        left[v] = cycles;
        resume(v, p);
    }

    /** The same, but v leaves guest mode now and goes on when it is back. */
    void proceedLater(int v, long cycles) {
        left[v] = cycles;
    }

    /** The thread on v waits in a loop until all its calls are acknowledged. */
    void beginSpin(int v, int p) {
        spinsFor[v] = ACKS;
        resume(v, p);
    }

    /** The thread on v waits in a loop until it has its spinlock. */
    void beginLockSpin(int v, int p) {
        spinsFor[v] = LOCK;
        resume(v, p);
    }

    /** v looks whether it can go on; if not, it spins until somebody says so, or somebody's patience is over. */
    private void spin(int v, int p) {
        boolean forLock = spinsFor[v] == LOCK;
        sees[v] = forLock ? threads.locks().mayGoOn(v) : !state.isOwed(v);
        if (sees[v]) {
            host.begin(p, Host.IN_GUEST, forLock ? sim.spinCosts().handover() : sim.guestCosts.callAck());
            return;
        }
        long window = pauseLoop.window(v);
        long left = window == Long.MAX_VALUE ? window : Math.max(0, loopStart[v] + window - sim.now);
        if (forLock) {
            left = Math.min(left, Math.max(0, threads.locks().patienceLeft(v)));
        }
        if (left == Long.MAX_VALUE) {
            host.beginOpenEnded(p, Host.IN_GUEST);
        } else {
            host.begin(p, Host.IN_GUEST, left);
        }
    }

    /** v's spinlock knows how long v has spun. */
    private void countSpin(int v) {
        if (spinsFor[v] == LOCK) {
            threads.locks().hasSpun(v, sim.now - counted[v]);
            counted[v] = sim.now;
        }
    }

    private void spinEnds(int v, int p) {
        boolean forLock = spinsFor[v] == LOCK;
        countSpin(v);
        if (sees[v] && forLock && !threads.locks().tryTake(v)) {
            spin(v, p); // another one was faster
        } else if (sees[v]) {
            spinsFor[v] = NOTHING;
            left[v] = 0;
            threads.segmentEnds(v, p);
        } else if (!forLock || threads.locks().patienceLeft(v) > 0) {
            vmm.exit(v, p, ExitReason.PAUSE_INSTRUCTION, sim.spinCosts().pleExit());
        } else if (threads.locks().patienceIsOver(v, p)) {
            spin(v, p);
        }
    }

    /** A spinlock was given up and v, if it spins for it right now, can have it: it sees that so many cycles from now. */
    void lockIsFree(int v, long cycles) {
        if (spinsFor[v] == LOCK) {
            stopSpinning(v, cycles);
        }
    }

    /** Whether v's pCPU goes on with v's spin loop. */
    private boolean isInLoop(int v) {
        return handler[v] == NO_HANDLER && state.get(v, State.MODE) == State.GUEST;
    }

    /** v is interrupted by the host on p in the middle of a segment. */
    void pause(int v, int p) {
        long rest = sim.queue.isPending(p) ? sim.queue.timeOf(p) - sim.now : 0;
        if (handler[v] != NO_HANDLER) {
            handlerLeft[v] = rest;
        } else if (spinsFor[v] == NOTHING) {
            left[v] = rest;
        } else {
            countSpin(v);
        }
    }

    /** A tick of the host interrupts v, which was just paused: if the burst it computes has that tick in it, not twice. */
    void tickIsPaid(int v) {
        if (handler[v] == NO_HANDLER && spinsFor[v] == NOTHING) {
            left[v] -= Math.min(left[v], threads.tickInBurst(v));
        }
    }

    void segmentEnds(int v, int p) {
        if (handler[v] != NO_HANDLER) {
            handlerSegmentEnds(v, p);
        } else if (spinsFor[v] != NOTHING) {
            spinEnds(v, p);
        } else {
            left[v] = 0;
            threads.segmentEnds(v, p);
        }
    }

    // --- interrupts

    /** Whether v's guest code has an interrupt to take where it stands. */
    boolean hasInterrupt(int v) {
        return interrupts[v] != 0 && handler[v] == NO_HANDLER && !state.is(v, State.IRQS_OFF);
    }

    /** Whether host code has set an interrupt that v's guest code has not seen. */
    boolean hasPosted(int v) {
        return posted[v] != 0;
    }

    /** Whether v's guest code, if it entered the guest now, would have an interrupt to take that it has not seen. */
    boolean canTakePosted(int v) {
        return (posted[v] | interrupts[v]) != 0 && !state.is(v, State.IRQS_OFF);
    }

    /** v leaves guest mode. */
    void leave(int v) {
        threads.locks().leave(v);
    }

    /** v is about to enter the guest: it gets what is posted. Says whether there is one to inject. */
    boolean sync(int v) {
        interrupts[v] |= posted[v];
        posted[v] = 0;
        return hasInterrupt(v);
    }

    /** v gets a virtual interrupt, set by host code on p. */
    void interrupt(int v, int what, int p) {
        posted[v] |= what;
        vmm.notify(v, p);
    }

    /** A posted interrupt's notification reaches v in guest mode on p. */
    void postedInterrupt(int v, int p) {
        vmm.notified(v);
        if (hasPosted(v) && sync(v)) {
            pause(v, p);
            startHandler(v, p, sim.virtCosts.postedDelivery());
        }
    }

    private void startHandler(int v, int p, long delivery) {
        handling[v] = Integer.lowestOneBit(interrupts[v]);
        interrupts[v] &= ~handling[v];
        sim.time.spend(v, useOfHandler(v));
        handler(v, p, HANDLER_ENTRY, delivery + (sim.guestCosts.interruptEntryExit() >> 1));
    }

    private TimeUse useOfHandler(int v) {
        return handling[v] == FLUSH ? TimeUse.TLB : TimeUse.OTHER;
    }

    private void handler(int v, int p, int at, long cycles) {
        handler[v] = at;
        handlerLeft[v] = cycles;
        host.begin(p, Host.IN_GUEST, cycles);
    }

    private void handlerSegmentEnds(int v, int p) {
        switch (handler[v]) {
            case HANDLER_ENTRY -> {
                if (sim.events != null && handling[v] == FLUSH) {
                    sim.events.callInterrupt(v, true);
                }
                if (handling[v] == FLUSH && state.is(v, State.VECTOR)) {
                    steps.take(Steps.TAKE_FLUSH_IPI, v);
                }
                nextCall(v, p);
            }
            case HANDLER_WORK -> {
                int i = callerAt[v];
                boolean drops = dropsEntries(v, i);
                steps.take(Steps.HANDLE_FLUSH, v, i);
                if (drops) {
                    threads.flushed(i, v, p);
                }
                if (sim.events != null) {
                    sim.events.handled(v, i, drops, threads.tracedPages(i));
                }
                if (steps.machine.guest.isLeavingMm(v)) {
                    steps.take(Steps.FINISH_LEAVE_MM, v);
                }
                steps.take(Steps.ACK_FLUSH, v, i);
                if (!state.isOwed(i)) {
                    stopSpinning(i, sim.guestCosts.callAck());
                }
                nextCall(v, p);
            }
            default -> {
                if (sim.events != null && handling[v] == FLUSH) {
                    sim.events.callInterrupt(v, false);
                }
                handler[v] = NO_HANDLER;
                threads.handlerDone(v);
                resume(v, p);
            }
        }
    }

    /** The handler on v goes to the next request it took, or to its end. */
    private void nextCall(int v, int p) {
        int i = state.inHandler(v) ? state.nextCaller(v, State.TAKEN, state.firstOf(state.vmOf(v))) : NONE;
        if (i == NONE) {
            handler(v, p, HANDLER_EXIT, sim.guestCosts.interruptEntryExit() >> 1);
            return;
        }
        callerAt[v] = i;
        if (sim.events != null) {
            sim.events.handles(v, i);
        }
        long cycles = sim.guestCosts.flushHandler();
        if (dropsEntries(v, i)) {
            cycles += threads.invalidation(i);
        } else if (isOfActiveMm(v, i)) {
            cycles += sim.guestCosts.cr3Write(); // leave_mm
        }
        handler(v, p, HANDLER_WORK, cycles);
    }

    private boolean isOfActiveMm(int v, int i) {
        return state.get(i, State.OP_MM) == state.get(v, State.ACTIVE_MM);
    }

    /** Whether v's handler of i's request invalidates what i changed: the address space is in use. */
    private boolean dropsEntries(int v, int i) {
        return isOfActiveMm(v, i) && !state.is(v, State.LAZY);
    }

    /** What i waits for is there: if i is looking, it sees it when the cache line has moved. */
    private void stopSpinning(int i, long cycles) {
        if (spinsFor[i] != NOTHING && isInLoop(i)) {
            sees[i] = true;
            host.begin(state.get(i, State.VMCS_CPU), Host.IN_GUEST, cycles);
        }
    }

    /** v has waited for other vCPUs for so many cycles, by the clock: its own time without a pCPU counts. */
    void waited(int v, long cycles) {
        host.waited(state.vmOf(v), cycles);
    }

    // --- sending

    /** t is among those whom v's next write of the interrupt command register reaches. */
    void addReceiver(int v, int t, int what) {
        sent[v * group + sentCount[v]++] = t;
        sentWhat[v] = what;
    }

    /** v writes the command register on p: an exit, unless hardware does it all. */
    void send(int v, int p) {
        if (sim.virtCosts.ipiVirtualization() && allInGuest(v)) {
            deliver(v, p);
            proceed(v, p, sim.hostCosts.ipiSend());
        } else {
            vmm.exit(v, p, ExitReason.MSR_WRITE, sim.virtCosts.icrExit(sentCount[v]) - sim.virtCosts.vmExit());
        }
    }

    private boolean allInGuest(int v) {
        for (int k = 0; k < sentCount[v]; k++) {
            if (state.get(sent[v * group + k], State.MODE) != State.GUEST) {
                return false;
            }
        }
        return true;
    }

    /** The VMM has carried out v's write: the receivers have their interrupt. */
    long deliver(int v, int p) {
        long cycles = 0;
        for (int k = 0; k < sentCount[v]; k++) {
            int t = sent[v * group + k];
            cycles += state.is(t, State.HALTED) ? sim.hostCosts.wakeUp() : 0;
            posted[t] |= sentWhat[v];
            vmm.notifyOfIpi(t, p);
        }
        sentCount[v] = 0;
        return cycles;
    }

    /** The timer of a guest thread fired on p. */
    void timerFired(int thread, int p) {
        threads.timerFired(thread, p);
    }
}
