package dev.shootdown.trace.host;

import java.util.HashMap;
import java.util.Map;

/**
 * The kernel's events that say something here, by their names. Where they are defined: {@code include/trace/events/tlb.h},
 * {@code ipi.h}, {@code csd.h}, {@code sched.h}, {@code arch/x86/kvm/trace.h}, {@code
 * arch/x86/include/asm/trace/irq_vectors.h}.
 */
enum EventKind {
    TLB_FLUSH("tlb_flush"),
    KVM_ENTRY("kvm_entry"),
    KVM_EXIT("kvm_exit"),
    KVM_HYPERCALL("kvm_hypercall"),
    KVM_MSR("kvm_msr"),
    KVM_APIC_IPI("kvm_apic_ipi"),
    SCHED_SWITCH("sched_switch"),
    IPI_SEND_CPU("ipi_send_cpu"),
    IPI_SEND_CPUMASK("ipi_send_cpumask"),
    IPI_RAISE("ipi_raise"),
    IPI_ENTRY("ipi_entry"),
    IPI_EXIT("ipi_exit"),
    CSD_QUEUE("csd_queue_cpu"),
    CSD_ENTRY("csd_function_entry"),
    CSD_EXIT("csd_function_exit"),
    CALL_ENTRY("call_function_entry", "call_function_single_entry"),
    CALL_EXIT("call_function_exit", "call_function_single_exit"),
    RESCHEDULE_ENTRY("reschedule_entry"),
    RESCHEDULE_EXIT("reschedule_exit"),
    MUNMAP("sys_enter_munmap", "sys_munmap"),
    MADVISE("sys_enter_madvise", "sys_madvise"),
    MPROTECT("sys_enter_mprotect", "sys_mprotect"),
    /** Any other event; it is counted, and its time, CPU and task are used. */
    OTHER;

    private static final Map<String, EventKind> BY_NAME = new HashMap<>();

    static {
        for (EventKind kind : values()) {
            for (String name : kind.names) {
                BY_NAME.put(name, kind);
            }
        }
    }

    private final String[] names;

    EventKind(String... names) {
        this.names = names;
    }

    static EventKind of(String name) {
        return BY_NAME.getOrDefault(name, OTHER);
    }
}
