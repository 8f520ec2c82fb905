package dev.shootdown.testbed;

/** Why a vCPU left guest mode, named as {@code perf kvm stat} names it. */
public enum ExitReason {
    /** An interrupt of the host: timer tick, kick, reschedule, a call function of another pCPU. */
    EXTERNAL_INTERRUPT,
    /** The guest has nothing to do. */
    HLT,
    /** The guest spins: pause-loop exiting. */
    PAUSE_INSTRUCTION,
    /** The guest asks for a paravirtual service. */
    VMCALL,
    /** The guest sends an interrupt: a write of the interrupt command register (x2APIC). */
    MSR_WRITE
}
