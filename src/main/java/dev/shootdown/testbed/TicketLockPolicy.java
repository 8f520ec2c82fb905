package dev.shootdown.testbed;

import dev.shootdown.machine.lock.Lock;
import dev.shootdown.machine.lock.TicketLock;
import java.util.Set;

/** {@code ticket}: first come, first served, however long that takes (arch_spin_lock of Linux 3.x on x86). */
final class TicketLockPolicy implements LockPolicy {
    @Override
    public Lock lock(int vcpus) {
        return new TicketLock(vcpus, Set.of());
    }

    @Override
    public long patience(int ahead) {
        return FOR_EVER;
    }

    @Override
    public boolean halts() {
        return false;
    }
}
