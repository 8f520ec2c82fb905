package dev.shootdown.testbed.scheduler.policy;

/**
 * Demand-based coordinated scheduling (Kim, Kim, Jeong, Lee, Maeng, ASPLOS'13): the IPIs between vCPUs say who must run at
 * the same time. A vCPU that gets one for a TLB shootdown, or to reschedule, and has no pCPU becomes urgent: it is picked
 * next and keeps the pCPU for a short slice. Siblings keep to different run queues, unless the other queues are longer
 * (load-conscious balance scheduling).
 */
public final class DemandScheduling extends Policy {
    private final long urgentSlice;

    public DemandScheduling(CoschedulingTuning tuning) {
        urgentSlice = tuning.urgentSlice();
    }

    @Override
    public Apart siblings() {
        return Apart.UNLESS_CROWDED;
    }

    @Override
    public void interrupted(int t, long now) {
        cfs().boost(t, urgentSlice, now);
    }
}
