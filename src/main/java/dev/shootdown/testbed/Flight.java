package dev.shootdown.testbed;

import java.util.List;

/**
 * What every vCPU and pCPU did around one shootdown.
 *
 * @param initiator the vCPU that flushed
 * @param start when its flush_tlb_others began, cycles
 * @param end when that returned
 * @param from when the picture begins
 * @param vcpus vCPUs per VM
 * @param pcpus how many pCPUs there are
 * @param spans what vCPUs did, by ascending end
 * @param signals IPIs from their sending to where they were taken
 */
public record Flight(
        int initiator,
        long start,
        long end,
        long from,
        List<Integer> vcpus,
        int pcpus,
        List<Span> spans,
        List<Signal> signals) {
    public Flight {
        vcpus = List.copyOf(vcpus);
        spans = List.copyOf(spans);
        signals = List.copyOf(signals);
    }

    /** What a vCPU does, as far as a shootdown cares. */
    public enum Doing {
        WAITS_FOR_PCPU("waits for a pCPU"),
        HALTED("halted"),
        IN_VMM("in the VMM"),
        IN_GUEST("in the guest"),
        IN_FLUSH_HANDLER("handles a flush"),
        WAITS_FOR_FLUSH("waits for its flush"),
        IN_FLUSH_HYPERCALL("in the flush hypercall");

        private final String words;

        Doing(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /**
     * A vCPU did one thing for a while.
     *
     * @param pcpu where, or -1
     */
    public record Span(int vcpu, int pcpu, Doing doing, long start, long end) {}

    /**
     * An IPI.
     *
     * @param target the vCPU, or with {@code toPcpu} the pCPU, that took it
     */
    public record Signal(int sender, int target, boolean toPcpu, long sent, long taken) {}
}
