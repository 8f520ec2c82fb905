/**
 * Policies of the host's scheduler that know which threads are vCPUs of the same VM: co-scheduling in several strengths,
 * balance scheduling, demand-based scheduling. Each is one class over {@link dev.shootdown.testbed.scheduler.Cfs}: it parks
 * threads, lets them go first, or keeps siblings on different run queues.
 *
 * <p>Depends on the scheduler only; times are in cycles. No policy touches the machine, so that no safety claim depends on one.
 */
package dev.shootdown.testbed.scheduler.policy;
