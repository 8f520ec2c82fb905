package dev.shootdown.testbed;

/**
 * How long each halted vCPU polls for something to do before it sleeps: none at first, more after a halt that was shorter
 * than the longest poll, none again after a longer one (kvm_vcpu_block, grow_halt_poll_ns and shrink_halt_poll_ns of
 * virt/kvm/kvm_main.c, Linux 5.10, with its defaults: halt_poll_ns_grow 2, halt_poll_ns_shrink 0).
 */
final class HaltPoll {
    private static final int GROW = 2;
    /** halt_poll_ns_grow_start. */
    private static final double GROW_START_SECONDS = 10e-6;

    private final long longest;
    private final long growStart;
    private final long[] window;

    /**
     * vCPUs that do not poll yet.
     *
     * @param longest halt_poll_ns, in cycles; 0 for no polling at all
     */
    HaltPoll(int vcpus, long longest, double clockHz) {
        this.longest = longest;
        growStart = Math.round(GROW_START_SECONDS * clockHz);
        window = new long[vcpus];
    }

    /** Cycles for which v polls at its next halt. */
    long window(int v) {
        return window[v];
    }

    /** v had nothing to do for so many cycles, polling and sleeping. */
    void wasHalted(int v, long cycles) {
        if (cycles <= window[v]) {
            return;
        }
        if (cycles > longest) {
            window[v] = 0;
        } else if (cycles < longest) {
            window[v] = Math.min(longest, Math.max(growStart, GROW * window[v]));
        }
    }
}
