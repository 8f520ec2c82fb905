package dev.shootdown.testbed;

import static dev.shootdown.testbed.Sim.NONE;

import dev.shootdown.machine.State;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.Steps;
import dev.shootdown.machine.lock.Lock;
import dev.shootdown.machine.lock.LockState;
import dev.shootdown.testbed.profile.LockUse;
import dev.shootdown.testbed.profile.VmPlan;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The spinlocks of the guests' kernels: the steps of {@link dev.shootdown.machine.lock}, each with a guard, at the times that
 * the workload and a {@link LockPolicy} choose. A vCPU is at one lock at most; for any other lock it is on no pCPU.
 *
 * <p>Whoever waits really spins, in guest mode on its pCPU, interrupts off if it took them off; a waiter that is scheduled
 * out, or is in a handler, does not see that its turn has come, and all behind it wait.
 */
final class SpinLocks {
    /** Segments of a vCPU's way through a section under a lock, beside those of {@link GuestThreads}. */
    static final int TAKE = 32;

    static final int SPIN = 33;
    static final int HOLD = 34;
    static final int AFTER = 35;

    // Places of the actions' codes; a lock has none for what it cannot do.
    private static final int ENTER_GUEST = 0;
    private static final int PREEMPT = 1;
    private static final int TAKE_TICKET = 2;
    private static final int SEE_TURN = 3;
    private static final int ADVANCE_TICKET = 4;
    private static final int TIME_OUT = 5;
    private static final int TEST_AND_SET = 6;
    private static final int RELEASE_HOLD = 7;
    private static final String[] ACTIONS = {
        "EnterGuest", "Preempt", "TakeTicket", "SeeTurn", "AdvanceTicket", "TimeOut", "TestAndSet", "ReleaseHold"
    };

    private final Sim sim;
    private final GuestThreads threads;
    private final GuestCpu cpus;
    private final Vmm vmm;
    private final LockPolicy policy;
    private final Lock[] locks;
    private final int[] firstOfVm;
    private final int[] codes;
    /** Waiters in the order of their tickets. */
    private final ThreadList waiters;

    /** Per vCPU: the lock it wants or has, how long it has spun, for how long it will, and since when it waits. */
    private final int[] at;

    private final long[] spun;
    private final long[] patience;
    private final long[] since;
    private final boolean[] timedOut;
    /** v has spun long enough and halts; whoever gives it the lock has to wake it. */
    private final boolean[] halting;

    private Consumer<Lock> watcher;

    SpinLocks(Sim sim, GuestThreads threads, GuestCpu cpus, Vmm vmm) {
        this.sim = sim;
        this.threads = threads;
        this.cpus = cpus;
        this.vmm = vmm;
        int vms = sim.scenario.vms().size();
        firstOfVm = new int[vms];
        int n = 0;
        for (int vm = 0; vm < vms; vm++) {
            firstOfVm[vm] = n;
            n += sim.scenario.vms().get(vm).workload().locks().count();
        }
        locks = new Lock[n];
        policy = n == 0 ? null : LockPolicy.of(sim.system, sim.spinCosts());
        codes = new int[ACTIONS.length];
        for (int vm = 0; vm < vms; vm++) {
            VmPlan plan = sim.scenario.vms().get(vm);
            for (int k = 0; k < plan.workload().locks().count(); k++) {
                locks[firstOfVm[vm] + k] = policy.lock(plan.vcpus());
            }
        }
        for (int k = 0; k < ACTIONS.length && n > 0; k++) {
            codes[k] = locks[0].code(ACTIONS[k]);
        }
        waiters = new ThreadList(n, sim.vcpus);
        at = new int[sim.vcpus];
        Arrays.fill(at, NONE);
        spun = new long[sim.vcpus];
        patience = new long[sim.vcpus];
        since = new long[sim.vcpus];
        timedOut = new boolean[sim.vcpus];
        halting = new boolean[sim.vcpus];
    }

    /** Tells somebody of each lock right after each of its steps. */
    void watch(Consumer<Lock> seen) {
        watcher = seen;
    }

    // --- steps

    private int number(int v) {
        return v - sim.state.firstOf(sim.state.vmOf(v));
    }

    private boolean can(int action, int v) {
        return codes[action] >= 0 && locks[at[v]].can(Step.of(codes[action], number(v)));
    }

    private void take(int action, int v) {
        Lock lock = locks[at[v]];
        long step = Step.of(codes[action], number(v));
        assert lock.can(step) : "not enabled: " + lock.show(step);
        lock.apply(step);
        if (watcher != null) {
            watcher.accept(lock);
        }
    }

    /** v, which is in guest mode, is at its lock. */
    private void enter(int v) {
        if (can(ENTER_GUEST, v)) {
            take(ENTER_GUEST, v);
        }
    }

    /** v leaves guest mode. */
    void leave(int v) {
        if (at[v] != NONE && can(PREEMPT, v)) {
            take(PREEMPT, v);
        }
    }

    // --- a section under a lock

    /** The thread t on v takes the lock with this number of its VM. */
    void begin(int t, int v, int p, int number) {
        LockUse use = threads.workload(t).locks();
        at[v] = firstOfVm[sim.state.vmOf(v)] + number;
        if (threads.rng(t).nextChance(use.interruptsOffShare())) {
            sim.steps.take(Steps.DISABLE_INTERRUPTS, v);
        }
        threads.proceed(v, p, TAKE, sim.spinCosts().acquire());
    }

    void segmentEnds(int segment, int t, int v, int p) {
        switch (segment) {
            case TAKE -> takeTicket(t, v, p);
            case SPIN -> hold(t, v, p);
            case HOLD -> release(t, v, p);
            default -> threads.afterSection(t, v, p);
        }
    }

    private void takeTicket(int t, int v, int p) {
        enter(v);
        take(TAKE_TICKET, v);
        waiters.add(at[v], v);
        since[v] = sim.now;
        timedOut[v] = false;
        if (tryTake(v)) {
            hold(t, v, p);
            return;
        }
        sim.measurement.contended(sim.state.vmOf(v));
        spun[v] = 0;
        patience[v] = policy.patience(ahead(v));
        threads.proceedLater(v, SPIN);
        cpus.beginLockSpin(v, p);
    }

    private int ahead(int v) {
        LockState s = locks[at[v]].state();
        int n = 0;
        for (int u = 0; u < s.vcpus(); u++) {
            n += s.has(s.front(number(v)), u) ? 1 : 0;
        }
        return n;
    }

    /** v, in guest mode, looks at the lock and takes it if it can. */
    boolean tryTake(int v) {
        if (can(SEE_TURN, v)) {
            take(SEE_TURN, v);
        }
        if (can(TEST_AND_SET, v)) {
            take(TEST_AND_SET, v);
        }
        if (locks[at[v]].state().pc(number(v)) != LockState.HOLDING) {
            return false;
        }
        waiters.remove(at[v], v);
        return true;
    }

    private void hold(int t, int v, int p) {
        sim.measurement.lock(sim.state.vmOf(v), sim.now - since[v]);
        if (sim.now > since[v]) {
            cpus.waited(v, sim.now - since[v]);
        }
        threads.proceed(v, p, HOLD, threads.workload(t).locks().hold().sample(threads.rng(t)));
    }

    private void release(int t, int v, int p) {
        enter(v);
        take(ADVANCE_TICKET, v);
        if (can(RELEASE_HOLD, v)) {
            take(RELEASE_HOLD, v);
        }
        int lock = at[v];
        leave(v);
        at[v] = NONE;
        int kicked = handOver(lock);
        if (sim.state.is(v, State.IRQS_OFF)) {
            sim.steps.take(Steps.ENABLE_INTERRUPTS, v);
        }
        if (kicked == NONE) {
            threads.proceed(v, p, AFTER, sim.spinCosts().acquire());
        } else {
            threads.proceedLater(v, AFTER);
            vmm.kick(v, p, kicked);
        }
    }

    /** Who spins and can have the lock sees that, those with earlier tickets first; who is halted has to be woken. */
    private int handOver(int lock) {
        long delay = sim.spinCosts().handover();
        for (int u = waiters.first(lock); u != NONE; u = waiters.after(u)) {
            if (mayGoOn(u)) {
                cpus.lockIsFree(u, delay++);
            }
        }
        int head = waiters.first(lock);
        return head != NONE && halting[head] ? head : NONE;
    }

    // --- waiting

    /** v is back in its spin loop. */
    void resumeSpin(int v) {
        halting[v] = false;
        enter(v);
    }

    /** Whether v, if it looked now, would find that it can go on. */
    boolean mayGoOn(int v) {
        return can(SEE_TURN, v) || can(TEST_AND_SET, v);
    }

    /** v has spun for so many cycles more. */
    void hasSpun(int v, long cycles) {
        spun[v] += cycles;
    }

    /** Cycles that v goes on spinning. */
    long patienceLeft(int v) {
        return timedOut[v] || patience[v] == LockPolicy.FOR_EVER ? Long.MAX_VALUE : patience[v] - spun[v];
    }

    /**
     * v has spun long enough.
     *
     * @return whether it goes on spinning, to get ahead of others; else it halts
     */
    boolean patienceIsOver(int v, int p) {
        if (policy.halts()) {
            halting[v] = true;
            spun[v] = 0;
            vmm.park(v, p);
            return false;
        }
        timedOut[v] = true;
        if (can(TIME_OUT, v)) {
            take(TIME_OUT, v);
        }
        return true;
    }
}
