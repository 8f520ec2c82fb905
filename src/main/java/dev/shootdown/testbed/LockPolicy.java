package dev.shootdown.testbed;

import dev.shootdown.machine.lock.Lock;
import dev.shootdown.testbed.profile.SpinCosts;

/** When a waiter of a guest's spinlock does something else than spin: the choice that the lock's specification leaves open. */
interface LockPolicy {
    /** It spins for ever. */
    long FOR_EVER = Long.MAX_VALUE;

    /** A lock of this kind that nobody wants yet, with its steps. */
    Lock lock(int vcpus);

    /**
     * How long a waiter spins until it does something else.
     *
     * @param ahead how many tickets are before its own, the owner's included
     * @return cycles of running, or {@link #FOR_EVER}
     */
    long patience(int ahead);

    /** Whether it then halts until its turn has come; else it takes the step TimeOut. */
    boolean halts();

    /** The lock that a system names, and the ticket lock if it names none. */
    static LockPolicy of(SystemName system, SpinCosts costs) {
        if (system.has(Addition.PMT)) {
            return PreemptableLockPolicy.v3(costs);
        } else if (system.has(Addition.PMT_V1)) {
            return PreemptableLockPolicy.v1(costs);
        }
        return system.has(Addition.PVLOCK) ? new ParavirtualLockPolicy(costs) : new TicketLockPolicy();
    }
}
