package dev.shootdown.testbed.profile;

/**
 * The settings of the host's fair scheduler; times in cycles.
 *
 * @param latency in which every runnable thread of a pCPU runs once
 * @param minGranularity the shortest slice
 * @param wakeupGranularity by how much a woken thread must be behind to preempt
 * @param sleeperCredit how far behind the others a woken thread is put at most
 * @param tickPeriod time between two checks of the running slice
 * @param balancePeriod time between two attempts of an idle pCPU to pull a waiting thread
 * @param busyBalancePeriod the same for a busy pCPU
 * @param cacheHot a thread that ran less long ago than this is not pulled by periodic balancing
 * @param newIdleBalance whether a pCPU tries to pull a waiting thread when it runs out of its own
 * @param wakeToIdle whether a woken thread whose last pCPU is busy is put on an idle one, if there is one
 */
public record SchedulerTuning(
        long latency,
        long minGranularity,
        long wakeupGranularity,
        long sleeperCredit,
        long tickPeriod,
        long balancePeriod,
        long busyBalancePeriod,
        long cacheHot,
        boolean newIdleBalance,
        boolean wakeToIdle) {
    static SchedulerTuning read(Section section) {
        SchedulerTuning tuning = new SchedulerTuning(
                section.cycles("latency", 1),
                section.cycles("min_granularity", 1),
                section.cycles("wakeup_granularity"),
                section.cycles("sleeper_credit"),
                section.cycles("tick_rate", 1),
                section.cycles("balance_period", 1),
                section.cycles("busy_balance_period", 1),
                section.cycles("cache_hot"),
                section.flag("new_idle_balance"),
                section.flag("wake_to_idle"));
        if (tuning.minGranularity > tuning.latency) {
            throw section.bad("min_granularity", "is longer than the latency (a part of it is expected)");
        }
        section.done();
        return tuning;
    }

    /** The slice of one of {@code runnable} threads of the same weight on one pCPU. */
    public long slice(int runnable) {
        return Math.max(latency / runnable, minGranularity);
    }
}
