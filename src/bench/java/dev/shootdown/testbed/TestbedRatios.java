package dev.shootdown.testbed;

import com.sun.management.ThreadMXBean;
import dev.shootdown.machine.Schemes;
import dev.shootdown.testbed.profile.MachineProfile;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import dev.shootdown.testbed.profile.VmPlan;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Prints how fast the testbed is, as ratios of what is measured in this one process: against the bare winner tree with an
 * unpredictable eight-way handler, against real time, and large against small. Times are CPU time of this thread, so that
 * other work on the machine does not count. What happens in a testbed is counted as events (of the queue) and as steps (of
 * the machine): an event applies none, one or many. What is compared is measured in turns, and the median of the ratios counts,
 * since what a neighbour on the same core does slows everything by half for seconds.
 *
 * <p>Arguments choose what is measured, for experiments: names of scenarios ({@code many} is large against small), of
 * schemes, {@code touches} or {@code none}.
 */
public final class TestbedRatios {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final String[] SCHEMES = {"baseline", "kvm_tlb", "shoot4u"};
    private static final String[] TOUCHES = {"touches", "none"};
    /** The scenario of many VMs, beside those that have files. */
    private static final String LARGE = "many";

    private static final int HOLDS = 2_000_000;
    /** Events and steps before anything is measured: two seconds or three, in which the compiler is done with the code. */
    private static final long WARM = 50_000_000;
    /** Turns of what is compared. */
    private static final int TURNS = 10;

    private static final Hold BARE = new Hold(64);
    /** Keeps the bare queue's work alive. */
    private static long sink;

    private TestbedRatios() {}

    /** One measured stretch of a testbed. */
    private record Stretch(double seconds, double simulated, long events, long steps, long bytes) {
        double happenings() {
            return events + steps;
        }

        /** Seconds of each. */
        double cost() {
            return seconds / happenings();
        }

        Stretch plus(Stretch more) {
            return new Stretch(
                    seconds + more.seconds,
                    simulated + more.simulated,
                    events + more.events,
                    steps + more.steps,
                    bytes + more.bytes);
        }
    }

    public static void main(String[] args) {
        Set<String> wanted = Set.of(args);
        System.out.printf("bare winner tree, 64 sources, 8-way handler: %.1f M events/s%n%n", warmBare() / 1e6);
        System.out.println(
                "scenario   scheme     touches  events/s   steps/s   both/s  both/bare   x real time   bytes/event");
        List<String> scenarios = chosen(wanted, "paper-1vm", "paper-2vm", LARGE);
        for (String name : scenarios) {
            if (!name.equals(LARGE)) {
                againstBare(name, wanted);
            }
        }
        if (scenarios.contains(LARGE)) {
            System.out.println();
            System.out.println("vCPUs = pCPUs, in VMs of 16      touches     ns per event or step");
            largeAgainstSmall(wanted);
        }
        System.out.printf("%nheap limit %d MB%n", Runtime.getRuntime().maxMemory() >> 20);
    }

    /** Of these names those that are wanted; all of them if none is. */
    private static List<String> chosen(Set<String> wanted, String... names) {
        List<String> found = Stream.of(names).filter(wanted::contains).toList();
        return found.isEmpty() ? List.of(names) : found;
    }

    private static void againstBare(String name, Set<String> wanted) {
        for (String scheme : chosen(wanted, SCHEMES)) {
            for (String touches : chosen(wanted, TOUCHES)) {
                Run run = new Run(withTouches(Profiles.scenario(name), touches), scheme, 20.0 / TURNS);
                Stretch s = new Stretch(0, 0, 0, 0, 0);
                double[] ratios = new double[TURNS];
                for (int turn = 0; turn < TURNS; turn++) {
                    double bare = bareEventsPerSecond();
                    Stretch one = run.measure();
                    ratios[turn] = one.happenings() / one.seconds / bare;
                    s = s.plus(one);
                }
                System.out.printf(
                        "%-10s %-9s %7s %8.1f M %7.1f M %6.1f M %9.2f %13.1f %12.3f%n",
                        name,
                        scheme,
                        touches,
                        s.events / s.seconds / 1e6,
                        s.steps / s.seconds / 1e6,
                        s.happenings() / s.seconds / 1e6,
                        median(ratios),
                        s.simulated / s.seconds,
                        s.bytes / (double) s.events);
            }
        }
    }

    private static void largeAgainstSmall(Set<String> wanted) {
        for (String scheme : chosen(wanted, SCHEMES)) {
            for (String touches : chosen(wanted, TOUCHES)) {
                Run smallRun = new Run(withTouches(many(1), touches), scheme, 20.0 / TURNS);
                Run largeRun = new Run(withTouches(many(64), touches), scheme, 1.0 / TURNS);
                Stretch small = new Stretch(0, 0, 0, 0, 0);
                Stretch large = small;
                double[] ratios = new double[TURNS];
                for (int turn = 0; turn < TURNS; turn++) {
                    Stretch ofSmall = smallRun.measure();
                    Stretch ofLarge = largeRun.measure();
                    ratios[turn] = ofLarge.cost() / ofSmall.cost();
                    small = small.plus(ofSmall);
                    large = large.plus(ofLarge);
                }
                System.out.printf(
                        "%-9s    %7s    16: %6.1f    1024: %6.1f    ratio %4.2f%n",
                        scheme, touches, 1e9 * small.cost(), 1e9 * large.cost(), median(ratios));
            }
        }
    }

    /** Touches of pages are most of the work; without them, what is left is scheduling, exits, interrupts and flushes. */
    private static Scenario withTouches(Scenario scenario, String touches) {
        return touches.equals("touches") ? scenario : scenario.with("dedup.memory.touches_per_burst", 0);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** The best of some rounds. */
    private static double warmBare() {
        double best = 0;
        for (int round = 0; round < 12; round++) {
            best = Math.max(best, bareEventsPerSecond());
        }
        return best;
    }

    private static double bareEventsPerSecond() {
        long start = THREADS.getCurrentThreadCpuTime();
        sink += BARE.winnerTreeWithHandler(HOLDS);
        return HOLDS * 1e9 / (THREADS.getCurrentThreadCpuTime() - start);
    }

    /** A testbed that has run until the code was compiled and the caches were warm. */
    private static final class Run {
        private final Testbed testbed;
        private final double clock;
        private final double simulatedSeconds;

        private Run(Scenario scenario, String scheme, double simulatedSeconds) {
            testbed = new Testbed(scenario, Schemes.named(scheme), Set.of(), 1);
            clock = scenario.machine().clockHz();
            this.simulatedSeconds = simulatedSeconds;
            while (testbed.events() + testbed.steps() < WARM) {
                measure();
            }
        }

        /** Measures the next so many simulated seconds. */
        private Stretch measure() {
            long events = testbed.events();
            long steps = testbed.steps();
            long id = Thread.currentThread().getId();
            long bytes = THREADS.getThreadAllocatedBytes(id);
            long start = THREADS.getCurrentThreadCpuTime();
            testbed.advance(testbed.now() + (long) (clock * simulatedSeconds));
            double seconds = (THREADS.getCurrentThreadCpuTime() - start) / 1e9;
            return new Stretch(
                    seconds,
                    simulatedSeconds,
                    testbed.events() - events,
                    testbed.steps() - steps,
                    THREADS.getThreadAllocatedBytes(id) - bytes);
        }
    }

    /** So many VMs like the paper's, of 16 vCPUs each, on 16 pCPUs of their own. */
    private static Scenario many(int vms) {
        Scenario paper = Profiles.scenario("paper-1vm");
        MachineProfile machine = paper.machine().with("topology.sockets", vms).with("topology.cores_per_socket", 8);
        List<VmPlan> plans = new ArrayList<>();
        for (int k = 0; k < vms; k++) {
            List<Integer> pcpus = IntStream.range(16 * k, 16 * k + 16).boxed().toList();
            plans.add(new VmPlan("vm" + k, 16, paper.vms().get(0).workload(), pcpus));
        }
        List<Integer> all = IntStream.range(0, 16 * vms).boxed().toList();
        return new Scenario("many", machine, all, plans, 0, paper.duration(), paper.facts());
    }
}
