package dev.shootdown.report;

import dev.shootdown.testbed.Rng;
import dev.shootdown.testbed.profile.Profiles;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Made-up results for tests. */
final class Samples {
    static final double CLOCK_HZ = 2.5e9;

    private Samples() {}

    /** A run with these latencies in cycles, one second long. */
    static RunResult run(String scheme, String scenario, long seed, long... cycles) {
        Histogram histogram = new Histogram(3);
        for (long value : cycles) {
            histogram.recordValue(value);
        }
        return run(scheme, scenario, seed, histogram);
    }

    private static Inputs inputs(String scenario) {
        return Profiles.SCENARIOS.contains(scenario)
                ? Inputs.of(Profiles.scenario(scenario))
                : new Inputs("made up", 1);
    }

    static RunResult run(String scheme, String scenario, long seed, Histogram histogram) {
        SortedMap<String, Long> counters = new TreeMap<>();
        counters.put("host_ipis", 11 * histogram.getTotalCount());
        List<ExitRow> exits = List.of(
                new ExitRow("MSR_WRITE", 30, 30 * 2500, 2000, 4000), new ExitRow("HLT", 10, 250_000, 2500, 90_000));
        return new RunResult(
                scheme,
                scenario,
                "dedup",
                seed,
                CLOCK_HZ,
                histogram,
                histogram.getTotalCount(),
                12_345,
                1.0,
                0.25,
                7,
                exits,
                counters,
                inputs(scenario));
    }

    /** Latencies spread over several decades, some of them very long: what charts have to show. */
    static Cell wide(String scheme, String scenario, double typicalMicros, double rareMicros, double rareShare) {
        List<RunResult> runs = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            Rng rng = Rng.of(seed).split(scheme.hashCode());
            Histogram histogram = new Histogram(3);
            for (int i = 0; i < 20_000; i++) {
                double micros = rng.nextChance(rareShare)
                        ? rareMicros * rng.nextDouble()
                        : typicalMicros * (0.4 + 0.4 * rng.nextDouble() + 0.4 * rng.nextDouble());
                histogram.recordValue(Math.round(micros * CLOCK_HZ / 1e6));
            }
            runs.add(run(scheme, scenario, seed, histogram));
        }
        return new Cell(runs);
    }

    static List<Cell> paperLike() {
        return List.of(
                wide("baseline", "paper-2vm", 24, 30_000, 0.4),
                wide("kvm_tlb", "paper-2vm", 22, 24_000, 0.25),
                wide("shoot4u", "paper-2vm", 18, 12_000, 0.0005));
    }
}
