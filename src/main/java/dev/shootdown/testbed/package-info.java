/**
 * The testbed: what shootdowns cost. It runs the machine's own steps and decides, by policies, which enabled step comes
 * next and when: an event queue in cycles, a cost model from a machine profile, a host scheduler, TLBs of real size and
 * workloads.
 *
 * <p>May depend on {@code dev.shootdown.trace} and {@code dev.shootdown.machine}, never on reports or commands. There is
 * no wall clock here and no randomness but the seeded generator: the same inputs and seed give the same
 * results on every JDK.
 */
package dev.shootdown.testbed;
