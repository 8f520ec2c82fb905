package dev.shootdown.testbed.scheduler.policy;

import dev.shootdown.testbed.scheduler.Affinity;
import dev.shootdown.testbed.scheduler.Cfs;

/**
 * What a host's scheduler does beyond treating vCPUs as threads like others. It acts on {@link Cfs} when its time comes, when
 * an interrupt is meant for a vCPU that is out, and when a vCPU has waited for others. After each call pCPUs may need
 * to reschedule, as the caller finds out from {@link Cfs#needsResched}.
 */
public abstract class Policy {
    private Cfs cfs;

    /** Takes charge of a scheduler whose threads are all asleep. */
    public final void control(Cfs scheduler) {
        cfs = scheduler;
    }

    final Cfs cfs() {
        return cfs;
    }

    /** Where threads may run under this policy, given where the scenario lets them. */
    public Affinity[] place(Affinity[] allowed) {
        return allowed;
    }

    /** How far siblings are kept on different run queues. */
    public Apart siblings() {
        return Apart.NO;
    }

    /** Siblings on one run queue: allowed, avoided unless the other queues are much longer, never while avoidable. */
    public enum Apart {
        NO,
        UNLESS_CROWDED,
        YES
    }

    /** When {@link #act} is due, in cycles; {@link Long#MAX_VALUE} for never. */
    public long next() {
        return Long.MAX_VALUE;
    }

    /** Its time has come. */
    public void act(long now) {}

    /** Another vCPU has sent an IPI, for a TLB shootdown or to reschedule, to t, which waits in a run queue. */
    public void interrupted(int t, long now) {}

    /**
     * A vCPU of this VM has waited for other vCPUs in its kernel: for a spinlock, or for a shootdown to return.
     *
     * @param cycles from the begin of the wait to its end by the clock; what the waiter itself spent without a pCPU, or
     *     halted, counts, as it does for a guest that reads its time stamp counter before and after
     */
    public void waited(int vm, long cycles, long now) {}
}
