package dev.shootdown.report;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * One scheme on one scenario with one seed, simulated to the end.
 *
 * @param workload the workload whose shootdowns are measured
 * @param clockHz cycles per second of the simulated machine
 * @param latency latencies of shootdowns in cycles; not to be changed any more
 * @param operations calls that change mappings, finished after the warm-up, with or without a shootdown
 * @param events events simulated
 * @param simulatedS seconds simulated after the warm-up
 * @param wallS seconds it took
 * @param coRunnerInterruptions how often the scheme interrupted a pCPU that ran another VM
 * @param exits exits of all VMs by reason
 * @param counters whatever else was counted, by a name in snake_case
 * @param inputs what it was of
 */
public record RunResult(
        String scheme,
        String scenario,
        String workload,
        long seed,
        double clockHz,
        Histogram latency,
        long operations,
        long events,
        double simulatedS,
        double wallS,
        long coRunnerInterruptions,
        List<ExitRow> exits,
        SortedMap<String, Long> counters,
        Inputs inputs) {
    public RunResult {
        exits = List.copyOf(exits);
        counters = Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, Long>) counters));
    }

    /** The same result, as if it had taken so long to come by. */
    RunResult afterSeconds(double seconds) {
        return new RunResult(
                scheme,
                scenario,
                workload,
                seed,
                clockHz,
                latency,
                operations,
                events,
                simulatedS,
                seconds,
                coRunnerInterruptions,
                exits,
                counters,
                inputs);
    }

    public Latency latencyCycles() {
        return Latency.of(latency);
    }
}
