package dev.shootdown.testbed.scheduler.policy;

/**
 * Relaxed co-scheduling as in VMware ESX 4.1 ("VMware vSphere: The CPU Scheduler in VMware ESX 4.1", white paper, 2010): each
 * vCPU has a progress of its own, and only those too far ahead of their slowest sibling are stopped, until that has caught
 * up. A vCPU with nothing to do makes progress like its slowest sibling: it neither leads nor holds anybody back.
 *
 * <p>The pCPUs of stopped leaders are free for the laggards, which the balancing of the scheduler moves there.
 */
public final class RelaxedCoscheduling extends Policy {
    private final Vms vms;
    private final CoschedulingTuning tuning;
    private final long[] ranBefore;
    /** How far each vCPU is ahead of its slowest sibling, in cycles. */
    private final long[] lead;

    private long nextCheck;

    public RelaxedCoscheduling(Vms vms, CoschedulingTuning tuning) {
        this.vms = vms;
        this.tuning = tuning;
        ranBefore = new long[vms.vcpus()];
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
                }
            }
        }
    }

    private void measure(int first, int end, long now) {
        long slowest = Long.MAX_VALUE;
        for (int t = first; t < end; t++) {
            long ran = cfs().ran(t, now);
            lead[t] += ran - ranBefore[t];
            ranBefore[t] = ran;
            if (cfs().isRunnable(t)) {
                slowest = Math.min(slowest, lead[t]);
            }
        }
        for (int t = first; t < end; t++) {
            lead[t] = cfs().isRunnable(t) ? lead[t] - slowest : 0;
        }
    }

    /** Cycles by which t was ahead at the last check. */
    long lead(int t) {
        return lead[t];
    }
}
