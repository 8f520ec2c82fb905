package dev.shootdown.machine.lock;

import static dev.shootdown.machine.lock.LockState.GUEST;
import static dev.shootdown.machine.lock.LockState.HOLDING;
import static dev.shootdown.machine.lock.LockState.IDLE;
import static dev.shootdown.machine.lock.LockState.OUT;
import static dev.shootdown.machine.lock.LockState.RELEASING;
import static dev.shootdown.machine.lock.LockState.SETTING;
import static dev.shootdown.machine.lock.LockState.TRYING;
import static dev.shootdown.machine.lock.LockState.WAITING;

import dev.shootdown.machine.StepKind.Argument;

/** What locks are held to, under the names of the specification. */
public enum LockInvariant {
    /** Every variable is in its set. */
    TYPE_OK("TypeOK") {
        @Override
        String brokenIn(Lock lock) {
            for (int v = 0; v < lock.s.vcpus(); v++) {
                if (lock.s.mode(v) != OUT && lock.s.mode(v) != GUEST) {
                    return "mode of " + vcpu(v) + " is " + lock.s.mode(v);
                }
                if (lock.s.pc(v) < IDLE || lock.s.pc(v) > RELEASING) {
                    return "pc of " + vcpu(v) + " is " + lock.s.pc(v);
                }
            }
            return null;
        }
    },

    /** At most one is between lock and unlock. */
    MUTUAL_EXCLUSION("MutualExclusion") {
        @Override
        String brokenIn(Lock lock) {
            int holder = -1;
            for (int v = 0; v < lock.s.vcpus(); v++) {
                if (has(lock, v)) {
                    if (holder >= 0) {
                        return vcpu(holder) + " and " + vcpu(v) + " have the lock";
                    }
                    holder = v;
                }
            }
            return null;
        }
    },

    /** Every ticket is somebody's who is still to pass the lock on, and of two tickets one is before the other. */
    TICKETS_IN_ORDER("TicketsInOrder") {
        @Override
        String brokenIn(Lock lock) {
            LockState s = lock.s;
            for (int i = 0; i < s.vcpus(); i++) {
                boolean comes = s.pc(i) >= WAITING && s.pc(i) <= HOLDING;
                if (s.has(s.tickets(), i) != comes) {
                    return vcpu(i) + (comes ? " waits without a ticket" : " left a ticket behind");
                }
                for (int j = 0; comes && j < s.vcpus(); j++) {
                    if (!isOrdered(s, i, j)) {
                        return "the tickets of " + vcpu(i) + " and " + vcpu(j) + " are in no order";
                    }
                }
            }
            return null;
        }

        private static boolean isOrdered(LockState s, int i, int j) {
            boolean before = s.has(s.front(i), j);
            if (i == j || !s.has(s.tickets(), j)) {
                return !before;
            }
            if (before == s.has(s.front(j), i)) {
                return false;
            }
            for (int k = 0; before && k < s.vcpus(); k++) {
                if (s.has(s.front(j), k) && !s.has(s.front(i), k)) {
                    return false;
                }
            }
            return true;
        }
    },

    /** Nobody waits for nothing: somebody has the lock or is about to take it, or it is the turn of one who waits. */
    NO_LOST_WAITER("NoLostWaiter") {
        @Override
        String brokenIn(Lock lock) {
            LockState s = lock.s;
            int waiter = -1;
            for (int v = 0; v < s.vcpus(); v++) {
                int pc = s.pc(v);
                if (pc == TRYING || pc == SETTING || pc == HOLDING || pc == RELEASING) {
                    return null;
                }
                if (pc == WAITING) {
                    if (lock.isTurn(v)) {
                        return null;
                    }
                    waiter = v;
                }
            }
            return waiter < 0 ? null : vcpu(waiter) + " waits, and it is nobody's turn";
        }
    },

    /** Of the ticket lock: who has the lock has the first ticket. */
    NO_OVERTAKING("NoOvertaking") {
        @Override
        String brokenIn(Lock lock) {
            LockState s = lock.s;
            if (!s.isEmpty(s.passed())) {
                return "somebody was overtaken";
            }
            for (int i = 0; i < s.vcpus(); i++) {
                for (int j = 0; has(lock, i) && j < s.vcpus(); j++) {
                    if (i != j && s.has(s.tickets(), j) && !s.has(s.front(j), i)) {
                        return vcpu(i) + " has the lock before " + vcpu(j);
                    }
                }
            }
            return null;
        }
    },

    /** Of the preemptable ticket lock: HOLD is set as long as somebody has the lock, and no longer. */
    HOLD_IS_OWNED("HoldIsOwned") {
        @Override
        String brokenIn(Lock lock) {
            boolean owned = false;
            for (int v = 0; v < lock.s.vcpus(); v++) {
                owned |= has(lock, v);
            }
            return owned == lock.s.hold() ? null : owned ? "HOLD is clear, the lock is not free" : "HOLD is nobody's";
        }
    },

    /** Of the preemptable ticket lock: who has not timed out waited for its turn. */
    OVERTAKES_AFTER_TIME_OUT("OvertakesAfterTimeOut") {
        @Override
        String brokenIn(Lock lock) {
            LockState s = lock.s;
            for (int i = 0; i < s.vcpus(); i++) {
                if (s.pc(i) == HOLDING && !s.has(s.timedOut(), i) && !lock.isTurn(i)) {
                    return vcpu(i) + " has the lock out of turn and did not time out";
                }
            }
            return null;
        }
    };

    private final String label;

    LockInvariant(String label) {
        this.label = label;
    }

    /** The name in the specification. */
    public String label() {
        return label;
    }

    /** Null when it holds in the lock's state, else one sentence on where it is broken. */
    abstract String brokenIn(Lock lock);

    public boolean holds(Lock lock) {
        return brokenIn(lock) == null;
    }

    /** One sentence on where it is broken, or an empty text when it holds. */
    public String explain(Lock lock) {
        String broken = brokenIn(lock);
        return broken == null ? "" : broken;
    }

    private static boolean has(Lock lock, int v) {
        return lock.s.pc(v) == HOLDING || lock.s.pc(v) == RELEASING;
    }

    private static String vcpu(int v) {
        return Argument.VCPU.show(v);
    }
}
