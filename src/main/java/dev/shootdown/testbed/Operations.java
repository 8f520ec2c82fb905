package dev.shootdown.testbed;

import static dev.shootdown.testbed.Sim.NONE;

import dev.shootdown.machine.State;
import dev.shootdown.machine.Steps;
import dev.shootdown.testbed.profile.GuestCosts;
import dev.shootdown.testbed.profile.Operation;
import dev.shootdown.testbed.profile.Workload;

/**
 * The system calls and faults that change an address space: mmap_sem, page-table entries, the flush in each scheme's way,
 * freeing.
 *
 * <p>A thread's arena is used from its start; entries that mprotect made read-only stay there as a run [0, readOnly) until
 * an unmapping operation takes them from the end of that run.
 */
final class Operations {
    private static final Operation[] KINDS = Operation.values();

    private final Sim sim;
    private final State state;
    private final Stepper steps;
    private final GuestCosts costs;
    private final GuestThreads threads;
    private final GuestCpu cpus;
    private final Vmm vmm;
    private final TlbPolicy tlb;
    private final SchemeTiming scheme;
    private final MmapSem sem;

    private final int[] kind;
    /** Pages of the operation's range, how many of them are (to be) there, and where the range begins in the arena. */
    private final int[] pages;

    private final int[] present;
    private final int[] start;
    private final int[] readOnly;
    private final long[] flushStarted;

    Operations(Sim sim, GuestThreads threads, GuestCpu cpus, Vmm vmm, TlbPolicy tlb, SchemeTiming scheme) {
        this.sim = sim;
        this.threads = threads;
        this.cpus = cpus;
        this.vmm = vmm;
        this.tlb = tlb;
        this.scheme = scheme;
        state = sim.state;
        steps = sim.steps;
        costs = sim.guestCosts;
        sem = new MmapSem(sim.scenario.vms().size(), sim.threads);
        kind = new int[sim.threads];
        pages = new int[sim.threads];
        present = new int[sim.threads];
        start = new int[sim.threads];
        readOnly = new int[sim.threads];
        flushStarted = new long[sim.vcpus];
    }

    private Operation kind(int t) {
        return KINDS[kind[t]];
    }

    /** The address of the k-th page of t's operation. */
    private int page(int t, int k) {
        return threads.firstPage(t) + threads.workload(t).workingSetPages() + start[t] + k;
    }

    /**
     * Whether the flush of t's operation is one of everything: what counts is the range of the call, and not how many of its
     * pages were there ({@code (end - start) >> PAGE_SHIFT} in flush_tlb_mm_range of every kernel; before Linux 3.19 a range
     * is the call's, later the part of it in which entries were found).
     */
    private boolean flushesAll(int t) {
        return pages[t] > costs.flushCeilingPages();
    }

    /** Cycles of invalidating the range of t's operation: one by one, or everything above the ceiling. */
    long invalidation(int t) {
        return flushesAll(t) ? costs.cr3Write() : pages[t] * costs.invlpg();
    }

    /** The pages of the flush of t's operation, -1 for all there are: what tlb_flush tells. */
    long tracedPages(int t) {
        return flushesAll(t) ? -1 : pages[t];
    }

    /** v on p, which has the address space loaded, has done the flush of t's operation. */
    void flushed(int t, int v, int p) {
        if (flushesAll(t) && present[t] <= costs.flushCeilingPages()) {
            tlb.flushAll(p, v);
        }
    }

    // --- page faults

    /**
     * t touches a page that was never there and that stays. Nobody will ever have to forget it: of the machine's state
     * nothing changes, and what other threads see is that mmap_sem is held.
     */
    void pageFault(int t, int v, int p) {
        if (sem.acquire(state.vmOf(v), t, false)) {
            handlePageFault(v, p, 0);
        } else {
            threads.blockForLock(t, v, p, GuestThreads.PAGE_FAULT);
        }
    }

    /** The thread on v has mmap_sem for reading. */
    void handlePageFault(int v, int p, long before) {
        threads.proceed(v, p, GuestThreads.PAGE_FAULT, before + costs.minorFault());
    }

    void pageFaulted(int t, int v, int p) {
        unlock(t, v);
        if (isMeasured(v)) {
            sim.measurement.pageFaults++;
        }
        threads.kickThen(t, v, p, GuestThreads.PAGE_FAULT);
    }

    // --- what to do, and the pages for it

    void begin(int t, int v, int p) {
        Workload workload = threads.workload(t);
        Operation drawn = workload.nextOperation(threads.rng(t));
        int n = (int) workload.operationPages().sample(threads.rng(t));
        if (drawn == Operation.MPROTECT && readOnly[t] + n > 2 * Memory.largestOperation(workload)) {
            drawn = Operation.MUNMAP; // the arena is full of read-only pages
        }
        begin(t, v, p, drawn, n);
    }

    void begin(int t, int v, int p, Operation drawn, int n) {
        Workload workload = threads.workload(t);
        kind[t] = drawn.ordinal();
        pages[t] = n;
        present[t] = (int) Math.round(n * workload.populatedShare());
        start[t] = drawn == Operation.MPROTECT ? readOnly[t] : Math.max(0, readOnly[t] - n);
        int missing = missing(t, v);
        if (missing == 0) {
            lockForChange(t, v, p);
        } else if (sem.acquire(state.vmOf(v), t, false)) {
            populate(t, v, p, 0);
        } else {
            threads.blockForLock(t, v, p, GuestThreads.POPULATE);
        }
    }

    private int missing(int t, int v) {
        int space = state.get(v, State.CR3);
        int missing = 0;
        for (int k = 0; k < present[t]; k++) {
            missing += state.pt(space, page(t, k)) == State.NO_ENTRY ? 1 : 0;
        }
        return missing;
    }

    /** t has mmap_sem for reading: it maps memory and faults its pages in, all of them under one hold of it. */
    void populate(int t, int v, int p, long before) {
        long map = kind(t) == Operation.MUNMAP ? costs.syscall() + costs.mmapFixed() : 0;
        threads.proceed(v, p, GuestThreads.POPULATE, before + map + missing(t, v) * costs.minorFault());
    }

    void populated(int t, int v, int p) {
        int space = state.get(v, State.CR3);
        long cycles = 0;
        for (int k = 0; k < present[t]; k++) {
            int page = page(t, k);
            if (state.pt(space, page) == State.NO_ENTRY) {
                steps.take(Steps.MAP_PAGE, v, page, state.vmOf(v) * state.scope.frames() + page);
            }
            cycles += tlb.touch(p, v, page);
        }
        threads.proceed(v, p, GuestThreads.TOUCH, cycles);
    }

    /** The pages are there and written to. */
    void touched(int t, int v, int p) {
        unlock(t, v);
        threads.kickThen(t, v, p, GuestThreads.LOCK);
    }

    void lockForChange(int t, int v, int p) {
        if (sem.acquire(state.vmOf(v), t, kind(t).exclusive())) {
            change(t, v, p, 0);
        } else {
            threads.blockForLock(t, v, p, GuestThreads.CHANGE);
        }
    }

    private void unlock(int t, int v) {
        int vm = state.vmOf(v);
        sem.release(vm, t);
        for (int u = sem.grant(vm); u != NONE; u = sem.grant(vm)) {
            threads.makeReady(u, v);
        }
    }

    // --- changing entries and flushing

    /** t has mmap_sem as it needs it. */
    void change(int t, int v, int p, long before) {
        long fixed =
                switch (kind(t)) {
                    case MUNMAP -> costs.munmapFixed();
                    case MADVISE -> costs.madviseFixed();
                    case MPROTECT -> costs.mprotectFixed();
                };
        threads.proceed(v, p, GuestThreads.CHANGE, before + costs.syscall() + fixed + present[t] * costs.pteClear());
    }

    void changed(int t, int v, int p) {
        if (present[t] == 0) {
            threads.proceed(v, p, GuestThreads.FREE, 0);
            return;
        }
        int step = kind(t).freesPages() ? Steps.CLEAR_PTE : Steps.PROTECT_PTE;
        int space = state.get(v, State.CR3);
        for (int k = 0; k < present[t]; k++) {
            steps.take(step, v, space, page(t, k));
        }
        steps.take(Steps.PIN_THREAD, v);
        threads.proceed(v, p, GuestThreads.LOCAL, costs.flushFixed() + invalidation(t));
    }

    /** The local flush is done. If the mask names others, flush_tlb_others begins here: this is what is measured. */
    void flushedLocally(int t, int v, int p) {
        steps.take(Steps.FLUSH_LOCAL, v);
        flushed(t, v, p);
        steps.take(Steps.READ_CPUMASK, v);
        if (state.isEmpty(state.targets(v))) {
            steps.take(Steps.FINISH_FLUSH, v);
            free(t, v, p);
            return;
        }
        flushStarted[v] = sim.now;
        if (sim.events != null) {
            sim.events.flushBegins(v, tracedPages(t));
        }
        long cycles = scheme.beforeCalls(v);
        if (scheme.byHypercall()) {
            threads.proceedLater(v, GuestThreads.FINISH);
            vmm.exit(v, p, ExitReason.VMCALL, sim.virtCosts.hypercall());
            return;
        }
        int targets = targets(v);
        scheme.requireCalls(targets);
        if (targets == 0) {
            threads.proceed(v, p, GuestThreads.FINISH, cycles);
        } else {
            threads.proceed(v, p, GuestThreads.CALL, cycles + costs.callFixed() + targets * costs.callQueue());
        }
    }

    private int targets(int v) {
        int vm = state.vmOf(v);
        int set = state.targets(v);
        int n = 0;
        for (int t = state.next(set, vm, state.firstOf(vm)); t != NONE; t = state.next(set, vm, t + 1)) {
            n++;
        }
        return n;
    }

    void called(int v, int p) {
        int vm = state.vmOf(v);
        int set = state.targets(v);
        for (int t = state.next(set, vm, state.firstOf(vm)); t != NONE; t = state.next(set, vm, t + 1)) {
            steps.take(Steps.QUEUE_CALL, v, t);
            if (sim.events != null) {
                sim.events.callQueued(v, t);
            }
        }
        threads.proceed(v, p, GuestThreads.SEND, 0);
    }

    /** One write of the command register after the other; then the busy-wait. */
    void send(int v, int p) {
        int vm = state.vmOf(v);
        int set = state.ipis(v);
        int n = 0;
        for (int t = state.next(set, vm, state.firstOf(vm)); t != NONE && n < cpus.group(); n++) {
            steps.take(Steps.SEND_FLUSH_IPI, v, t);
            cpus.addReceiver(v, t, GuestCpu.FLUSH);
            t = state.next(set, vm, t + 1);
        }
        if (n > 0) {
            threads.proceedLater(v, GuestThreads.SEND);
            cpus.send(v, p);
        } else {
            threads.proceedLater(v, GuestThreads.FINISH);
            cpus.beginSpin(v, p);
        }
    }

    void finished(int t, int v, int p) {
        steps.take(Steps.FINISH_FLUSH, v);
        if (isMeasured(v)) {
            sim.measurement.shootdown(sim.now - flushStarted[v]);
        }
        if (sim.events != null) {
            sim.events.flushReturns(v);
        }
        cpus.waited(v, sim.now - flushStarted[v]);
        free(t, v, p);
    }

    /** The first VM of a scenario is what is measured; the others are its company. */
    private boolean isMeasured(int v) {
        return sim.state.vmOf(v) == 0;
    }

    // --- freeing

    private void free(int t, int v, int p) {
        threads.proceed(v, p, GuestThreads.FREE, kind(t).freesPages() ? present[t] * costs.pageFree() : 0);
    }

    void freed(int t, int v, int p) {
        if (kind(t).freesPages()) {
            for (int k = 0; k < present[t]; k++) {
                steps.take(Steps.FREE_FRAME, v, page(t, k));
            }
            readOnly[t] = Math.min(readOnly[t], start[t]);
        } else {
            readOnly[t] += present[t];
        }
        unlock(t, v);
        if (isMeasured(v)) {
            sim.measurement.operations++;
        }
        threads.afterOperation(t, v, p);
    }
}
