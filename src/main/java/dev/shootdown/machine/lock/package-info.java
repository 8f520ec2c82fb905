/**
 * Spinlocks of the guest kernel as steps: the ticket lock and the preemptable ticket lock. A machine of their own beside
 * that of the TLB, with a state of its own: {@link dev.shootdown.machine.lock.Lock} has a guard and an effect for each action
 * of {@code spec/Lock.tla} and its two locks, under the same names.
 */
package dev.shootdown.machine.lock;
