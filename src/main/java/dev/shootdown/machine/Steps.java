package dev.shootdown.machine;

import static dev.shootdown.machine.StepKind.Argument.FRAME;
import static dev.shootdown.machine.StepKind.Argument.PAGE;
import static dev.shootdown.machine.StepKind.Argument.PCPU;
import static dev.shootdown.machine.StepKind.Argument.SPACE;
import static dev.shootdown.machine.StepKind.Argument.TABLE;
import static dev.shootdown.machine.StepKind.Argument.VCPU;

import java.util.List;

/** The kinds of step that every scheme shares: the actions of {@code spec/Hardware, Hypervisor, Guest}. */
public final class Steps {
    private Steps() {}

    public static final int FILL_TLB = 0;
    public static final int CACHE_TABLE = 1;
    public static final int EVICT_TLB = 2;
    public static final int LOAD_VCPU = 3;
    public static final int PUBLISH_VCPU_CPU = 4;
    public static final int SERVE_REQUESTS = 5;
    public static final int ENTER_GUEST = 6;
    public static final int EXIT_GUEST = 7;
    public static final int PREEMPT = 8;
    public static final int HALT = 9;
    public static final int WAKE = 10;
    public static final int SWITCH_MM = 11;
    public static final int LOAD_CR3 = 12;
    public static final int CLEAR_CPUMASK = 13;
    public static final int ENTER_LAZY = 14;
    public static final int LEAVE_LAZY = 15;
    public static final int DISABLE_INTERRUPTS = 16;
    public static final int ENABLE_INTERRUPTS = 17;
    public static final int MOVE_THREAD = 18;
    public static final int MAP_PAGE = 19;
    public static final int HOOK_TABLE = 20;
    public static final int CLEAR_PTE = 21;
    public static final int PROTECT_PTE = 22;
    public static final int UNHOOK_TABLE = 23;
    public static final int PIN_THREAD = 24;
    public static final int FLUSH_LOCAL = 25;
    public static final int SKIP_LOCAL = 26;
    public static final int READ_CPUMASK = 27;
    public static final int FINISH_FLUSH = 28;
    public static final int FREE_FRAME = 29;
    public static final int FREE_TABLE = 30;
    /** The call-function steps, from here to {@link #ACK_FLUSH}, are taken only under schemes that send guest IPIs. */
    public static final int QUEUE_CALL = 31;

    public static final int SEND_FLUSH_IPI = 32;
    public static final int TAKE_FLUSH_IPI = 33;
    public static final int HANDLE_FLUSH = 34;
    public static final int ACK_FLUSH = 35;
    public static final int DRAIN_STORE = 36;
    public static final int FINISH_LEAVE_MM = 37;
    public static final int START_WALK = 38;
    public static final int END_WALK = 39;
    /** Taken only under schemes that free page-table pages by RCU. */
    public static final int QUEUE_TABLE_FREE = 40;

    public static final int START_EMULATION = 41;
    public static final int FINISH_EMULATION = 42;
    public static final int MOVE_PTE = 43;

    /** Where the numbers of a scheme's own kinds begin. */
    public static final int FIRST_OF_SCHEME = 64;

    /**
     * Whether a common step may change what other vCPUs than the one that takes it could do, or what invariants say of them.
     * The others change words of one vCPU, or of its TLB, that nobody else's guards ask for. That a vCPU takes a pCPU or
     * leaves it concerns those that are out, who are asked in any case.
     */
    public static boolean concernsOthers(int kind) {
        return switch (kind) {
            case FILL_TLB,
                    CACHE_TABLE,
                    LOAD_VCPU,
                    PUBLISH_VCPU_CPU,
                    SERVE_REQUESTS,
                    ENTER_GUEST,
                    EXIT_GUEST,
                    PREEMPT,
                    HALT,
                    WAKE,
                    SWITCH_MM,
                    LOAD_CR3,
                    CLEAR_CPUMASK,
                    ENTER_LAZY,
                    LEAVE_LAZY,
                    FINISH_LEAVE_MM,
                    DISABLE_INTERRUPTS,
                    ENABLE_INTERRUPTS,
                    PIN_THREAD,
                    FLUSH_LOCAL,
                    SKIP_LOCAL,
                    READ_CPUMASK,
                    QUEUE_CALL,
                    TAKE_FLUSH_IPI,
                    HANDLE_FLUSH,
                    START_WALK,
                    QUEUE_TABLE_FREE,
                    START_EMULATION,
                    FINISH_EMULATION -> false;
            default -> true;
        };
    }

    static final List<StepKind> COMMON = List.of(
            StepKind.of(FILL_TLB, "FillTlb", VCPU, PAGE),
            StepKind.of(CACHE_TABLE, "CacheTable", VCPU),
            StepKind.of(EVICT_TLB, "EvictTlb", PCPU, VCPU, PAGE),
            StepKind.of(LOAD_VCPU, "LoadVcpu", VCPU, PCPU),
            StepKind.of(PUBLISH_VCPU_CPU, "PublishVcpuCpu", VCPU),
            StepKind.of(SERVE_REQUESTS, "ServeRequests", VCPU),
            StepKind.of(ENTER_GUEST, "EnterGuest", VCPU),
            StepKind.of(EXIT_GUEST, "ExitGuest", VCPU),
            StepKind.of(PREEMPT, "Preempt", VCPU),
            StepKind.of(HALT, "Halt", VCPU),
            StepKind.of(WAKE, "Wake", VCPU),
            StepKind.of(SWITCH_MM, "SwitchMm", VCPU, SPACE),
            StepKind.of(LOAD_CR3, "LoadCr3", VCPU),
            StepKind.of(CLEAR_CPUMASK, "ClearCpumask", VCPU, SPACE),
            StepKind.of(ENTER_LAZY, "EnterLazy", VCPU),
            StepKind.of(LEAVE_LAZY, "LeaveLazy", VCPU),
            StepKind.of(DISABLE_INTERRUPTS, "DisableInterrupts", VCPU),
            StepKind.of(ENABLE_INTERRUPTS, "EnableInterrupts", VCPU),
            StepKind.of(MOVE_THREAD, "MoveThread", VCPU, VCPU),
            StepKind.of(MAP_PAGE, "MapPage", VCPU, PAGE, FRAME),
            StepKind.of(HOOK_TABLE, "HookTable", VCPU, TABLE),
            StepKind.of(CLEAR_PTE, "ClearPte", VCPU, SPACE, PAGE),
            StepKind.of(PROTECT_PTE, "ProtectPte", VCPU, SPACE, PAGE),
            StepKind.of(UNHOOK_TABLE, "UnhookTable", VCPU, SPACE),
            StepKind.of(PIN_THREAD, "PinThread", VCPU),
            StepKind.of(FLUSH_LOCAL, "FlushLocal", VCPU),
            StepKind.of(SKIP_LOCAL, "SkipLocal", VCPU),
            StepKind.of(READ_CPUMASK, "ReadCpumask", VCPU),
            StepKind.of(FINISH_FLUSH, "FinishFlush", VCPU),
            StepKind.of(FREE_FRAME, "FreeFrame", VCPU, PAGE),
            StepKind.of(FREE_TABLE, "FreeTable", VCPU),
            StepKind.of(DRAIN_STORE, "DrainStore", VCPU),
            StepKind.of(FINISH_LEAVE_MM, "FinishLeaveMm", VCPU),
            StepKind.of(START_WALK, "StartWalk", VCPU),
            StepKind.of(END_WALK, "EndWalk", VCPU),
            StepKind.of(START_EMULATION, "StartEmulation", VCPU, PAGE),
            StepKind.of(FINISH_EMULATION, "FinishEmulation", VCPU),
            StepKind.of(MOVE_PTE, "MovePte", VCPU, PAGE, PAGE));

    static final List<StepKind> CALL_FUNCTION = List.of(
            StepKind.of(QUEUE_CALL, "QueueCall", VCPU, VCPU),
            StepKind.of(SEND_FLUSH_IPI, "SendFlushIpi", VCPU, VCPU),
            StepKind.of(TAKE_FLUSH_IPI, "TakeFlushIpi", VCPU),
            StepKind.of(HANDLE_FLUSH, "HandleFlush", VCPU, VCPU),
            StepKind.of(ACK_FLUSH, "AckFlush", VCPU, VCPU));

    static final List<StepKind> RCU = List.of(StepKind.of(QUEUE_TABLE_FREE, "QueueTableFree", VCPU));
}
