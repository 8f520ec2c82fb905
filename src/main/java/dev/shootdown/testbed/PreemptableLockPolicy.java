package dev.shootdown.testbed;

import dev.shootdown.machine.lock.Lock;
import dev.shootdown.machine.lock.PreemptableTicketLock;
import dev.shootdown.testbed.profile.SpinCosts;
import java.util.Set;

/**
 * {@code pmt} and {@code pmt-v1}: a waiter of the preemptable ticket spinlock (Ouyang and Lange, VEE'13) times out after a
 * number of turns of its loop that grows with its distance from the head, as it was when it drew its ticket, and then tries to
 * get ahead of those before it. Version 1 of the published patches waits for 2<sup>14</sup> turns times the distance, version
 * 3 for the distance shifted left by 8.
 */
final class PreemptableLockPolicy implements LockPolicy {
    private static final int V1_SHIFT = 14;
    private static final int V3_SHIFT = 8;

    private final int shift;
    private final long turn;

    private PreemptableLockPolicy(int shift, long turn) {
        this.shift = shift;
        this.turn = turn;
    }

    static PreemptableLockPolicy v1(SpinCosts costs) {
        return new PreemptableLockPolicy(V1_SHIFT, costs.pause());
    }

    static PreemptableLockPolicy v3(SpinCosts costs) {
        return new PreemptableLockPolicy(V3_SHIFT, costs.pause());
    }

    @Override
    public Lock lock(int vcpus) {
        return new PreemptableTicketLock(vcpus, Set.of());
    }

    @Override
    public long patience(int ahead) {
        return ((long) ahead << shift) * turn;
    }

    @Override
    public boolean halts() {
        return false;
    }
}
