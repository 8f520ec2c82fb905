package dev.shootdown.testbed;

import dev.shootdown.testbed.profile.IdlePolicy;

/** Which idle state each pCPU rests in: predicted from the average of its last stays. */
final class IdleGovernor {
    private final IdlePolicy policy;
    private final long[] stays;
    private final long[] sum;
    private final int[] at;
    private final int[] picked;
    private final long[] since;

    IdleGovernor(IdlePolicy policy, int pcpus) {
        this.policy = policy;
        stays = new long[pcpus * policy.history()];
        sum = new long[pcpus];
        at = new int[pcpus];
        picked = new int[pcpus];
        since = new long[pcpus];
    }

    void enter(int p, long now) {
        since[p] = now;
        picked[p] = policy.pick(sum[p] / policy.history());
    }

    /** p is woken up: the cycles until its first instruction. */
    long leave(int p, long now) {
        int slot = p * policy.history() + at[p];
        at[p] = (at[p] + 1) % policy.history();
        sum[p] += now - since[p] - stays[slot];
        stays[slot] = now - since[p];
        return policy.states().get(picked[p]).exitLatency();
    }

    /** Whether the state that p has just left takes the TLB's contents with it. */
    boolean lostTlb(int p) {
        return policy.states().get(picked[p]).losesTlb();
    }
}
