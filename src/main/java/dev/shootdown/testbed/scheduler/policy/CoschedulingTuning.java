package dev.shootdown.testbed.scheduler.policy;

/**
 * The knobs of the policies, in cycles.
 *
 * @param slice how long a gang has its pCPUs
 * @param skewCheck time between two looks at the skew of siblings (relaxed co-scheduling)
 * @param skewLimit a vCPU this far ahead of its slowest sibling is stopped
 * @param skewResume it goes on when it is no more than this far ahead
 * @param longWait a wait for other vCPUs that is longer makes a VM one to be co-scheduled (adaptive co-scheduling)
 * @param coscheduledFor how long it then is one
 * @param urgentSlice how long a vCPU that gets an urgent interrupt is left alone (demand-based scheduling)
 */
public record CoschedulingTuning(
        long slice,
        long skewCheck,
        long skewLimit,
        long skewResume,
        long longWait,
        long coscheduledFor,
        long urgentSlice) {
    public CoschedulingTuning {
        if (slice < 1
                || skewCheck < 1
                || skewResume < 0
                || skewLimit <= skewResume
                || longWait < 1
                || urgentSlice < 1) {
            throw new IllegalArgumentException("periods must be positive, and a stopped vCPU resumes below its limit");
        }
    }
}
