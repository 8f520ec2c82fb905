package dev.shootdown.testbed.scheduler;

/**
 * The knobs of CFS, all in cycles of the host.
 *
 * @param latency every runnable thread of a pCPU runs once in this time (sysctl_sched_latency, already scaled)
 * @param minGranularity no slice is shorter (sysctl_sched_min_granularity, already scaled)
 * @param wakeupGranularity a woken thread preempts only when it is behind by more (sysctl_sched_wakeup_granularity)
 * @param sleeperCredit a woken thread is put behind the others by at most so much (half the latency with
 *     GENTLE_FAIR_SLEEPERS)
 * @param migrationCost a thread that ran this recently is cache-hot; a pCPU idles at least this long before it is worth
 *     its while to pull work (sysctl_sched_migration_cost)
 * @param tick the period of the timer tick (1/HZ)
 * @param idleBalance the time between two attempts of an idle pCPU to pull, per domain (sched_domain.balance_interval)
 * @param busyBalance the same of a busy pCPU
 * @param newIdleBalance whether a pCPU tries to pull when it runs dry (SD_BALANCE_NEWIDLE)
 * @param wakeToIdle whether a waking thread looks for an idle pCPU near by (select_idle_sibling)
 */
public record CfsParameters(
        long latency,
        long minGranularity,
        long wakeupGranularity,
        long sleeperCredit,
        long migrationCost,
        long tick,
        long idleBalance,
        long busyBalance,
        boolean newIdleBalance,
        boolean wakeToIdle) {
    public CfsParameters {
        if (latency < 1 || minGranularity < 1 || wakeupGranularity < 0 || migrationCost < 0 || tick < 1) {
            throw new IllegalArgumentException("scheduler parameters must be positive");
        }
    }

    /**
     * The kernel's defaults on a host: 6 ms, 0.75 ms and 1 ms, times 1 + log2(min(pCPUs, 8)), and 0.5 ms migration cost
     * (Linux 3.16 kernel/sched/fair.c: sysctl_sched_latency and its neighbours, update_sysctl, get_update_sysctl_factor).
     *
     * @param pcpus how many pCPUs are online
     * @param cyclesPerMicrosecond the host's clock
     * @param hertz the kernel's tick rate, CONFIG_HZ
     */
    public static CfsParameters kernelDefaults(int pcpus, long cyclesPerMicrosecond, int hertz) {
        int factor = 1 + (31 - Integer.numberOfLeadingZeros(Math.min(pcpus, 8)));
        long latency = 6_000L * factor * cyclesPerMicrosecond;
        return new CfsParameters(
                latency,
                750L * factor * cyclesPerMicrosecond,
                1_000L * factor * cyclesPerMicrosecond,
                latency / 2,
                500L * cyclesPerMicrosecond,
                1_000_000L * cyclesPerMicrosecond / hertz,
                4_000L * cyclesPerMicrosecond,
                128_000L * cyclesPerMicrosecond,
                true,
                true);
    }

    /** How many threads fit into one latency before slices would fall below the minimum granularity (sched_nr_latency). */
    int threadsInLatency() {
        return (int) ((latency + minGranularity - 1) / minGranularity);
    }

    /** The slice of each of n equal threads, in cycles (sched_slice, __sched_period). */
    long slice(int n) {
        return n > threadsInLatency() ? minGranularity : latency / Math.max(1, n);
    }
}
