package dev.shootdown.testbed;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.TlbGeometry;
import dev.shootdown.machine.lock.Lock;
import dev.shootdown.testbed.profile.Operation;
import dev.shootdown.testbed.profile.Scenario;
import dev.shootdown.testbed.profile.VmPlan;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * One run of a scenario under one scheme: the machine's steps, in the order and at the times that the policies choose. The
 * same scenario, scheme, bugs and seed give the same result, always.
 */
public final class Testbed {
    private final Sim sim;
    private final Host host;
    private final GuestThreads threads;
    private long events;

    /**
     * A testbed at time 0.
     *
     * @param bugs bugs of the scheme to switch on, by name
     * @throws dev.shootdown.machine.BadInput if the machine would be too large, or the scheme has no such bug or no costs
     */
    public Testbed(Scenario scenario, SystemName system, Set<String> bugs, long seed) {
        sim = new Sim(scenario, system, new Machine(system.scheme(), scope(scenario), bugs));
        Rng rng = Rng.of(seed);
        TlbPolicy tlb = new TlbPolicy(sim.steps, scenario.machine().tlb(), sim.pcpus);
        SchemeTiming timing = new SchemeTiming(sim);
        requireSpinCosts(system, scenario);
        PauseLoop pauseLoop = new PauseLoop(
                system.has(Addition.PLE), sim.spinCosts(), scenario.vms().size(), sim.vcpus);
        host = new Host(sim, tlb, pauseLoop, HostPolicies.of(system, scenario));
        GuestCpu cpus = new GuestCpu(sim, pauseLoop);
        Vmm vmm = new Vmm(sim, host, cpus, timing, tlb, pauseLoop);
        threads = new GuestThreads(sim, host, vmm, cpus, tlb, timing, rng.split(1));
        host.connect(vmm, cpus);
        cpus.connect(host, vmm, threads);
        host.start(rng.split(2));
        threads.start(rng.split(3));
    }

    /** The same for a scheme and nothing else. */
    public Testbed(Scenario scenario, Scheme scheme, Set<String> bugs, long seed) {
        this(scenario, SystemName.of(scheme), bugs, seed);
    }

    /**
     * Complains about what would show only when a run begins: a step of which it is not known when to take it and what it
     * costs, a policy that the VMs do not fit, a scenario that is too large.
     *
     * @throws BadInput if there is one
     */
    public static void requireTimes(SystemName system, Scenario scenario) {
        SchemeTiming.timesOf(system.scheme(), scenario.machine());
        requireSpinCosts(system, scenario);
        HostPolicies.of(system, scenario);
        Memory.requireRoom(scenario);
    }

    private static void requireSpinCosts(SystemName system, Scenario scenario) {
        boolean spins = system.has(Addition.PLE)
                || scenario.workloads().stream()
                        .anyMatch(workload -> workload.locks().isUsed());
        if (spins && scenario.machine().spinning() == null) {
            throw new BadInput("machine " + scenario.machine().name() + " does not say what spinning costs, which "
                    + system.label() + " on " + scenario.name() + " needs (a block 'spinning' is expected).");
        }
    }

    /** The machine's size for a scenario: every feature that the testbed uses, TLBs as large as the second level. */
    private static Scope scope(Scenario scenario) {
        Memory.requireRoom(scenario);
        int pages = Memory.pagesOfSpace(scenario);
        EnumSet<Feature> features = EnumSet.of(
                Feature.CONCURRENT, Feature.MIGRATE, Feature.HALT, Feature.LAZY, Feature.PROTECT, Feature.EVICT);
        if (scenario.workloads().stream().anyMatch(workload -> workload.locks().isUsed())) {
            features.add(Feature.IRQS_OFF);
        }
        return new Scope(
                scenario.vms().stream().map(VmPlan::vcpus).toList(),
                HostThreads.pcpus(scenario),
                1,
                pages,
                pages,
                0,
                Math.min(pages, Memory.window(scenario)),
                scenario.machine().guest().flushCeilingPages(),
                new TlbGeometry(
                        scenario.machine().tlb().stlbSets(),
                        scenario.machine().tlb().stlbWays()),
                features);
    }

    /** Runs warm-up and measured part, and returns what the latter showed. */
    public Result run() {
        advance(sim.scenario.warmUp());
        sim.measurement.clear();
        sim.time.clear();
        long eventsBefore = events;
        long stepsBefore = sim.steps.taken();
        long migrationsBefore = host.cfs.migrations();
        long begin = sim.now;
        advanceToEnd(begin + sim.scenario.duration());
        long ran = sim.now - begin;
        Measurement m = sim.measurement;
        return new Result(
                m.latency,
                m.operations,
                m.shootdowns,
                events - eventsBefore,
                sim.steps.taken() - stepsBefore,
                ran,
                ran / sim.profile.clockHz(),
                m.exits,
                m.coRunnerInterruptions,
                m.coRunnerCycles,
                host.cfs.migrations() - migrationsBefore,
                new GuestTime(
                        sim.time.of(0),
                        threads.allEnded(0) ? sim.now - threads.startOf(0) : 0,
                        m.locks,
                        m.contendedLocks,
                        m.lockWaiting,
                        m.longestLockWait,
                        m.pageFaults,
                        m.directedYields));
    }

    /** Handles every event up to a time, or until the first VM has done its work. */
    private void advanceToEnd(long until) {
        EventQueue queue = sim.queue;
        while (queue.nextTime() <= until && !threads.allEnded(0)) {
            sim.now = queue.nextTime();
            events++;
            handle(queue.next());
        }
        sim.now = threads.allEnded(0) ? sim.now : until;
    }

    /** Tells somebody of every step of the machine right before it is taken. */
    public void watch(LongConsumer watcher) {
        sim.steps.watch(watcher);
    }

    /** Tells somebody, until told otherwise by null, what tracepoints of the host's and the guests' kernels would tell. */
    public void listen(KernelEvents events) {
        sim.events = events;
    }

    /** Tells somebody of each spinlock right after each of its steps. */
    void watchLocks(Consumer<Lock> watcher) {
        threads.locks().watch(watcher);
    }

    /** Handles every event up to a time, in cycles. */
    public void advance(long until) {
        EventQueue queue = sim.queue;
        while (queue.nextTime() <= until) {
            sim.now = queue.nextTime();
            events++;
            handle(queue.next());
        }
        sim.now = until;
    }

    /** The time, in cycles. */
    public long now() {
        return sim.now;
    }

    /** What was measured so far. */
    Measurement measurement() {
        return sim.measurement;
    }

    /** Events handled so far. */
    long events() {
        return events;
    }

    /** Steps of the machine taken so far. */
    long steps() {
        return sim.steps.taken();
    }

    /** Cycles that vCPU v has had a pCPU, as the host's scheduler counted them last. */
    long ran(int v) {
        return host.cfs.ran(v);
    }

    WorkingSets workingSets() {
        return threads.workingSets();
    }

    /** The machine that is driven; nobody else may change it. */
    public Machine machine() {
        return sim.steps.machine;
    }

    /** Whether the thread on v computes, so that it can {@link #operate}. */
    boolean computes(int v) {
        return threads.computes(v);
    }

    /** Lets a thread that computes do an operation now, apart from what its workload would do. */
    void operate(int thread, Operation kind, int pages) {
        threads.operate(thread, kind, pages);
    }

    /** Interrupts pCPU p, so many cycles from now, for nothing. */
    void disturb(int p, long cycles) {
        host.raise(p, Host.RESCHEDULE, cycles);
    }

    private void handle(int source) {
        Sources s = sim.sources;
        if (source < s.interrupts) {
            host.activityEnds(source);
        } else if (source < s.ticks) {
            host.interruptArrives(source - s.interrupts);
        } else if (source < s.sleeps) {
            host.tick(source - s.ticks);
        } else if (source < s.background) {
            threads.sleepEnds(source - s.sleeps);
        } else if (source < s.balance) {
            host.backgroundArrives(source - s.background);
        } else if (source == s.balance) {
            host.balance();
        } else {
            host.policyActs();
        }
    }
}
