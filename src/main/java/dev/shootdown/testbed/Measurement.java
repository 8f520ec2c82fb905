package dev.shootdown.testbed;

import org.HdrHistogram.Histogram;

/** What is counted during a run; recording allocates nothing. */
final class Measurement {
    /** About an hour at 4 GHz. */
    private static final long LONGEST = 1L << 44;

    final Histogram latency = new Histogram(LONGEST, 3);
    final ExitStatistics exits = new ExitStatistics();
    long operations;
    /** Of the first VM, on pages that stay. */
    long pageFaults;

    long shootdowns;
    /** The longest latency, to the cycle; the histogram keeps three digits. */
    long longest;

    /** Spinlocks of the first VM: how often one was taken, how often after waiting, and how long that took in all. */
    long locks;

    long contendedLocks;
    long lockWaiting;
    long longestLockWait;
    /** Yields to another vCPU after a loop of pauses. */
    long directedYields;

    long coRunnerInterruptions;
    long coRunnerCycles;

    void shootdown(long cycles) {
        latency.recordValue(cycles);
        shootdowns++;
        longest = Math.max(longest, cycles);
    }

    /** A spinlock was asked for in vain at first. */
    void contended(int vm) {
        contendedLocks += vm == 0 ? 1 : 0;
    }

    /** A spinlock was taken, so many cycles after it was asked for. */
    void lock(int vm, long waited) {
        if (vm == 0) {
            locks++;
            lockWaiting += waited;
            longestLockWait = Math.max(longestLockWait, waited);
        }
    }

    /** Forgets everything: the warm-up is over. */
    void clear() {
        latency.reset();
        exits.clear();
        operations = 0;
        pageFaults = 0;
        shootdowns = 0;
        longest = 0;
        locks = 0;
        contendedLocks = 0;
        lockWaiting = 0;
        longestLockWait = 0;
        directedYields = 0;
        coRunnerInterruptions = 0;
        coRunnerCycles = 0;
    }
}
