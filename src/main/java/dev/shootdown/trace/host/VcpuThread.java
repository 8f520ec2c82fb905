package dev.shootdown.trace.host;

/** A host thread that runs a vCPU: one that kvm_entry or kvm_exit name. */
public final class VcpuThread {
    final int task;
    int vcpu = -1;
    int process = TraceLine.UNKNOWN;
    int cpu;
    /** What was known of that CPU then: if another object stands for it now, events were lost in between. */
    Object cpuThen;

    // Of the exit it is in.
    long exitAt = -1;
    String reason = "";
    boolean disturbed;
    boolean writesIcr;
    long hypercall = -1;

    // Of the time it last lost its CPU.
    long outAt = -1;
    boolean outRunnable;

    long firstSeen;
    long lastSeen;
    double before;
    long signals;
    long halts;
    double halted;
    double preempted;

    VcpuThread(int task, long now) {
        this.task = task;
        firstSeen = now;
        lastSeen = now;
    }

    /** Adds what another trace of the same host has of it. */
    void add(VcpuThread other) {
        before += other.seen();
        signals += other.signals;
        halts += other.halts;
        halted += other.halted;
        preempted += other.preempted;
    }

    public int task() {
        return task;
    }

    /** The vCPU's number in its VM, or -1. */
    public int vcpu() {
        return vcpu;
    }

    /** Its process, if the trace says it; else -1. */
    public int process() {
        return process;
    }

    /** Exits in which the guest wrote an MSR or made a hypercall: among them all its IPIs that make exits. */
    public long signals() {
        return signals;
    }

    /** How often the guest halted, and how long, ns. */
    public long halts() {
        return halts;
    }

    public double halted() {
        return halted;
    }

    /** How long it waited after it had lost its CPU while it could have gone on, ns. */
    public double preempted() {
        return preempted;
    }

    /** From its first event to its last, in all traces; ns. */
    public double seen() {
        return before + (lastSeen - firstSeen);
    }
}
