package dev.shootdown.testbed;

/**
 * The numbers of the event sources. Of events at the same time the lower number comes first: what a pCPU is at ends before
 * an interrupt arrives there.
 */
final class Sources {
    /** What a pCPU is doing is done: source p. */
    final int interrupts;
    /** The tick that ends a slice on a pCPU. */
    final int ticks;
    /** A guest thread has slept long enough. */
    final int sleeps;
    /** A piece of the host's background work on a pCPU comes up. */
    final int background;
    /** The tick at which pCPUs look for work to take over. */
    final int balance;
    /** A policy of the host's scheduler has something to do. */
    final int policy;

    Sources(int pcpus, int threads, int works) {
        interrupts = pcpus;
        ticks = 2 * pcpus;
        sleeps = 3 * pcpus;
        background = sleeps + threads;
        balance = background + works * pcpus;
        policy = balance + 1;
    }

    int count() {
        return policy + 1;
    }
}
