package dev.shootdown.explore;

import com.sun.management.ThreadMXBean;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.Scope;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Prints how fast the explorer is, as ratios of what is measured in one run: schedules of 100 steps, every invariant checked
 * after each, against TLC's simulation of the same scheme and scope, and against a random schedule with no machine in it;
 * distinct states of a breadth-first search, parents kept, against TLC's. One core each, CPU time, so that other work on
 * the machine counts little. TLC is a process of its own: what it takes to start and to warm up is subtracted, as the
 * difference between a long run and a short one. With the argument {@code ours}, without TLC: a minute.
 */
public final class ExploreRatios {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int STEPS = 100;
    private static final int SHORT_RUN = 500;
    private static final int LONG_RUN = 2_500;
    private static final Set<Feature> FEATURES = EnumSet.of(Feature.CONCURRENT, Feature.MIGRATE);

    private static final List<String> SCHEMES = List.of("baseline", "kvm_tlb", "shoot4u");

    /** vCPUs, pCPUs, pages, frames. */
    private static final int[][] SIZES = {{2, 2, 1, 1}, {4, 4, 2, 4}};

    private static long sink;

    private ExploreRatios() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.out.println("100-step random schedules, per second and core");
        if (List.of(arguments).contains("ours")) {
            ours();
            return;
        }
        System.out.println("scheme       scope         ours       TLC  ours/TLC  no machine  ours/no machine");
        for (String name : SCHEMES) {
            Scheme scheme = Schemes.named(name);
            for (int[] size : SIZES) {
                Scope scope = scope(size);
                double ours = schedules(scheme, scope);
                double tlc = tlcSchedules(scheme, scope);
                double bare = bareSchedules(new Machine(scheme, scope, Set.of()).state.size());
                System.out.printf(
                        "%-12s %s %,11.0f %,9.0f %9.1f %,11.0f %16.3f%n",
                        name, text(size), ours, tlc, ours / tlc, bare, ours / bare);
            }
        }
        System.out.println();
        System.out.println("distinct states breadth-first, per second and core");
        System.out.println("scheme            states       ours       TLC  ours/TLC");
        for (String name : List.of("kvm_tlb", "pv_tlb_flush")) {
            Scheme scheme = Schemes.named(name);
            Scope scope = Scope.small(2, 2, 1, 1, 1, 0, FEATURES);
            Exhaustive.search(new Machine(scheme, scope, Set.of()), Integer.MAX_VALUE);
            long start = THREADS.getCurrentThreadCpuTime();
            int states = Exhaustive.search(new Machine(scheme, scope, Set.of()), Integer.MAX_VALUE)
                    .states();
            double ours = states * 1e9 / (THREADS.getCurrentThreadCpuTime() - start);
            double idle = tlc(scheme, scope, "-simulate", "num=1", "-depth", "2");
            double tlc = states / (tlc(scheme, scope) - idle);
            System.out.printf("%-12s %,11d %,10.0f %,9.0f %9.1f%n", name, states, ours, tlc, ours / tlc);
        }
    }

    private static void ours() {
        System.out.println("scheme       scope         ours  no machine  ours/no machine");
        for (String name : SCHEMES) {
            for (int[] size : SIZES) {
                Scope scope = scope(size);
                double ours = schedules(Schemes.named(name), scope);
                double bare = bareSchedules(new Machine(Schemes.named(name), scope, Set.of()).state.size());
                System.out.printf("%-12s %s %,11.0f %,11.0f %16.3f%n", name, text(size), ours, bare, ours / bare);
            }
        }
    }

    private static Scope scope(int[] size) {
        return Scope.small(size[0], size[1], 1, size[2], size[3], 0, FEATURES);
    }

    private static String text(int[] size) {
        return Arrays.stream(size).mapToObj(Integer::toString).collect(Collectors.joining("x"));
    }

    /** The explorer's random walk, warm. */
    private static double schedules(Scheme scheme, Scope scope) {
        ScheduleRunner runner = new ScheduleRunner(new Machine(scheme, scope, Set.of()));
        RandomWalk walk = new RandomWalk();
        Tape tape = new Tape();
        double best = 0;
        for (int round = 0; round < 6; round++) {
            long start = THREADS.getCurrentThreadCpuTime();
            for (int k = 0; k < 5_000; k++) {
                walk.begin(runner.machine(), Dice.of(round, k), STEPS);
                tape.clear();
                if (runner.run(walk, STEPS, tape, (machine, step) -> {}) != null || runner.size() != STEPS) {
                    throw new IllegalStateException("a schedule ended early");
                }
            }
            best = Math.max(best, 5_000 * 1e9 / (THREADS.getCurrentThreadCpuTime() - start));
        }
        return best;
    }

    /** As many choices among a dozen, each written into a state of that size, which is restored for every schedule. */
    private static double bareSchedules(int words) {
        int[] first = new int[words];
        int[] state = new int[words];
        Tape tape = new Tape();
        double best = 0;
        for (int round = 0; round < 6; round++) {
            long start = THREADS.getCurrentThreadCpuTime();
            for (int k = 0; k < 100_000; k++) {
                Dice dice = Dice.of(round, k);
                System.arraycopy(first, 0, state, 0, words);
                tape.clear();
                for (int step = 0; step < STEPS; step++) {
                    int choice = dice.below(12);
                    tape.add(choice);
                    state[(state[choice] + 7 * choice & Integer.MAX_VALUE) % words] = step;
                }
                sink += state[words - 1];
            }
            best = Math.max(best, 100_000 * 1e9 / (THREADS.getCurrentThreadCpuTime() - start));
        }
        return sink == 42 ? 0 : best;
    }

    private static double tlcSchedules(Scheme scheme, Scope scope) throws IOException, InterruptedException {
        String depth = Integer.toString(STEPS);
        double some = tlc(scheme, scope, "-simulate", "num=" + SHORT_RUN, "-depth", depth);
        double more = tlc(scheme, scope, "-simulate", "num=" + LONG_RUN, "-depth", depth);
        return (LONG_RUN - SHORT_RUN) / (more - some);
    }

    /** CPU seconds of a TLC process. */
    private static double tlc(Scheme scheme, Scope scope, String... options) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("shootdown-ratios").toAbsolutePath();
        Path spec = Path.of("spec").toAbsolutePath();
        Path config = folder.resolve(scheme.module() + ".cfg");
        Files.writeString(config, config(scope));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-DTLA-Library=" + spec,
                "-cp",
                absoluteClassPath(),
                "tlc2.TLC",
                "-workers",
                "1",
                "-seed",
                "1",
                "-metadir",
                folder.resolve("states").toString(),
                "-config",
                config.toString()));
        command.addAll(List.of(options));
        command.add(scheme.module());
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command)
                .directory(spec.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        double seconds = 0;
        while (process.isAlive()) {
            seconds = process.info()
                    .totalCpuDuration()
                    .map(d -> d.toNanos() / 1e9)
                    .orElse(seconds);
            Thread.sleep(5);
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException("TLC ended with " + process.exitValue() + ": " + Files.readString(log));
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
        return seconds;
    }

    private static String absoluteClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(place -> Path.of(place).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String config(Scope scope) {
        return String.join(
                "\n",
                "INIT Init",
                "NEXT Next",
                "CHECK_DEADLOCK FALSE",
                "INVARIANTS TypeOK NoStaleTranslation NoUseAfterFree NoFreedTableWalk DeferredFlushBeforeEntry",
                "CONSTANTS",
                "Vcpu = " + set("v", scope.vcpus()),
                "Pcpu = " + set("p", scope.pcpus()),
                "Space = " + set("m", scope.spaces()),
                "Page = " + set("g", scope.pages()),
                "Frame = " + set("f", scope.frames()),
                "Table = {}",
                "NoPcpu = NoPcpu",
                "NoVcpu = NoVcpu",
                "NoEntry = NoEntry",
                "NoTable = NoTable",
                "Kernel = Kernel",
                "FirstSpace = m1",
                "FullRanges = {}",
                "Features = "
                        + scope.features().stream()
                                .map(feature -> '"' + feature.label() + '"')
                                .collect(Collectors.joining(", ", "{", "}")),
                "Bugs = {}",
                "");
    }

    private static String set(String letter, int n) {
        return IntStream.rangeClosed(1, n).mapToObj(k -> letter + k).collect(Collectors.joining(", ", "{", "}"));
    }
}
