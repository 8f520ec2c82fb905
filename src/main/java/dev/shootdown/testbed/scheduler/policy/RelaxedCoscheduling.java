package dev.shootdown.testbed.scheduler.policy;

/**
 * Relaxed co-scheduling as in VMware ESX 4.1 ("VMware vSphere: The CPU Scheduler in VMware ESX 4.1", white paper, 2010): each
 * vCPU has a progress of its own, and only those too far ahead of their slowest sibling are stopped, until that has caught
 * up. A vCPU makes progress while it runs and while it has nothing to do, but in the latter case it does not get further ahead
 * than the siblings that run.
 *
 * <p>Laggards that wait are started on idle pCPUs at every check, those of stopped leaders among them.
 */
public final class RelaxedCoscheduling extends Policy {
    private final Vms vms;
    private final CoschedulingTuning tuning;
    private final long[] progressBefore;
    /** How far each vCPU is ahead of its slowest sibling, in cycles. */
    private final long[] lead;

    private long nextCheck;

    public RelaxedCoscheduling(Vms vms, CoschedulingTuning tuning) {
        this.vms = vms;
        this.tuning = tuning;
        progressBefore = new long[vms.vcpus()];
        lead = new long[vms.vcpus()];
        nextCheck = tuning.skewCheck();
    }

    @Override
    public long next() {
        return nextCheck;
    }

    @Override
    public void act(long now) {
        nextCheck = now + tuning.skewCheck();
        for (int vm = 0; vm < vms.count(); vm++) {
            int first = vms.first(vm);
            int end = first + vms.size(vm);
            measure(first, end, now);
            for (int t = first; t < end; t++) {
                if (lead[t] > tuning.skewLimit()) {
                    cfs().park(t, now);
                } else if (lead[t] <= tuning.skewResume()) {
                    cfs().unpark(t, now);
                    cfs().startOnIdle(t, now);
                }
            }
        }
    }

    private void measure(int first, int end, long now) {
        long slowest = Long.MAX_VALUE;
        long fastest = 0;
        for (int t = first; t < end; t++) {
            long progress = cfs().progress(t, now);
            lead[t] += progress - progressBefore[t];
            progressBefore[t] = progress;
            if (cfs().isRunnable(t)) {
                slowest = Math.min(slowest, lead[t]);
                fastest = Math.max(fastest, lead[t]);
            }
        }
        for (int t = first; t < end; t++) {
            boolean runnable = cfs().isRunnable(t);
            lead[t] = runnable ? lead[t] - slowest : Math.max(0, Math.min(lead[t], fastest) - slowest);
        }
    }

    /** Cycles by which t was ahead at the last check. */
    long lead(int t) {
        return lead[t];
    }
}
