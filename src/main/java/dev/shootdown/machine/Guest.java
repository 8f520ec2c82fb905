package dev.shootdown.machine;

import static dev.shootdown.machine.State.ACTIVE_MM;
import static dev.shootdown.machine.State.CHANGED;
import static dev.shootdown.machine.State.CR3;
import static dev.shootdown.machine.State.GRACE;
import static dev.shootdown.machine.State.GUEST;
import static dev.shootdown.machine.State.HALTED;
import static dev.shootdown.machine.State.HELD_TABLE;
import static dev.shootdown.machine.State.HOST;
import static dev.shootdown.machine.State.IDLE;
import static dev.shootdown.machine.State.IRQS_OFF;
import static dev.shootdown.machine.State.KERNEL;
import static dev.shootdown.machine.State.LAZY;
import static dev.shootdown.machine.State.LOCAL;
import static dev.shootdown.machine.State.MODE;
import static dev.shootdown.machine.State.MOVE;
import static dev.shootdown.machine.State.NONE;
import static dev.shootdown.machine.State.NO_ENTRY;
import static dev.shootdown.machine.State.NO_OP;
import static dev.shootdown.machine.State.OP;
import static dev.shootdown.machine.State.OP_MM;
import static dev.shootdown.machine.State.PC;
import static dev.shootdown.machine.State.PINNED;
import static dev.shootdown.machine.State.PROTECT;
import static dev.shootdown.machine.State.REMOTE;
import static dev.shootdown.machine.State.RETURNED;
import static dev.shootdown.machine.State.UNMAP;
import static dev.shootdown.machine.State.VECTOR;
import static dev.shootdown.machine.State.VMCS_CPU;
import static dev.shootdown.machine.State.WALK;

/** The guest kernel: the actions of {@code spec/Guest.tla}, but for its call-function IPIs. */
public final class Guest {
    private final State s;
    private final Hardware hardware;
    private final Protocol protocol;
    private final StoreBuffer stores;
    private final boolean concurrent;
    private final boolean tables;
    private final boolean freesTablesEarly;
    private final boolean skipsBarrier;
    private final boolean leavesMaskFirst;
    private final boolean tablesByRcu;
    private final boolean locksMoves;
    private final boolean lazyTlb;
    private final boolean halts;
    private final boolean disablesInterrupts;
    private final boolean movesThreads;
    private final boolean movesPages;
    private final boolean protects;

    Guest(Machine m) {
        s = m.state;
        hardware = m.hardware;
        protocol = m.protocol;
        stores = m.stores;
        concurrent = s.scope.has(Feature.CONCURRENT);
        tables = s.scope.has(Feature.TABLES);
        freesTablesEarly = m.hasBug(Machine.FREE_BEFORE_FLUSH);
        skipsBarrier = m.hasBug(Machine.NO_BARRIER_BEFORE_MASK);
        leavesMaskFirst = m.hasBug(Machine.LAZY_FREED_TABLES);
        lazyTlb = s.scope.has(Feature.LAZY);
        halts = s.scope.has(Feature.HALT);
        disablesInterrupts = s.scope.has(Feature.IRQS_OFF);
        movesThreads = s.scope.has(Feature.MOVE_THREAD);
        movesPages = s.scope.has(Feature.MOVE_PAGE);
        protects = s.scope.has(Feature.PROTECT);
        locksMoves = movesPages && !m.hasBug(Machine.LOCK_DROPPED_EARLY);
        tablesByRcu = protocol.freesTablesByRcu();
    }

    // --- helpers

    /** {@code LeavingMm(v)}: v has done the first of leave_mm's two steps. */
    public boolean isLeavingMm(int v) {
        return s.is(v, LAZY) && s.get(v, CR3) == KERNEL == s.has(s.cpumask(s.get(v, ACTIVE_MM)), v);
    }

    /** {@code Settled(v)}: v is not in the middle of switch_mm or leave_mm. */
    public boolean isSettled(int v) {
        int active = s.get(v, ACTIVE_MM);
        if (s.is(v, LAZY) ? isLeavingMm(v) : s.get(v, CR3) != active) {
            return false;
        }
        int first = s.vmOf(v) * s.scope.spaces();
        for (int m = first; m < first + s.scope.spaces(); m++) {
            if (m != active && s.has(s.cpumask(m), v)) {
                return false;
            }
        }
        return true;
    }

    /** {@code Runs(v)}: v executes guest code outside of interrupt handlers, switch_mm and leave_mm. */
    public boolean runs(int v) {
        return s.get(v, MODE) == GUEST && !s.inHandler(v) && isSettled(v);
    }

    private boolean schedules(int v) {
        return runs(v)
                && !s.is(v, IRQS_OFF)
                && (s.get(v, PC) == IDLE || s.get(v, PC) == CHANGED)
                && s.get(v, OP) != MOVE;
    }

    /** {@code Locked(m)}: a move holds the page-table lock of the space until its flush has returned. */
    private boolean isLocked(int m) {
        if (!locksMoves) {
            return false;
        }
        int vm = s.vmOfSpace(m);
        for (int i = s.firstOf(vm); i < s.firstOf(vm + 1); i++) {
            if (s.get(i, OP) == MOVE && s.get(i, OP_MM) == m) {
                return true; // the end of its flush is the end of a move
            }
        }
        return false;
    }

    boolean mayFault(int i) {
        return runs(i) && !s.is(i, IRQS_OFF) && !s.is(i, LAZY) && s.get(i, PC) == IDLE;
    }

    private boolean mayChange(int i, int m, int kind) {
        if (!runs(i) || s.is(i, IRQS_OFF) || s.vmOfSpace(m) != s.vmOf(i) || isLocked(m)) {
            return false;
        }
        return s.get(i, PC) == IDLE
                ? concurrent || nobodyChanges(s.vmOf(i))
                : s.get(i, PC) == CHANGED && s.get(i, OP_MM) == m && s.get(i, OP) == kind;
    }

    private boolean nobodyChanges(int vm) {
        for (int v = s.firstOf(vm); v < s.firstOf(vm + 1); v++) {
            if (s.get(v, PC) != IDLE) {
                return false;
            }
        }
        return true;
    }

    private boolean isFreeTable(int x) {
        for (int m = 0; m < s.scope.spaces() * s.scope.vms(); m++) {
            if (s.table(m) == x) {
                return false;
            }
        }
        for (int v = 0; v < s.vcpus(); v++) {
            if (s.get(v, HELD_TABLE) == x) {
                return false;
            }
        }
        return true;
    }

    // --- scheduling inside the guest

    boolean canSwitchMm(int v, int m) {
        return s.vmOfSpace(m) == s.vmOf(v) && schedules(v) && stores.isDrained(v) && m != s.get(v, ACTIVE_MM);
    }

    void switchMm(int v, int m) {
        s.set(v, ACTIVE_MM, m);
        s.set(v, LAZY, 0);
        stores.storeOwnBit(v);
    }

    boolean canLoadCr3(int v) {
        return s.get(v, MODE) == GUEST && !s.is(v, LAZY) && stores.isDrained(v) && s.get(v, CR3) != s.get(v, ACTIVE_MM);
    }

    void loadCr3(int v) {
        s.set(v, CR3, s.get(v, ACTIVE_MM));
        hardware.dropAll(s.get(v, VMCS_CPU), v);
    }

    boolean canClearCpumask(int v, int m) {
        return s.vmOfSpace(m) == s.vmOf(v)
                && s.get(v, MODE) == GUEST
                && s.get(v, CR3) == s.get(v, ACTIVE_MM)
                && m != s.get(v, ACTIVE_MM)
                && s.has(s.cpumask(m), v);
    }

    void clearCpumask(int v, int m) {
        s.remove(s.cpumask(m), v);
    }

    boolean canEnterLazy(int v) {
        return lazyTlb && schedules(v) && stores.isDrained(v) && !s.is(v, LAZY);
    }

    void enterLazy(int v) {
        s.set(v, LAZY, 1);
    }

    boolean canLeaveLazy(int v) {
        return schedules(v) && stores.isDrained(v) && s.is(v, LAZY);
    }

    void leaveLazy(int v) {
        s.set(v, LAZY, 0);
        stores.storeOwnBit(v);
    }

    boolean canDisableInterrupts(int v) {
        return disablesInterrupts && runs(v) && !s.is(v, IRQS_OFF) && s.get(v, PC) == IDLE;
    }

    void disableInterrupts(int v) {
        s.set(v, IRQS_OFF, 1);
    }

    boolean canEnableInterrupts(int v) {
        return runs(v) && s.is(v, IRQS_OFF) && s.get(v, WALK) == NONE;
    }

    void enableInterrupts(int v) {
        s.set(v, IRQS_OFF, 0);
    }

    boolean canHalt(int v) {
        return halts
                && runs(v)
                && !s.is(v, IRQS_OFF)
                && s.get(v, PC) == IDLE
                && !s.is(v, VECTOR)
                && stores.isDrained(v);
    }

    void halt(int v) {
        s.set(v, HALTED, 1);
        s.set(v, MODE, HOST);
        protocol.guestExited(v);
    }

    boolean canMoveThread(int i, int j) {
        return movesThreads
                && i != j
                && s.vmOf(i) == s.vmOf(j)
                && s.get(i, PC) == CHANGED
                && schedules(i)
                && stores.isDrained(i)
                && s.get(j, PC) == IDLE
                && schedules(j);
    }

    void moveThread(int i, int j) {
        s.set(j, PC, CHANGED);
        s.set(j, OP, s.get(i, OP));
        s.set(j, OP_MM, s.get(i, OP_MM));
        s.set(j, HELD_TABLE, s.get(i, HELD_TABLE));
        s.moveHeld(i, j);
        s.set(i, HELD_TABLE, NONE);
        end(i);
    }

    // --- changing mappings

    boolean canMapPage(int i, int page, int frame) {
        int m = s.get(i, CR3);
        return mayFault(i)
                && frame / s.scope.frames() == s.vmOf(i)
                && s.pt(m, page) == NO_ENTRY
                && !isLocked(m)
                && s.isFree(frame)
                && (!tables || s.table(m) != NONE);
    }

    void mapPage(int i, int page, int frame) {
        s.pt(s.get(i, CR3), page, State.entry(frame, true));
        s.useFrame(frame, 1);
    }

    boolean canHookTable(int i, int x) {
        return tables
                && mayFault(i)
                && x / s.scope.tables() == s.vmOf(i)
                && s.table(s.get(i, CR3)) == NONE
                && isFreeTable(x);
    }

    void hookTable(int i, int x) {
        s.table(s.get(i, CR3), x);
    }

    boolean canClearPte(int i, int m, int page) {
        return mayChange(i, m, UNMAP)
                && !stores.holdsEntry(i)
                && s.pt(m, page) != NO_ENTRY
                && s.held(i, page) == NO_ENTRY
                && s.fitsWindow(i, page)
                && stores.isEntryDrained(m, page);
    }

    /** The frame stays in use: from the page table's to the operation's. */
    void clearPte(int i, int m, int page) {
        begin(i, UNMAP, m);
        s.hold(i, page, s.pt(m, page));
        stores.storeEntry(i, page);
    }

    boolean canProtectPte(int i, int m, int page) {
        return protects
                && mayChange(i, m, PROTECT)
                && !stores.holdsEntry(i)
                && s.pt(m, page) != NO_ENTRY
                && State.isWritable(s.pt(m, page))
                && s.held(i, page) == NO_ENTRY
                && s.fitsWindow(i, page)
                && stores.isEntryDrained(m, page);
    }

    void protectPte(int i, int m, int page) {
        begin(i, PROTECT, m);
        s.hold(i, page, s.pt(m, page));
        stores.storeEntry(i, page);
    }

    boolean canMovePte(int i, int from, int to) {
        int m = s.get(i, CR3);
        return movesPages
                && s.get(i, PC) == IDLE
                && !s.is(i, LAZY)
                && mayChange(i, m, MOVE)
                && stores.isDrained(i)
                && s.pt(m, from) != NO_ENTRY
                && stores.isEntryDrained(m, from)
                && s.pt(m, to) == NO_ENTRY;
    }

    /** Under the page-table lock; the locked xchg drains the store buffer. The frame stays the page table's. */
    void movePte(int i, int from, int to) {
        int m = s.get(i, CR3);
        begin(i, MOVE, m);
        s.hold(i, from, s.pt(m, from));
        s.pt(m, to, s.pt(m, from));
        s.pt(m, from, NO_ENTRY);
    }

    boolean canUnhookTable(int i, int m) {
        if (!tables || !mayChange(i, m, UNMAP) || s.table(m) == NONE || s.get(i, HELD_TABLE) != NONE) {
            return false;
        }
        for (int page = 0; page < s.scope.pages(); page++) {
            if (s.pt(m, page) != NO_ENTRY) {
                return false;
            }
        }
        return true;
    }

    void unhookTable(int i, int m) {
        begin(i, UNMAP, m);
        s.set(i, HELD_TABLE, s.table(m));
        s.table(m, NONE);
    }

    private void begin(int i, int kind, int m) {
        s.set(i, PC, CHANGED);
        s.set(i, OP, kind);
        s.set(i, OP_MM, m);
    }

    private void end(int i) {
        s.set(i, PC, IDLE);
        s.set(i, OP, NO_OP);
        s.set(i, OP_MM, KERNEL);
    }

    // --- flushing

    boolean canPinThread(int i) {
        return runs(i) && s.get(i, PC) == CHANGED && !s.is(i, IRQS_OFF);
    }

    void pinThread(int i) {
        s.set(i, PC, PINNED);
    }

    /**
     * {@code FlushEffect}: flush_tlb_func, or its local counterpart, as v for the operation of i. A lazy v begins to
     * leave_mm.
     */
    void flush(int v, int i) {
        if (!s.is(v, LAZY)) {
            hardware.invlpg(s.get(v, VMCS_CPU), v, i);
        } else if (leavesMaskFirst) {
            s.remove(s.cpumask(s.get(i, OP_MM)), v);
        } else {
            loadKernelRoot(v);
        }
    }

    private void loadKernelRoot(int v) {
        s.set(v, CR3, KERNEL);
        hardware.dropAll(s.get(v, VMCS_CPU), v);
    }

    boolean canFinishLeaveMm(int v) {
        return s.get(v, MODE) == GUEST && isLeavingMm(v);
    }

    void finishLeaveMm(int v) {
        if (leavesMaskFirst) {
            loadKernelRoot(v);
        } else {
            s.remove(s.cpumask(s.get(v, ACTIVE_MM)), v);
        }
    }

    boolean canFlushLocal(int i) {
        return runs(i) && s.get(i, PC) == PINNED && stores.isDrained(i) && s.get(i, ACTIVE_MM) == s.get(i, OP_MM);
    }

    void flushLocal(int i) {
        flush(i, i);
        s.set(i, PC, LOCAL);
    }

    boolean canSkipLocal(int i) {
        return runs(i)
                && s.get(i, PC) == PINNED
                && (stores.isDrained(i) || skipsBarrier)
                && s.get(i, ACTIVE_MM) != s.get(i, OP_MM);
    }

    void skipLocal(int i) {
        s.set(i, PC, LOCAL);
    }

    boolean canReadCpumask(int i) {
        return runs(i) && s.get(i, PC) == LOCAL;
    }

    void readCpumask(int i) {
        s.set(i, PC, REMOTE);
        s.copySet(s.cpumask(s.get(i, OP_MM)), s.targets(i));
        s.remove(s.targets(i), i);
        protocol.flushBegins(i);
    }

    boolean canFinishFlush(int i) {
        return runs(i)
                && s.get(i, PC) == REMOTE
                && stores.isDrained(i)
                && !s.isOwed(i)
                && s.isEmpty(s.targets(i))
                && s.isEmpty(s.ipis(i))
                && protocol.mayFinishFlush(i);
    }

    void finishFlush(int i) {
        if (s.get(i, OP) == UNMAP && (s.heldCount(i) != 0 || s.get(i, HELD_TABLE) != NONE)) {
            s.set(i, PC, RETURNED);
            return;
        }
        for (int page = s.firstHeld(i), end = s.endHeld(i); page < end; page++) {
            if (s.held(i, page) != NO_ENTRY) {
                s.release(i, page);
            }
        }
        end(i);
    }

    boolean canFreeFrame(int i, int page) {
        return runs(i) && s.get(i, PC) >= RETURNED && s.held(i, page) != NO_ENTRY;
    }

    void freeFrame(int i, int page) {
        s.useFrame(State.frameOf(s.held(i, page)), -1);
        s.release(i, page);
        endIfNothingHeld(i);
    }

    boolean canFreeTable(int i) {
        return runs(i)
                && s.get(i, HELD_TABLE) != NONE
                && (s.get(i, PC) == (tablesByRcu ? GRACE : RETURNED) || s.get(i, PC) == CHANGED && freesTablesEarly)
                && s.isEmpty(s.graceFor(i));
    }

    void freeTable(int i) {
        s.set(i, HELD_TABLE, NONE);
        if (s.get(i, PC) != CHANGED) {
            endIfNothingHeld(i);
        }
    }

    private void endIfNothingHeld(int i) {
        if (s.heldCount(i) == 0 && s.get(i, HELD_TABLE) == NONE) {
            end(i);
        }
    }
}
