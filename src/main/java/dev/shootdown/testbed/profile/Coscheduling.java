package dev.shootdown.testbed.profile;

/**
 * The settings of policies that know which threads are vCPUs of the same VM; times in cycles.
 *
 * @param skewCheck time between two looks at the skew of siblings
 * @param skewLimit a vCPU this far ahead of its slowest sibling is stopped
 * @param skewResume it goes on when it is no more than this far ahead
 * @param longWait a longer wait for other vCPUs makes a VM one that is co-scheduled for a while
 * @param coscheduledFor how long that is
 * @param urgentSlice how long a vCPU with an urgent interrupt is left alone
 */
public record Coscheduling(
        long skewCheck, long skewLimit, long skewResume, long longWait, long coscheduledFor, long urgentSlice) {
    static Coscheduling read(Section section) {
        Coscheduling read = new Coscheduling(
                section.cycles("skew_check", 1),
                section.cycles("skew_limit", 1),
                section.cycles("skew_resume"),
                section.cycles("long_wait", 1),
                section.cycles("coscheduled_for", 1),
                section.cycles("urgent_slice", 1));
        if (read.skewLimit <= read.skewResume) {
            throw section.bad("skew_resume", "is not below skew_limit (a smaller lead is expected)");
        }
        section.done();
        return read;
    }
}
