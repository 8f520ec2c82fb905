/**
 * The host's scheduler as a pure data structure: host threads (vCPU threads and background work), pCPUs, and who runs
 * where. It knows neither the machine nor the event queue; the caller tells it what happened and asks what follows.
 *
 * <p>Depends on the JDK only. All times are in cycles.
 */
package dev.shootdown.testbed.scheduler;
