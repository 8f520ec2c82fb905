package dev.shootdown.testbed;

import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.scheme.KvmTlb;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import java.util.Set;
import org.HdrHistogram.Histogram;

/** The latency table in microseconds over a few seeds, for looking at mechanisms: arguments are {@code key=value} changes. */
public final class TestbedTable {
    private TestbedTable() {}

    public static void main(String[] args) {
        System.out.println(
                "scenario   scheme              n     mean      p50      p99      max |  ops/s  vm1ran  migr/s  coRun/s    cpu_s  Mev  Msteps");
        int seeds = Integer.getInteger("seeds", 2);
        for (String name :
                System.getProperty("scenarios", "paper-1vm,paper-2vm").split(",")) {
            Scenario scenario = Profiles.scenario(name);
            for (String arg : args) {
                String[] pair = arg.split("=");
                scenario = scenario.with(pair[0], Double.parseDouble(pair[1]));
            }
            for (String scheme : System.getProperty("schemes", "baseline,kvm_tlb,kvm_tlb!,shoot4u")
                    .split(",")) {
                row(scenario, scheme, seeds);
            }
        }
    }

    /** Of this thread, so that a busy machine does not count. */
    static long cpuTime() {
        return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void row(Scenario scenario, String label, int seeds) {
        boolean published = label.endsWith("!");
        String scheme = published ? label.substring(0, label.length() - 1) : label;
        Set<String> bugs = published ? Set.of(KvmTlb.CMPXCHG_OLD_VALUE) : Set.of();
        double ran = 0;
        double all = 0;
        Histogram histogram = new Histogram(1L << 44, 3);
        double ops = 0;
        double shoot = 0;
        double migr = 0;
        double co = 0;
        double seconds = 0;
        long events = 0;
        long steps = 0;
        long start = cpuTime();
        ExitStatistics exits = new ExitStatistics();
        for (int seed = 1; seed <= seeds; seed++) {
            Testbed testbed = new Testbed(scenario, Schemes.named(scheme), bugs, seed);
            Result r = testbed.run();
            for (int v = 0; v < scenario.vms().get(0).vcpus(); v++) {
                ran += testbed.ran(v);
            }
            all += testbed.now() * (double) scenario.vms().get(0).vcpus();
            histogram.add(r.latency());
            ops += r.operations();
            shoot += r.shootdowns();
            migr += r.migrations();
            co += r.coRunnerInterruptions();
            seconds += r.simulatedSeconds();
            events += r.events();
            steps += r.steps();
            exits.add(r.exits());
        }
        double us = 1e6 / scenario.machine().clockHz();
        System.out.printf(
                "%-10s %-9s %11d %8.1f %8.1f %8.1f %8.0f | %6.0f %5.1f%% %7.0f %8.0f %8.2f %5.1f %6.1f%n",
                scenario.name(),
                label,
                histogram.getTotalCount(),
                histogram.getMean() * us,
                histogram.getValueAtPercentile(50) * us,
                histogram.getValueAtPercentile(99) * us,
                histogram.getMaxValue() * us,
                ops / seconds,
                100 * ran / all,
                migr / seconds,
                co / seconds,
                (cpuTime() - start) / 1e9,
                events / 1e6,
                steps / 1e6);
        if (Boolean.getBoolean("exits")) {
            for (ExitReason reason : ExitReason.values()) {
                System.out.printf(
                        "    %-20s %10.0f/s  avg %10.1f us%n",
                        reason,
                        exits.samples(reason) / seconds,
                        exits.totalCycles(reason) * us / Math.max(1, exits.samples(reason)));
            }
        }
    }
}
