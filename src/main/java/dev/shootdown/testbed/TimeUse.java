package dev.shootdown.testbed;

import java.util.Locale;

/** What a vCPU's time is spent on. The first three are time in guest mode, as a profiler in the guest sees it. */
public enum TimeUse {
    /** User code, and the guest's kernel apart from the two below. */
    OTHER,
    /** Taking spinlocks: spinning, most of all. */
    SPINLOCK,
    /** Shootdowns: the local flush, calling others, waiting for acknowledgements, and the handler of the others' calls. */
    TLB,
    /** The VMM's work for a shootdown of this vCPU: writes of the interrupt command register, the flush hypercall. */
    TLB_EXIT,
    /** The VMM's other work for this vCPU, and interrupts of the host while it ran. */
    EXIT,
    /** The vCPU could run and has no pCPU. */
    STEAL,
    /** The vCPU has nothing to do. */
    IDLE;

    /** The name in results, which begin with {@code cpu_}. */
    public String counter() {
        return "cpu_" + name().toLowerCase(Locale.ROOT) + "_cycles";
    }
}
