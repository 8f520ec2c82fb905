package dev.shootdown.testbed.profile;

/**
 * How the threads of a guest use the spinlocks of its kernel.
 *
 * @param count how many locks there are that threads meet at
 * @param probability probability that a thread takes one of them, drawn at random, after a burst
 * @param atBarriers whether a thread takes the first of them on its way into a barrier, as a futex takes its bucket's
 * @param hold for how long, in cycles of running
 * @param interruptsOffShare share of these sections that have interrupts off, from before the lock is asked for to after it
 *     is given up (spin_lock_irqsave)
 */
public record LockUse(int count, double probability, boolean atBarriers, Distribution hold, double interruptsOffShare) {
    /** No locks at all. */
    static final LockUse NONE = new LockUse(0, 0, false, new Distribution.Constant(0), 0);

    static LockUse read(Section section) {
        LockUse use = new LockUse(
                section.count("count", 1, 1 << 10),
                section.ratio("probability", 0, 1),
                section.flag("at_barriers"),
                Distributions.cycles(section.section("hold"), 1),
                section.ratio("interrupts_off_share", 0, 1));
        section.done();
        return use;
    }

    public boolean isUsed() {
        return count > 0;
    }
}
