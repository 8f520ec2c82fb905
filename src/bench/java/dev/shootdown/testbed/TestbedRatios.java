package dev.shootdown.testbed;

import com.sun.management.ThreadMXBean;
import dev.shootdown.machine.Schemes;
import dev.shootdown.testbed.profile.MachineProfile;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import dev.shootdown.testbed.profile.VmPlan;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Prints how fast the testbed is, as ratios of what is measured in this one process: against the bare winner tree with an
 * unpredictable eight-way handler, against real time, and large against small. Times are CPU time of this thread, so that
 * other work on the machine does not count. What happens in a testbed is counted as events (of the queue) and as steps (of
 * the machine): an event applies none, one or many.
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

    private TestbedRatios() {}

    /** One measured stretch of a testbed. */
    private record Stretch(double seconds, double simulated, long events, long steps, long bytes) {
        double happenings() {
            return events + steps;
        }
    }

    public static void main(String[] args) {
        Set<String> wanted = Set.of(args);
        double bare = bareEventsPerSecond();
        System.out.printf("bare winner tree, 64 sources, 8-way handler: %.1f M events/s%n%n", bare / 1e6);
        System.out.println(
                "scenario   scheme     touches  events/s   steps/s   both/s  both/bare   x real time   bytes/event");
        List<String> scenarios = chosen(wanted, "paper-1vm", "paper-2vm", LARGE);
        for (String name : scenarios) {
            if (!name.equals(LARGE)) {
                againstBare(name, wanted, bare);
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

    private static void againstBare(String name, Set<String> wanted, double bare) {
        for (String scheme : chosen(wanted, SCHEMES)) {
            for (String touches : chosen(wanted, TOUCHES)) {
                Stretch s = measure(withTouches(Profiles.scenario(name), touches), scheme, 20);
                System.out.printf(
                        "%-10s %-9s %7s %8.1f M %7.1f M %6.1f M %9.2f %13.1f %12.3f%n",
                        name,
                        scheme,
                        touches,
                        s.events / s.seconds / 1e6,
                        s.steps / s.seconds / 1e6,
                        s.happenings() / s.seconds / 1e6,
                        s.happenings() / s.seconds / bare,
                        s.simulated / s.seconds,
                        s.bytes / (double) s.events);
            }
        }
    }

    private static void largeAgainstSmall(Set<String> wanted) {
        for (String scheme : chosen(wanted, SCHEMES)) {
            for (String touches : chosen(wanted, TOUCHES)) {
                Stretch small = measure(withTouches(many(1), touches), scheme, 20);
                Stretch large = measure(withTouches(many(64), touches), scheme, 1);
                System.out.printf(
                        "%-9s    %7s    16: %6.1f    1024: %6.1f    ratio %4.2f%n",
                        scheme,
                        touches,
                        1e9 * small.seconds / small.happenings(),
                        1e9 * large.seconds / large.happenings(),
                        large.seconds / large.happenings() / (small.seconds / small.happenings()));
            }
        }
    }

    /** Touches of pages are most of the work; without them, what is left is scheduling, exits, interrupts and flushes. */
    private static Scenario withTouches(Scenario scenario, String touches) {
        return touches.equals("touches") ? scenario : scenario.with("dedup.memory.touches_per_burst", 0);
    }

    private static double bareEventsPerSecond() {
        Hold hold = new Hold(64);
        double best = 0;
        long sink = 0;
        for (int round = 0; round < 12; round++) {
            long start = THREADS.getCurrentThreadCpuTime();
            sink += hold.winnerTreeWithHandler(HOLDS);
            best = Math.max(best, HOLDS * 1e9 / (THREADS.getCurrentThreadCpuTime() - start));
        }
        return sink == 42 ? 0 : best;
    }

    /** Runs a while until the code is compiled and the caches are warm, then measures so many simulated seconds. */
    private static Stretch measure(Scenario scenario, String scheme, double simulatedSeconds) {
        Testbed testbed = new Testbed(scenario, Schemes.named(scheme), Set.of(), 1);
        double clock = scenario.machine().clockHz();
        long warm = 0;
        while (testbed.events() + testbed.steps() < WARM) {
            warm += (long) (clock * simulatedSeconds / 4);
            testbed.advance(warm);
        }
        long events = testbed.events();
        long steps = testbed.steps();
        long id = Thread.currentThread().getId();
        long bytes = THREADS.getThreadAllocatedBytes(id);
        long start = THREADS.getCurrentThreadCpuTime();
        testbed.advance(warm + (long) (clock * simulatedSeconds));
        double seconds = (THREADS.getCurrentThreadCpuTime() - start) / 1e9;
        return new Stretch(
                seconds,
                simulatedSeconds,
                testbed.events() - events,
                testbed.steps() - steps,
                THREADS.getThreadAllocatedBytes(id) - bytes);
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
