package dev.shootdown.machine;

import static dev.shootdown.machine.State.CHANGED;
import static dev.shootdown.machine.State.FLUSHED;
import static dev.shootdown.machine.State.GRACE;
import static dev.shootdown.machine.State.GUEST;
import static dev.shootdown.machine.State.IDLE;
import static dev.shootdown.machine.State.LOCAL;
import static dev.shootdown.machine.State.MODE;
import static dev.shootdown.machine.State.NONE;
import static dev.shootdown.machine.State.OUT;
import static dev.shootdown.machine.State.PC;
import static dev.shootdown.machine.State.PINNED;
import static dev.shootdown.machine.State.REMOTE;
import static dev.shootdown.machine.State.RETURNED;
import static dev.shootdown.machine.State.TAKEN;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Hardware, VMM and guests under one scheme: a state and the steps that change it. Whoever drives a machine (an
 * adversary, a policy with a clock, a recorded tape) decides which enabled step comes next; the machine decides nothing.
 *
 * <p>{@link #can} is a step's guard, a function of the state alone; {@link #apply} is its effect, deterministic, and to
 * be called only when the guard holds. Not thread-safe; machines do not share anything that changes.
 */
public final class Machine {
    /** Bug of every scheme: a vCPU that was loaded elsewhere comes back to a pCPU without a flush of its VPID. */
    public static final String VPID_NO_MIGRATION_FLUSH = "vpid-no-migration-flush";

    /** Bug of every scheme: a page-table page is freed before the shootdown. */
    public static final String FREE_BEFORE_FLUSH = "free-before-flush";

    /** Bug of every scheme: no full barrier between a page-table store and the look at the mask. */
    public static final String NO_BARRIER_BEFORE_MASK = "CVE-2016-2069";

    /** Bug of every scheme, Linux 3.16 as it is: leave_mm clears the own bit in the mask before it leaves the root. */
    public static final String LAZY_FREED_TABLES = "lazy-freed-tables";

    /** Bug of Shoot4U: where a vCPU is, is published after its flush, and perhaps seen only after its VM entry. */
    public static final String VCPU_CPU_ORDER = "shoot4u-cpu-order";

    /** Bug of every scheme: mremap drops the page-table lock before it flushes the old address. */
    public static final String LOCK_DROPPED_EARLY = "CVE-2018-18281";

    public final Scheme scheme;
    public final Scope scope;
    public final State state;
    public final Hardware hardware;
    public final StoreBuffer stores;
    public final Hypervisor hypervisor;
    public final Guest guest;
    public final CallFunction calls;
    public final Walkers walkers;
    public final Emulation emulation;
    public final Protocol protocol;
    private final Set<String> bugs;
    private final StepKind[] kinds;
    final TypeOk types;
    private final boolean isOurs;
    private final boolean sendsGuestIpis;
    final boolean emulates;
    private final boolean movesThreads;
    private final boolean movesPages;
    private final boolean evicts;

    /** A machine in its first state: no vCPU was ever loaded, nothing is mapped. */
    public Machine(Scheme scheme, Scope scope, Set<String> bugs) {
        this.scheme = scheme;
        this.scope = scope;
        this.bugs = new TreeSet<>(bugs);
        for (String bug : this.bugs) {
            if (!bugsOf(scheme).contains(bug)) {
                throw new BadInput("scheme " + scheme.name() + " has no bug '" + bug + "'; it has "
                        + String.join(", ", bugsOf(scheme)));
            }
        }
        kinds = kindsByCode(scheme);
        state = new State(scope, scheme.words(scope));
        types = new TypeOk(state);
        hardware = new Hardware(state);
        stores = new StoreBuffer(state);
        protocol = scheme.on(this);
        hypervisor = new Hypervisor(this);
        guest = new Guest(this);
        calls = new CallFunction(this);
        walkers = new Walkers(this);
        emulation = new Emulation(this);
        isOurs = scheme.getClass().getPackageName().startsWith(Machine.class.getPackageName());
        sendsGuestIpis = scheme.sendsGuestIpis();
        emulates = scope.has(Feature.EMULATION);
        movesThreads = scope.has(Feature.MOVE_THREAD);
        movesPages = scope.has(Feature.MOVE_PAGE);
        evicts = scope.has(Feature.EVICT);
    }

    /** The names of the bugs that can be planted in a scheme, in order. */
    public static Set<String> bugsOf(Scheme scheme) {
        TreeSet<String> all = new TreeSet<>(scheme.bugs());
        all.add(VPID_NO_MIGRATION_FLUSH);
        all.add(FREE_BEFORE_FLUSH);
        all.add(NO_BARRIER_BEFORE_MASK);
        all.add(LAZY_FREED_TABLES);
        all.add(LOCK_DROPPED_EARLY);
        return all;
    }

    /** The kinds of step that can occur under a scheme. */
    public static List<StepKind> kindsOf(Scheme scheme) {
        List<StepKind> all = new ArrayList<>(Steps.COMMON);
        if (scheme.sendsGuestIpis()) {
            all.addAll(Steps.CALL_FUNCTION);
        }
        if (scheme.freesTablesByRcu()) {
            all.addAll(Steps.RCU);
        }
        all.addAll(scheme.steps());
        return all;
    }

    private static StepKind[] kindsByCode(Scheme scheme) {
        StepKind[] byCode = new StepKind[256];
        for (StepKind kind : kindsOf(scheme)) {
            byCode[kind.code()] = kind;
        }
        return byCode;
    }

    public boolean hasBug(String bug) {
        return bugs.contains(bug);
    }

    public Set<String> bugs() {
        return bugs;
    }

    /** The kind of a step, or null when this scheme has none of that code. */
    public StepKind kind(long step) {
        return kinds[Step.kind(step)];
    }

    /** A step as text, as in {@code ClearPte(v1, m1, g2)}. */
    public String show(long step) {
        StepKind kind = kind(step);
        return kind == null ? "step of unknown kind " + Step.kind(step) : kind.show(step);
    }

    /** How many values an argument of a step can have in this machine. */
    public int range(StepKind.Argument argument) {
        return switch (argument) {
            case VCPU -> state.vcpus();
            case PCPU -> scope.pcpus();
            case SPACE -> scope.spaces() * scope.vms();
            case PAGE -> scope.pages();
            case FRAME -> scope.frames() * scope.vms();
            case TABLE -> scope.tables() * scope.vms();
        };
    }

    /**
     * The step that {@link #show} shows as this text.
     *
     * @throws BadInput when no step of this machine has that name and those arguments
     */
    public long step(String text) {
        int open = text.indexOf('(');
        if (open > 0 && text.endsWith(")")) {
            String name = text.substring(0, open);
            for (StepKind kind : kinds) {
                if (kind != null && kind.name().equals(name)) {
                    return read(
                            kind,
                            text,
                            text.substring(open + 1, text.length() - 1).split(", *"));
                }
            }
        }
        throw new BadInput("scheme " + scheme.name() + " has no step '" + text + "'");
    }

    private long read(StepKind kind, String text, String[] values) {
        int n = kind.arguments().size();
        if (values.length != n) {
            throw new BadInput("step '" + text + "' needs " + n + " arguments");
        }
        int[] number = new int[3];
        for (int k = 0; k < n; k++) {
            StepKind.Argument argument = kind.arguments().get(k);
            number[k] = argument.read(values[k].strip());
            if (number[k] < 0 || number[k] >= range(argument)) {
                throw new BadInput("step '" + text + "': there is no '" + values[k].strip() + "' in this scope");
            }
        }
        return Step.of(kind.code(), number[0], number[1], number[2]);
    }

    /** The step's guard. Arguments must be in their ranges. */
    public boolean can(long step) {
        int a = Step.a(step);
        int b = Step.b(step);
        int c = Step.c(step);
        return switch (Step.kind(step)) {
            case Steps.FILL_TLB -> hardware.canFillTlb(a, b);
            case Steps.CACHE_TABLE -> hardware.canCacheTable(a);
            case Steps.EVICT_TLB -> hardware.canEvictTlb(a, b, c);
            case Steps.DRAIN_STORE -> stores.canDrainStore(a);
            case Steps.FINISH_LEAVE_MM -> guest.canFinishLeaveMm(a);
            case Steps.LOAD_VCPU -> hypervisor.canLoadVcpu(a, b);
            case Steps.PUBLISH_VCPU_CPU -> hypervisor.canPublishVcpuCpu(a);
            case Steps.SERVE_REQUESTS -> hypervisor.canServeRequests(a);
            case Steps.ENTER_GUEST -> hypervisor.canEnterGuest(a);
            case Steps.EXIT_GUEST -> hypervisor.canExitGuest(a);
            case Steps.PREEMPT -> hypervisor.canPreempt(a);
            case Steps.HALT -> guest.canHalt(a);
            case Steps.WAKE -> hypervisor.canWake(a);
            case Steps.SWITCH_MM -> guest.canSwitchMm(a, b);
            case Steps.LOAD_CR3 -> guest.canLoadCr3(a);
            case Steps.CLEAR_CPUMASK -> guest.canClearCpumask(a, b);
            case Steps.ENTER_LAZY -> guest.canEnterLazy(a);
            case Steps.LEAVE_LAZY -> guest.canLeaveLazy(a);
            case Steps.DISABLE_INTERRUPTS -> guest.canDisableInterrupts(a);
            case Steps.ENABLE_INTERRUPTS -> guest.canEnableInterrupts(a);
            case Steps.MOVE_THREAD -> guest.canMoveThread(a, b);
            case Steps.MAP_PAGE -> guest.canMapPage(a, b, c);
            case Steps.HOOK_TABLE -> guest.canHookTable(a, b);
            case Steps.CLEAR_PTE -> guest.canClearPte(a, b, c);
            case Steps.PROTECT_PTE -> guest.canProtectPte(a, b, c);
            case Steps.UNHOOK_TABLE -> guest.canUnhookTable(a, b);
            case Steps.PIN_THREAD -> guest.canPinThread(a);
            case Steps.FLUSH_LOCAL -> guest.canFlushLocal(a);
            case Steps.SKIP_LOCAL -> guest.canSkipLocal(a);
            case Steps.READ_CPUMASK -> guest.canReadCpumask(a);
            case Steps.FINISH_FLUSH -> guest.canFinishFlush(a);
            case Steps.FREE_FRAME -> guest.canFreeFrame(a, b);
            case Steps.FREE_TABLE -> guest.canFreeTable(a);
            case Steps.QUEUE_CALL -> sendsGuestIpis && calls.canQueueCall(a, b);
            case Steps.SEND_FLUSH_IPI -> calls.canSendFlushIpi(a, b);
            case Steps.TAKE_FLUSH_IPI -> calls.canTakeFlushIpi(a);
            case Steps.HANDLE_FLUSH -> calls.canHandleFlush(a, b);
            case Steps.ACK_FLUSH -> calls.canAckFlush(a, b);
            case Steps.START_WALK -> walkers.canStartWalk(a);
            case Steps.END_WALK -> walkers.canEndWalk(a);
            case Steps.QUEUE_TABLE_FREE -> walkers.canQueueTableFree(a);
            case Steps.START_EMULATION -> emulation.canStartEmulation(a, b);
            case Steps.FINISH_EMULATION -> emulation.canFinishEmulation(a);
            case Steps.MOVE_PTE -> guest.canMovePte(a, b, c);
            default -> protocol.can(step);
        };
    }

    /** Takes a step whose guard holds. */
    public void apply(long step) {
        int a = Step.a(step);
        int b = Step.b(step);
        int c = Step.c(step);
        switch (Step.kind(step)) {
            case Steps.FILL_TLB -> hardware.fillTlb(a, b);
            case Steps.CACHE_TABLE -> hardware.cacheTable(a);
            case Steps.EVICT_TLB -> hardware.evictTlb(a, b, c);
            case Steps.DRAIN_STORE -> stores.drainStore(a);
            case Steps.FINISH_LEAVE_MM -> guest.finishLeaveMm(a);
            case Steps.LOAD_VCPU -> hypervisor.loadVcpu(a, b);
            case Steps.PUBLISH_VCPU_CPU -> hypervisor.publishVcpuCpu(a);
            case Steps.SERVE_REQUESTS -> hypervisor.serveRequests(a);
            case Steps.ENTER_GUEST -> hypervisor.enterGuest(a);
            case Steps.EXIT_GUEST -> hypervisor.exitGuest(a);
            case Steps.PREEMPT -> hypervisor.preempt(a);
            case Steps.HALT -> guest.halt(a);
            case Steps.WAKE -> hypervisor.wake(a);
            case Steps.SWITCH_MM -> guest.switchMm(a, b);
            case Steps.LOAD_CR3 -> guest.loadCr3(a);
            case Steps.CLEAR_CPUMASK -> guest.clearCpumask(a, b);
            case Steps.ENTER_LAZY -> guest.enterLazy(a);
            case Steps.LEAVE_LAZY -> guest.leaveLazy(a);
            case Steps.DISABLE_INTERRUPTS -> guest.disableInterrupts(a);
            case Steps.ENABLE_INTERRUPTS -> guest.enableInterrupts(a);
            case Steps.MOVE_THREAD -> guest.moveThread(a, b);
            case Steps.MAP_PAGE -> guest.mapPage(a, b, c);
            case Steps.HOOK_TABLE -> guest.hookTable(a, b);
            case Steps.CLEAR_PTE -> guest.clearPte(a, b, c);
            case Steps.PROTECT_PTE -> guest.protectPte(a, b, c);
            case Steps.UNHOOK_TABLE -> guest.unhookTable(a, b);
            case Steps.PIN_THREAD -> guest.pinThread(a);
            case Steps.FLUSH_LOCAL -> guest.flushLocal(a);
            case Steps.SKIP_LOCAL -> guest.skipLocal(a);
            case Steps.READ_CPUMASK -> guest.readCpumask(a);
            case Steps.FINISH_FLUSH -> guest.finishFlush(a);
            case Steps.FREE_FRAME -> guest.freeFrame(a, b);
            case Steps.FREE_TABLE -> guest.freeTable(a);
            case Steps.QUEUE_CALL -> calls.queueCall(a, b);
            case Steps.SEND_FLUSH_IPI -> calls.sendFlushIpi(a, b);
            case Steps.TAKE_FLUSH_IPI -> calls.takeFlushIpi(a);
            case Steps.HANDLE_FLUSH -> calls.handleFlush(a, b);
            case Steps.ACK_FLUSH -> calls.ackFlush(a, b);
            case Steps.START_WALK -> walkers.startWalk(a);
            case Steps.END_WALK -> walkers.endWalk(a);
            case Steps.QUEUE_TABLE_FREE -> walkers.queueTableFree(a);
            case Steps.START_EMULATION -> emulation.startEmulation(a, b);
            case Steps.FINISH_EMULATION -> emulation.finishEmulation(a);
            case Steps.MOVE_PTE -> guest.movePte(a, b, c);
            default -> protocol.apply(step);
        }
    }

    /**
     * The same, unpacked; 0 for arguments that a step of this kind does not have.
     *
     * <p>The switch over all kinds is too large to be inlined. This one, over those that happen most often, is not: for a caller
     * who names the kind, what is left of it is that step's code alone, with no jump to be guessed.
     */
    public void apply(int kind, int a, int b, int c) {
        switch (kind) {
            case Steps.FILL_TLB -> hardware.fillTlb(a, b);
            case Steps.EVICT_TLB -> hardware.evictTlb(a, b, c);
            case Steps.ENTER_GUEST -> hypervisor.enterGuest(a);
            case Steps.EXIT_GUEST -> hypervisor.exitGuest(a);
            case Steps.MAP_PAGE -> guest.mapPage(a, b, c);
            case Steps.FREE_FRAME -> guest.freeFrame(a, b);
            case Steps.QUEUE_CALL -> calls.queueCall(a, b);
            case Steps.SEND_FLUSH_IPI -> calls.sendFlushIpi(a, b);
            case Steps.TAKE_FLUSH_IPI -> calls.takeFlushIpi(a);
            case Steps.HANDLE_FLUSH -> calls.handleFlush(a, b);
            case Steps.ACK_FLUSH -> calls.ackFlush(a, b);
            default -> apply(Step.of(kind, a, b, c));
        }
    }

    /** A collector for {@link #enabled}, to be used again and again. */
    public Offers offers() {
        return new Offers(this);
    }

    /** Collects every enabled step, in an order that depends on the state alone. */
    public void enabled(Offers offers) {
        offers.begin();
        for (int v = 0; v < state.vcpus(); v++) {
            offerOf(v, offers);
            offers.end(v);
        }
        offerOfPcpus(offers);
    }

    /**
     * The same, in the same order, after a step that was taken in the state in which these offers were collected: who is not
     * concerned keeps what he could do before.
     */
    public void enabledAfter(long step, Offers offers) {
        if (concernsOthers(step)) {
            enabled(offers);
            return;
        }
        offers.begin();
        for (int v = 0; v < state.vcpus(); v++) {
            if (v == Step.a(step) || looksAround(v)) {
                offerOf(v, offers);
            } else {
                offers.keep(v);
            }
            offers.end(v);
        }
        offerOfPcpus(offers);
    }

    /** What a scheme from elsewhere says of this no test of ours has compared: it is asked everything. */
    boolean concernsOthers(long step) {
        return !isOurs || protocol.concernsOthers(step);
    }

    /** Whether v's guards ask what other CPUs are doing: which pCPU is free, or where its thread could move. */
    private boolean looksAround(int v) {
        return state.get(v, MODE) == OUT || movesThreads && state.get(v, PC) == CHANGED;
    }

    /** What vCPU v could do where it stands, each step with its guard. */
    private void offerOf(int v, Offers offers) {
        offers.offer(hypervisor.canWake(v), Step.of(Steps.WAKE, v));
        offers.offer(stores.canDrainStore(v), Step.of(Steps.DRAIN_STORE, v));
        int mode = state.get(v, MODE);
        if (mode == OUT) {
            for (int p = 0; p < scope.pcpus(); p++) {
                offers.offer(hypervisor.canLoadVcpu(v, p), Step.of(Steps.LOAD_VCPU, v, p));
            }
        } else if (mode == GUEST) {
            offerOfGuest(v, offers);
        } else {
            offers.offer(hypervisor.canPublishVcpuCpu(v), Step.of(Steps.PUBLISH_VCPU_CPU, v));
            offers.offer(hypervisor.canServeRequests(v), Step.of(Steps.SERVE_REQUESTS, v));
            offers.offer(hypervisor.canEnterGuest(v), Step.of(Steps.ENTER_GUEST, v));
            offers.offer(hypervisor.canPreempt(v), Step.of(Steps.PREEMPT, v));
            if (emulates) {
                offerEmulation(v, offers);
            }
        }
        protocol.offer(v, offers);
    }

    private void offerEmulation(int v, Offers offers) {
        offers.offer(emulation.canFinishEmulation(v), Step.of(Steps.FINISH_EMULATION, v));
        for (int page = 0; page < scope.pages(); page++) {
            offers.offer(emulation.canStartEmulation(v, page), Step.of(Steps.START_EMULATION, v, page));
        }
    }

    private void offerOfGuest(int v, Offers offers) {
        offers.offer(hypervisor.canExitGuest(v), Step.of(Steps.EXIT_GUEST, v));
        offers.offer(hardware.canCacheTable(v), Step.of(Steps.CACHE_TABLE, v));
        offers.offer(guest.canFinishLeaveMm(v), Step.of(Steps.FINISH_LEAVE_MM, v));
        for (int page = 0; page < scope.pages(); page++) {
            offers.offer(hardware.canFillTlb(v, page), Step.of(Steps.FILL_TLB, v, page));
        }
        if (state.inHandler(v)) {
            offerOfHandler(v, offers);
        } else if (guest.isSettled(v)) {
            offerOfThread(v, offers);
        } else {
            offers.offer(guest.canLoadCr3(v), Step.of(Steps.LOAD_CR3, v));
            int first = state.vmOf(v) * scope.spaces();
            for (int m = first; m < first + scope.spaces(); m++) {
                offers.offer(guest.canClearCpumask(v, m), Step.of(Steps.CLEAR_CPUMASK, v, m));
            }
        }
    }

    private void offerOfHandler(int t, Offers offers) {
        int first = state.firstOf(state.vmOf(t));
        for (int i = state.nextCaller(t, TAKEN, first); i != NONE; i = state.nextCaller(t, TAKEN, i + 1)) {
            offers.offer(calls.canHandleFlush(t, i), Step.of(Steps.HANDLE_FLUSH, t, i));
        }
        for (int i = state.nextCaller(t, FLUSHED, first); i != NONE; i = state.nextCaller(t, FLUSHED, i + 1)) {
            offers.offer(calls.canAckFlush(t, i), Step.of(Steps.ACK_FLUSH, t, i));
        }
    }

    private void offerOfThread(int v, Offers offers) {
        offers.offer(calls.canTakeFlushIpi(v), Step.of(Steps.TAKE_FLUSH_IPI, v));
        offers.offer(guest.canEnableInterrupts(v), Step.of(Steps.ENABLE_INTERRUPTS, v));
        offers.offer(walkers.canEndWalk(v), Step.of(Steps.END_WALK, v));
        int pc = state.get(v, PC);
        if (pc == IDLE || pc == CHANGED) {
            offerOfScheduler(v, offers);
            offerChanges(v, offers);
        }
        switch (pc) {
            case IDLE -> {
                offerFaults(v, offers);
                offers.offer(walkers.canStartWalk(v), Step.of(Steps.START_WALK, v));
            }
            case CHANGED -> {
                offers.offer(guest.canPinThread(v), Step.of(Steps.PIN_THREAD, v));
                offers.offer(guest.canFreeTable(v), Step.of(Steps.FREE_TABLE, v));
            }
            case PINNED -> {
                offers.offer(guest.canFlushLocal(v), Step.of(Steps.FLUSH_LOCAL, v));
                offers.offer(guest.canSkipLocal(v), Step.of(Steps.SKIP_LOCAL, v));
            }
            case LOCAL -> offers.offer(guest.canReadCpumask(v), Step.of(Steps.READ_CPUMASK, v));
            case REMOTE -> offerOfFlush(v, offers);
            case RETURNED, GRACE -> {
                for (int page = state.firstHeld(v); page < state.endHeld(v); page++) {
                    offers.offer(guest.canFreeFrame(v, page), Step.of(Steps.FREE_FRAME, v, page));
                }
                offers.offer(walkers.canQueueTableFree(v), Step.of(Steps.QUEUE_TABLE_FREE, v));
                offers.offer(guest.canFreeTable(v), Step.of(Steps.FREE_TABLE, v));
            }
            default -> {}
        }
    }

    private void offerOfScheduler(int v, Offers offers) {
        int first = state.vmOf(v) * scope.spaces();
        for (int m = first; m < first + scope.spaces(); m++) {
            offers.offer(guest.canSwitchMm(v, m), Step.of(Steps.SWITCH_MM, v, m));
        }
        offers.offer(guest.canEnterLazy(v), Step.of(Steps.ENTER_LAZY, v));
        offers.offer(guest.canLeaveLazy(v), Step.of(Steps.LEAVE_LAZY, v));
        offers.offer(guest.canDisableInterrupts(v), Step.of(Steps.DISABLE_INTERRUPTS, v));
        offers.offer(guest.canHalt(v), Step.of(Steps.HALT, v));
        if (movesThreads) {
            int vm = state.vmOf(v);
            for (int j = state.firstOf(vm); j < state.firstOf(vm + 1); j++) {
                offers.offer(guest.canMoveThread(v, j), Step.of(Steps.MOVE_THREAD, v, j));
            }
        }
    }

    private void offerChanges(int v, Offers offers) {
        int first = state.vmOf(v) * scope.spaces();
        for (int m = first; m < first + scope.spaces(); m++) {
            for (int page = 0; page < scope.pages(); page++) {
                offers.offer(guest.canClearPte(v, m, page), Step.of(Steps.CLEAR_PTE, v, m, page));
                offers.offer(guest.canProtectPte(v, m, page), Step.of(Steps.PROTECT_PTE, v, m, page));
            }
            offers.offer(guest.canUnhookTable(v, m), Step.of(Steps.UNHOOK_TABLE, v, m));
        }
    }

    private void offerFaults(int v, Offers offers) {
        int vm = state.vmOf(v);
        for (int frame = vm * scope.frames(); frame < (vm + 1) * scope.frames(); frame++) {
            if (state.isFree(frame)) {
                for (int page = 0; page < scope.pages(); page++) {
                    offers.offer(guest.canMapPage(v, page, frame), Step.of(Steps.MAP_PAGE, v, page, frame));
                }
            }
        }
        for (int x = vm * scope.tables(); x < (vm + 1) * scope.tables(); x++) {
            offers.offer(guest.canHookTable(v, x), Step.of(Steps.HOOK_TABLE, v, x));
        }
        for (int from = 0; movesPages && from < scope.pages(); from++) {
            for (int to = 0; to < scope.pages(); to++) {
                offers.offer(guest.canMovePte(v, from, to), Step.of(Steps.MOVE_PTE, v, from, to));
            }
        }
    }

    private void offerOfFlush(int v, Offers offers) {
        offers.offer(guest.canFinishFlush(v), Step.of(Steps.FINISH_FLUSH, v));
        if (!sendsGuestIpis) {
            return;
        }
        int vm = state.vmOf(v);
        int first = state.firstOf(vm);
        int targets = state.targets(v);
        int ipis = state.ipis(v);
        for (int t = state.next(targets, vm, first); t != NONE; t = state.next(targets, vm, t + 1)) {
            offers.offer(calls.canQueueCall(v, t), Step.of(Steps.QUEUE_CALL, v, t));
        }
        for (int t = state.next(ipis, vm, first); t != NONE; t = state.next(ipis, vm, t + 1)) {
            offers.offer(calls.canSendFlushIpi(v, t), Step.of(Steps.SEND_FLUSH_IPI, v, t));
        }
    }

    private void offerOfPcpus(Offers offers) {
        for (int p = 0; p < scope.pcpus(); p++) {
            if (evicts) {
                for (int v = 0; v < state.vcpus(); v++) {
                    for (int page = 0; page < scope.pages(); page++) {
                        offers.offer(hardware.canEvictTlb(p, v, page), Step.of(Steps.EVICT_TLB, p, v, page));
                    }
                }
            }
            protocol.offerOfPcpu(p, offers);
        }
    }
}
