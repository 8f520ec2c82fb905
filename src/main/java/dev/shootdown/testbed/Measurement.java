package dev.shootdown.testbed;

import org.HdrHistogram.Histogram;

/** What is counted during a run; recording allocates nothing. */
final class Measurement {
    /** About an hour at 4 GHz. */
    private static final long LONGEST = 1L << 44;

    final Histogram latency = new Histogram(LONGEST, 3);
    final ExitStatistics exits = new ExitStatistics();
    long operations;
    long shootdowns;
    /** The longest latency, to the cycle; the histogram keeps three digits. */
    long longest;

    long coRunnerInterruptions;
    long coRunnerCycles;

    void shootdown(long cycles) {
        latency.recordValue(cycles);
        shootdowns++;
        longest = Math.max(longest, cycles);
    }

    /** Forgets everything: the warm-up is over. */
    void clear() {
        latency.reset();
        exits.clear();
        operations = 0;
        shootdowns = 0;
        longest = 0;
        coRunnerInterruptions = 0;
        coRunnerCycles = 0;
    }
}
