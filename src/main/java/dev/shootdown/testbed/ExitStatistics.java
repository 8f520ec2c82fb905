package dev.shootdown.testbed;

/**
 * Exits by reason, in the shape of {@code perf kvm stat}: how many, and the cycles from an exit to the next entry of the
 * same vCPU, being scheduled out in between included.
 */
public final class ExitStatistics {
    private static final int REASONS = ExitReason.values().length;

    private final long[] samples = new long[REASONS];
    private final long[] total = new long[REASONS];
    private final long[] min = new long[REASONS];
    private final long[] max = new long[REASONS];

    void record(int reason, long cycles) {
        min[reason] = samples[reason] == 0 ? cycles : Math.min(min[reason], cycles);
        max[reason] = Math.max(max[reason], cycles);
        samples[reason]++;
        total[reason] += cycles;
    }

    /** Adds what another run counted. */
    public void add(ExitStatistics other) {
        for (int r = 0; r < REASONS; r++) {
            if (other.samples[r] == 0) {
                continue;
            }
            min[r] = samples[r] == 0 ? other.min[r] : Math.min(min[r], other.min[r]);
            max[r] = Math.max(max[r], other.max[r]);
            samples[r] += other.samples[r];
            total[r] += other.total[r];
        }
    }

    void clear() {
        java.util.Arrays.fill(samples, 0);
        java.util.Arrays.fill(total, 0);
        java.util.Arrays.fill(min, 0);
        java.util.Arrays.fill(max, 0);
    }

    public long samples(ExitReason reason) {
        return samples[reason.ordinal()];
    }

    /** Cycles outside of the guest for this reason, over all samples. */
    public long totalCycles(ExitReason reason) {
        return total[reason.ordinal()];
    }

    public long minCycles(ExitReason reason) {
        return min[reason.ordinal()];
    }

    public long maxCycles(ExitReason reason) {
        return max[reason.ordinal()];
    }
}
