package dev.shootdown.testbed;

import static dev.shootdown.testbed.Sim.NONE;

import dev.shootdown.machine.State;
import dev.shootdown.machine.Steps;
import dev.shootdown.testbed.profile.LockUse;
import dev.shootdown.testbed.profile.Operation;
import dev.shootdown.testbed.profile.VmPlan;
import dev.shootdown.testbed.profile.Workload;

/**
 * The guest's threads: each repeats what its {@link Workload} says, on a vCPU of its own choice at the start (thread k of a
 * VM lives on vCPU k modulo their number). What changes an address space is in {@link Operations}.
 */
final class GuestThreads {
    // Where the thread of a vCPU is: what the segment that ends next was.
    static final int USER = 0;
    static final int POPULATE = 1;
    static final int CHANGE = 2;
    static final int LOCAL = 3;
    static final int CALL = 4;
    static final int SEND = 5;
    static final int FINISH = 6;
    static final int FREE = 7;
    static final int KICK = 8;
    static final int SWITCH_IN = 9;
    static final int SWITCH_OUT = 10;
    static final int HALT = 11;
    static final int START = 12;
    private static final int DECIDE = 13;
    static final int LOCK = 14;
    static final int TOUCH = 15;
    static final int PAGE_FAULT = 20;

    // How a thread waits.
    private static final int RUNNABLE = 0;
    private static final int FOR_PEER = 1;
    private static final int FOR_TIME = 2;
    private static final int FOR_LOCK = 3;
    private static final int FOR_START = 4;
    private static final int FOR_BARRIER = 5;
    private static final int FOR_EVER = 6;

    private final Sim sim;
    private final State state;
    private final GuestCpu cpus;
    private final Vmm vmm;
    private final Host host;
    private final WorkingSets workingSets;
    private final Operations operations;
    private final SpinLocks locks;
    private final Barriers barriers;
    /** Cycles that a tick of the host takes from a computing vCPU. */
    private final long hostTick;

    private final double tickDilation;

    private final int[] homeOf;
    private final Rng[] rng;
    private final Workload[] workload;
    /** Where a thread goes on when it gets its vCPU back. */
    private final int[] then;

    private final int[] waits;
    private final ThreadList ready;
    private final ThreadList waitingForPeer;

    /** Per vCPU: the thread on it, or NONE when idle, and where that is. */
    private final int[] current;

    private final int[] where;
    /** vCPUs that each vCPU has to interrupt because it woke a thread of theirs. */
    private final int[] kickHead;

    private final int[] kickNext;
    private final boolean[] kicked;
    /** Per VM: when its first vCPU started. */
    private final long[] startOf;

    private final int[] afterKicks;

    GuestThreads(Sim sim, Host host, Vmm vmm, GuestCpu cpus, TlbPolicy tlb, SchemeTiming scheme, Rng seed) {
        this.sim = sim;
        this.host = host;
        this.vmm = vmm;
        this.cpus = cpus;
        workingSets = new WorkingSets(sim, tlb);
        state = sim.state;
        int n = sim.threads;
        homeOf = new int[n];
        rng = new Rng[n];
        workload = new Workload[n];
        then = new int[n];
        waits = new int[n];
        ready = new ThreadList(sim.vcpus, n);
        waitingForPeer = new ThreadList(sim.scenario.vms().size(), n);
        current = new int[sim.vcpus];
        where = new int[sim.vcpus];
        kickHead = new int[sim.vcpus];
        java.util.Arrays.fill(kickHead, NONE);
        kickNext = new int[sim.vcpus];
        kicked = new boolean[sim.vcpus];
        startOf = new long[sim.scenario.vms().size()];
        java.util.Arrays.fill(startOf, Long.MAX_VALUE);
        afterKicks = new int[sim.vcpus];
        hostTick = awayForInterrupt(sim) + sim.hostCosts.interruptEntryExit() + sim.hostCosts.tick();
        tickDilation = 1 + tickLoad();
        int[] vmOf = new int[n];
        place(seed, vmOf);
        operations = new Operations(sim, this, cpus, vmm, tlb, scheme);
        locks = new SpinLocks(sim, this, cpus, vmm);
        barriers = new Barriers(workload, vmOf, rng, sim.scenario.vms().size());
    }

    private void place(Rng seed, int[] vmOf) {
        int t = 0;
        for (int vm = 0; vm < sim.scenario.vms().size(); vm++) {
            VmPlan plan = sim.scenario.vms().get(vm);
            int threads = plan.vcpus() * plan.workload().threadsPerVcpu();
            for (int k = 0; k < threads; k++, t++) {
                homeOf[t] = state.firstOf(vm) + k % plan.vcpus();
                vmOf[t] = vm;
                rng[t] = seed.split(t);
                workload[t] = plan.workload();
                then[t] = START;
                if (k < plan.vcpus()) {
                    current[homeOf[t]] = t;
                    where[homeOf[t]] = START;
                } else {
                    ready.add(homeOf[t], t);
                }
            }
        }
    }

    /** From a computing vCPU's exit for an interrupt of the host to its entry, apart from the interrupt itself. */
    private static long awayForInterrupt(Sim sim) {
        return sim.virtCosts.vmExit() + sim.virtCosts.externalInterruptExit() + sim.virtCosts.vmEntry();
    }

    /**
     * The share of a computing vCPU's time that timer ticks take, the guest's own and the host's. They are charged as longer
     * bursts instead of simulated, so that a computing vCPU costs no events.
     */
    private double tickLoad() {
        double guest = awayForInterrupt(sim)
                + sim.virtCosts.injectInterrupt()
                + sim.guestCosts.interruptEntryExit()
                + sim.guestCosts.tick();
        return guest / sim.guestCosts.tickPeriod()
                + (double) hostTick / sim.profile.scheduler().tickPeriod();
    }

    /** Of v's segment, the cycles that it is longer for one tick of the host: those that are simulated are in it already. */
    long tickInBurst(int v) {
        return where[v] == USER ? hostTick : 0;
    }

    Rng rng(int t) {
        return rng[t];
    }

    Workload workload(int t) {
        return workload[t];
    }

    int firstPage(int t) {
        return workingSets.firstPage(t);
    }

    WorkingSets workingSets() {
        return workingSets;
    }

    SpinLocks locks() {
        return locks;
    }

    /** Whether every thread of the VM has done its work. */
    boolean allEnded(int vm) {
        return barriers.allEnded(vm);
    }

    /** When the first vCPU of a VM started. */
    long startOf(int vm) {
        return startOf[vm];
    }

    /** What the segment that v is at is counted as. */
    TimeUse use(int v) {
        return switch (where[v]) {
            case LOCAL, CALL, SEND, FINISH -> TimeUse.TLB;
            case SpinLocks.TAKE, SpinLocks.AFTER -> TimeUse.SPINLOCK;
            default -> TimeUse.OTHER;
        };
    }

    /** Cycles to invalidate what the operation on vCPU i changed. */
    long invalidation(int i) {
        return operations.invalidation(current[i]);
    }

    /** The size of the flush on vCPU i as tlb_flush tells it. */
    long tracedPages(int i) {
        return operations.tracedPages(current[i]);
    }

    /** v on p, the address space loaded, has dropped what the operation on vCPU i changed. */
    void flushed(int i, int v, int p) {
        operations.flushed(current[i], v, p);
    }

    /** The thread on v is at this segment, for so many cycles. */
    void proceed(int v, int p, int segment, long cycles) {
        where[v] = segment;
        cpus.proceed(v, p, cycles);
    }

    /** The same, but v leaves guest mode first. */
    void proceedLater(int v, int segment) {
        where[v] = segment;
        cpus.proceedLater(v, 0);
    }

    void segmentEnds(int v, int p) {
        int t = current[v];
        switch (where[v]) {
            case USER -> {
                LockUse use = workload[t].locks();
                if (use.atBarriers() && barriers.isAtBarrier(t)) {
                    locks.begin(t, v, p, 0);
                } else if (use.isUsed() && rng[t].nextChance(use.probability())) {
                    locks.begin(t, v, p, (int) rng[t].nextBelow(use.count()));
                } else {
                    afterSection(t, v, p);
                }
            }
            case SpinLocks.TAKE, SpinLocks.SPIN, SpinLocks.HOLD, SpinLocks.AFTER ->
                locks.segmentEnds(where[v], t, v, p);
            case POPULATE -> operations.populated(t, v, p);
            case TOUCH -> operations.touched(t, v, p);
            case PAGE_FAULT -> operations.pageFaulted(t, v, p);
            case CHANGE -> operations.changed(t, v, p);
            case LOCAL -> operations.flushedLocally(t, v, p);
            case CALL -> operations.called(v, p);
            case SEND -> operations.send(v, p);
            case FINISH -> operations.finished(t, v, p);
            case FREE -> operations.freed(t, v, p);
            case KICK -> kick(t, v, p);
            case SWITCH_IN -> switchedIn(v, p);
            case SWITCH_OUT -> switchedOut(v, p);
            case HALT -> halt(v, p);
            default -> burst(t, v, p); // START
        }
    }

    // --- bursts

    boolean computes(int v) {
        return where[v] == USER;
    }

    /** The thread, which computes, breaks off its burst for an operation. */
    void operate(int t, Operation kind, int pages) {
        int v = homeOf[t];
        assert current[v] == t && computes(v);
        operations.begin(t, v, state.get(v, State.VMCS_CPU), kind, pages);
    }

    private void burst(int t, int v, int p) {
        long cycles = barriers.burst(t, workload[t].computeBurst().sample(rng[t]));
        if (sim.profile.topology().smtSlowdown() != 1 && host.hasBusySibling(p)) {
            cycles = Math.round(cycles * sim.profile.topology().smtSlowdown());
        }
        cycles = Math.round(cycles * tickDilation);
        cycles += workingSets.touch(t, v, p, workload[t].touchesPerBurst(), rng[t]);
        proceed(v, p, USER, cycles);
    }

    /** After a burst and perhaps a section under a spinlock: a page fault or none. */
    void afterSection(int t, int v, int p) {
        double pageFaults = workload[t].pageFaultProbability();
        if (pageFaults > 0 && rng[t].nextChance(pageFaults)) {
            operations.pageFault(t, v, p);
        } else {
            afterPageFault(t, v, p);
        }
    }

    /** An operation or none. */
    private void afterPageFault(int t, int v, int p) {
        if (rng[t].nextChance(workload[t].operationProbability())) {
            operations.begin(t, v, p);
        } else {
            afterOperation(t, v, p);
        }
    }

    /** After a burst and perhaps an operation: a peer is woken or not, and who was woken gets an interrupt if it needs one. */
    void afterOperation(int t, int v, int p) {
        int vm = state.vmOf(v);
        if (rng[t].nextChance(workload[t].blocking().wakeProbability()) && !waitingForPeer.isEmpty(vm)) {
            int u = waitingForPeer.poll(vm);
            sim.queue.cancel(sim.sources.sleeps + u);
            makeReady(u, v);
        }
        kickThen(t, v, p, DECIDE);
    }

    /** v interrupts the vCPUs that it woke threads of, and goes on at a segment. */
    void kickThen(int t, int v, int p, int segment) {
        afterKicks[v] = segment;
        kick(t, v, p);
    }

    private void kick(int t, int v, int p) {
        int target = kickHead[v];
        if (target != NONE) {
            kickHead[v] = kickNext[target];
            kicked[target] = false;
            proceedLater(v, KICK);
            cpus.addReceiver(v, target, GuestCpu.WAKE);
            cpus.send(v, p);
        } else {
            switch (afterKicks[v]) {
                case LOCK -> operations.lockForChange(t, v, p);
                case PAGE_FAULT -> afterPageFault(t, v, p);
                default -> decide(t, v, p);
            }
        }
    }

    /** The thread ends, waits, lets another one run, or goes on. */
    private void decide(int t, int v, int p) {
        Workload.Blocking blocking = workload[t].blocking();
        if (barriers.hasEnded(t)) {
            block(t, v, p, FOR_EVER, START);
        } else if (barriers.hasDoneItsWork(t)) {
            end(t, v, p);
        } else if (barriers.isAtBarrier(t)) {
            arrive(t, v, p);
        } else if (rng[t].nextChance(blocking.probability())) {
            sleep(t, v, p, blocking);
        } else if (!ready.isEmpty(v)) {
            ready.add(v, t);
            then[t] = START;
            switchTo(ready.poll(v), v, p);
        } else {
            burst(t, v, p);
        }
    }

    // --- barriers and the end

    private void arrive(int t, int v, int p) {
        if (barriers.arrive(t, rng[t])) {
            leaveBarrier(t, v, p);
        } else {
            block(t, v, p, FOR_BARRIER, START);
        }
    }

    /** t, the last that was missing, wakes those who wait at the barrier. */
    private void leaveBarrier(int t, int v, int p) {
        int vm = state.vmOf(v);
        for (int u = barriers.leaves(vm); u != NONE; u = barriers.leaves(vm)) {
            makeReady(u, v);
        }
        kickThen(t, v, p, DECIDE);
    }

    private void end(int t, int v, int p) {
        if (barriers.end(t)) {
            leaveBarrier(t, v, p);
        } else {
            decide(t, v, p);
        }
    }

    // --- sleeping and waking

    private void sleep(int t, int v, int p, Workload.Blocking blocking) {
        boolean forPeer = rng[t].nextChance(blocking.peerShare());
        sim.queue.schedule(sim.sources.sleeps + t, sim.now + blocking.sleep().sample(rng[t]));
        if (forPeer) {
            waitingForPeer.add(state.vmOf(v), t);
        }
        block(t, v, p, forPeer ? FOR_PEER : FOR_TIME, START);
    }

    /** The thread waits for a lock and goes on at a segment when it gets it. */
    void blockForLock(int t, int v, int p, int segment) {
        block(t, v, p, FOR_LOCK, segment);
    }

    private void block(int t, int v, int p, int how, int segment) {
        waits[t] = how;
        then[t] = segment;
        if (ready.isEmpty(v)) {
            guestSwitches(v, NONE);
            current[v] = NONE;
            proceed(v, p, SWITCH_OUT, sim.guestCosts.contextSwitch());
        } else {
            switchTo(ready.poll(v), v, p);
        }
    }

    private void switchTo(int t, int v, int p) {
        guestSwitches(v, t);
        current[v] = t;
        proceed(v, p, SWITCH_IN, sim.guestCosts.contextSwitch());
    }

    /** A thread can go on; v, whose thread woke it, interrupts its vCPU later if that is idle. */
    void makeReady(int t, int v) {
        waits[t] = RUNNABLE;
        int home = homeOf[t];
        ready.add(home, t);
        if (home != v && current[home] == NONE && !kicked[home]) {
            kicked[home] = true;
            kickNext[home] = kickHead[v];
            kickHead[v] = home;
        }
    }

    /**
     * Every vCPU starts at a time of its own within two scheduling latencies of the host: virtual machines are not booted
     * in step, and slices that began apart stay apart.
     */
    void start(Rng rng) {
        long span = 2 * sim.profile.scheduler().latency();
        for (int v = 0; v < sim.vcpus; v++) {
            waits[current[v]] = FOR_START;
            sim.queue.schedule(sim.sources.sleeps + current[v], (long) (rng.nextDouble() * span));
        }
    }

    /** A thread has slept long enough: the host's timer for its vCPU fires. */
    void sleepEnds(int t) {
        sim.queue.cancel(sim.sources.sleeps + t);
        if (waits[t] == FOR_START) {
            waits[t] = RUNNABLE;
            int vm = state.vmOf(homeOf[t]);
            startOf[vm] = Math.min(startOf[vm], sim.now);
            host.startVcpu(homeOf[t]);
            return;
        }
        host.timerFires(t, homeOf[t]);
    }

    /** The host on p handles the timer of a thread: its vCPU gets an interrupt. */
    void timerFired(int t, int p) {
        if (waits[t] == FOR_PEER) {
            waitingForPeer.remove(state.vmOf(homeOf[t]), t);
        } else if (waits[t] != FOR_TIME) {
            return; // a peer was faster
        }
        waits[t] = RUNNABLE;
        ready.add(homeOf[t], t);
        cpus.interrupt(homeOf[t], GuestCpu.WAKE, p);
    }

    // --- idle

    /** v is about to run another thread, or none. */
    private void guestSwitches(int v, int to) {
        if (sim.events != null) {
            boolean waiting = current[v] != NONE && waits[current[v]] == RUNNABLE;
            sim.events.guestSwitches(v, current[v], to, waiting);
        }
    }

    /** v is back from an interrupt handler: if it was idle and a thread is ready, it switches to that. */
    void handlerDone(int v) {
        if (current[v] == NONE && where[v] == HALT && !ready.isEmpty(v)) {
            int t = ready.poll(v);
            guestSwitches(v, t);
            current[v] = t;
            where[v] = SWITCH_IN;
            cpus.proceedLater(v, sim.guestCosts.contextSwitch());
        }
    }

    private void switchedOut(int v, int p) {
        if (!ready.isEmpty(v)) {
            switchTo(ready.poll(v), v, p);
            return;
        }
        sim.steps.take(Steps.ENTER_LAZY, v);
        where[v] = HALT;
        halt(v, p);
    }

    /** STI; HLT: what came in is handled first. */
    private void halt(int v, int p) {
        if (cpus.hasInterrupt(v)) {
            cpus.proceed(v, p, 0);
        } else if (!ready.isEmpty(v)) {
            switchTo(ready.poll(v), v, p);
        } else {
            vmm.exit(v, p, ExitReason.HLT, sim.virtCosts.hltExit());
        }
    }

    private void switchedIn(int v, int p) {
        long cycles = 0;
        if (state.is(v, State.LAZY)) {
            sim.steps.take(Steps.LEAVE_LAZY, v);
            if (state.get(v, State.CR3) != state.get(v, State.ACTIVE_MM)) {
                sim.steps.take(Steps.LOAD_CR3, v);
                cycles = sim.guestCosts.cr3Write();
            }
        }
        int t = current[v];
        switch (then[t]) {
            case POPULATE -> operations.populate(t, v, p, cycles);
            case CHANGE -> operations.change(t, v, p, cycles);
            case PAGE_FAULT -> operations.handlePageFault(v, p, cycles);
            default -> proceed(v, p, START, cycles);
        }
    }
}
