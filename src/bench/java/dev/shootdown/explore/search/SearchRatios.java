package dev.shootdown.explore.search;

import dev.shootdown.engine.Threads;
import dev.shootdown.explore.Exhaustive;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Scope;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Prints how fast the search in files is beside the one in memory, in one run: distinct states a second of processor time, so
 * that other work on the machine counts little, and by the clock. What a search with two threads gains by the clock shows on
 * an idle machine only.
 */
public final class SearchRatios {
    private static final long AMPLE = 1L << 30;

    private SearchRatios() {}

    /** @param arguments a folder for the files, a scheme, frames, and how often */
    public static void main(String[] arguments) throws java.io.IOException {
        Path folder = Path.of(arguments[0]);
        Scope scope = Scope.small(
                2, 2, 1, 1, Integer.parseInt(arguments[2]), 0, EnumSet.of(Feature.CONCURRENT, Feature.MIGRATE));
        SearchedMachine machine = SearchedMachine.of(arguments[1], List.of(), scope, false);
        for (int k = 0; k < Integer.parseInt(arguments[3]); k++) {
            measure("in memory", () -> Exhaustive.search(machine.machine(), Integer.MAX_VALUE)
                    .states());
            for (int threads = 1; threads <= 2; threads++) {
                for (long memory : new long[] {AMPLE, 0}) {
                    Path data = Files.createTempDirectory(folder, "search");
                    int width = threads;
                    measure("files, threads " + threads + (memory == 0 ? ", visited read" : ", visited kept"), () -> {
                        Search search = new Search(machine, "bench", data, Search.PARTITIONS, memory);
                        long states = search.run(Long.MAX_VALUE, new Threads(width), standing -> {})
                                .states();
                        search.delete();
                        return states;
                    });
                    Files.deleteIfExists(data);
                }
            }
        }
    }

    private static void measure(String what, LongSupplier search) {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long clock = System.nanoTime();
        long states = search.getAsLong();
        double cpuS = (system.getProcessCpuTime() - cpu) / 1e9;
        double clockS = (System.nanoTime() - clock) / 1e9;
        System.out.printf(
                "%-32s %,12d states %,10.0f/s of processor time %,10.0f/s by the clock%n",
                what, states, states / cpuS, states / clockS);
    }
}
