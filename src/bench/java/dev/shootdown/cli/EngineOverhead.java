package dev.shootdown.cli;

import com.sun.management.OperatingSystemMXBean;
import dev.shootdown.engine.Engine;
import dev.shootdown.engine.EngineProvider;
import dev.shootdown.engine.Threads;
import dev.shootdown.explore.Campaign;
import dev.shootdown.explore.Fuzzer;
import dev.shootdown.explore.Segments;
import dev.shootdown.machine.Schemes;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The same segments of a campaign by two threads and by Spark, in turn: what Spark costs. Wall-clock time, and CPU time of this
 * process, which tells more on a machine that others use, as long as the executors are in it ({@code local[2]}).
 *
 * <pre>EngineOverhead MASTER SEGMENTS ROUNDS</pre>
 */
public final class EngineOverhead {
    private static final int SCHEDULES = 16_384;
    private static final int WARMING_SEGMENTS = 16;

    private EngineOverhead() {}

    public static void main(String[] args) throws Exception {
        int segments = Integer.parseInt(args[1]);
        System.out.printf("%-12s %9s %9s%n", "engine", "wall s", "CPU s");
        measure("warming up", () -> new Threads(2), Math.min(segments, WARMING_SEGMENTS));
        for (int round = 0; round < Integer.parseInt(args[2]); round++) {
            measure("threads", () -> new Threads(2), segments);
            measure(args[0], () -> spark(args[0]), segments);
        }
    }

    private static Engine spark(String master) {
        return ServiceLoader.load(EngineProvider.class).iterator().next().open(master);
    }

    private static void measure(String name, Supplier<Engine> engine, int segments) throws Exception {
        Campaign campaign = new Campaign(
                Schemes.named("shoot4u"),
                Set.of(),
                "portfolio",
                1,
                (long) segments * SCHEDULES,
                Long.MAX_VALUE,
                2,
                Campaign.STEPS);
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        Path folder = Files.createTempDirectory("engine-overhead");
        long cpu = system.getProcessCpuTime();
        long wall = System.nanoTime();
        CampaignUnits units = new CampaignUnits(campaign, Segments.ALL, folder);
        try (Engine opened = engine.get()) {
            units.complete(opened, new CampaignUnits.Watcher() {
                @Override
                public void at(int done, double perSecond, long failing) {}

                @Override
                public void found(Fuzzer.Failure failure) {}
            });
        }
        units.forget();
        System.out.printf(
                "%-12s %9.2f %9.2f%n",
                name, (System.nanoTime() - wall) / 1e9, (system.getProcessCpuTime() - cpu) / 1e9);
        Files.delete(folder);
    }
}
