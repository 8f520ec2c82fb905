package dev.shootdown.testbed;

import dev.shootdown.machine.lock.Lock;
import dev.shootdown.machine.lock.TicketLock;
import dev.shootdown.testbed.profile.SpinCosts;
import java.util.Set;

/**
 * {@code pvlock}: the paravirtual ticket lock of Linux 3.12 to 4.1 (kvm_lock_spinning, kvm_unlock_kick): a waiter spins for
 * SPIN_THRESHOLD turns and then halts; who gives the lock up to a halted waiter wakes its vCPU by a hypercall. A ticket lock
 * in every step: a halted waiter is one that does not run.
 */
final class ParavirtualLockPolicy implements LockPolicy {
    private final long threshold;

    ParavirtualLockPolicy(SpinCosts costs) {
        threshold = costs.pvThreshold() * costs.pause();
    }

    @Override
    public Lock lock(int vcpus) {
        return new TicketLock(vcpus, Set.of());
    }

    @Override
    public long patience(int ahead) {
        return threshold;
    }

    @Override
    public boolean halts() {
        return true;
    }
}
