package dev.shootdown.testbed;

import org.HdrHistogram.Histogram;

/**
 * What one run measured, the warm-up left out: latencies and operations of the first VM, everything else of all VMs.
 *
 * @param latency of shootdowns in cycles: from the guest's call of flush_tlb_others, after the local flush and only when
 *     another vCPU is in the address space's mask, to its return; waiting and being scheduled out included
 * @param operations munmap, madvise and mprotect calls that returned
 * @param shootdowns flushes that had another vCPU to reach
 * @param events events of the queue that were handled
 * @param steps steps of the machine that were taken
 * @param simulatedCycles length of the measured part, which ends when the first VM has done its work
 * @param simulatedSeconds the same in seconds of the host's clock
 * @param exits VM exits by reason
 * @param coRunnerInterruptions host IPIs of shootdowns that hit a pCPU while it ran another VM
 * @param coRunnerCycles cycles these took from the other VM
 * @param migrations how often a host thread changed pCPUs
 * @param guest the first VM's time and spinlocks
 */
public record Result(
        Histogram latency,
        long operations,
        long shootdowns,
        long events,
        long steps,
        long simulatedCycles,
        double simulatedSeconds,
        ExitStatistics exits,
        long coRunnerInterruptions,
        long coRunnerCycles,
        long migrations,
        GuestTime guest) {}
