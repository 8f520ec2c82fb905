package dev.shootdown.testbed;

/**
 * Where the first VM's time went during the measured part.
 *
 * @param cycles cycles of all its vCPUs by {@link TimeUse}
 * @param runCycles from the start of its first vCPU to the end of its last thread; 0 if its threads have not ended
 * @param locks spinlocks taken
 * @param contendedLocks how many of them only after waiting
 * @param lockWaiting cycles from asking for a lock to having it, being scheduled out included, over all of them
 * @param longestLockWait the longest of these
 * @param pageFaults minor page faults on pages that no operation gives back
 * @param directedYields yields to another vCPU after a loop of pauses
 */
public record GuestTime(
        long[] cycles,
        long runCycles,
        long locks,
        long contendedLocks,
        long lockWaiting,
        long longestLockWait,
        long pageFaults,
        long directedYields) {}
