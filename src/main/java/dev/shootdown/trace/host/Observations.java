package dev.shootdown.trace.host;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the events of a trace said about costs and habits, in bounded memory: counts, histograms, and a record of each thread
 * that runs a vCPU (at most {@value #MOST_THREADS}). {@link Observer} writes it.
 */
public final class Observations {
    static final int MOST_THREADS = 4096;
    static final int MOST_REASONS = 64;
    /** Flushes are timed by size up to so many pages. */
    public static final int MOST_TIMED_PAGES = 64;

    /** Of kernel's reasons for a flush, the first that has no counter of its own. */
    static final int REASONS = 6;

    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    long events;
    long backwards;
    final BitSet backwardsCpus = new BitSet();
    long switches;
    double seenTotal;
    final SortedMap<EventKind, Long> kinds = new TreeMap<>();

    // Of KVM.
    final SortedMap<String, ExitTimes> exits = new TreeMap<>();
    final ExitTimes icrWrites = new ExitTimes();
    final SortedMap<Long, ExitTimes> hypercalls = new TreeMap<>();
    final Samples haltToSwitch = new Samples();
    boolean tellsMsrs;

    // Of the scheduler.
    final Samples slices = new Samples();
    final Samples waits = new Samples();
    final Samples others = new Samples();
    final Samples idles = new Samples();

    // Of IPIs.
    final Samples ipiToBusy = new Samples();
    final Samples ipiToIdle = new Samples();
    final Samples ipiToGuest = new Samples();
    long ipiSends;

    // Of flushes.
    final long[] flushes = new long[REASONS + 1];
    final Arrivals remote = new Arrivals();
    final Arrivals local = new Arrivals();
    final Samples[] handlers = new Samples[MOST_TIMED_PAGES + 1];
    final Samples fullHandlers = new Samples();
    boolean timedByCall;
    final Samples shootdowns = new Samples();
    final long[] calls = new long[3];
    final BitSet vcpuCpus = new BitSet();

    /** CPUs with an event, and those that an IPI was sent to. */
    final BitSet cpus = new BitSet();

    final Map<Integer, VcpuThread> threads = new LinkedHashMap<>();
    private double longest;

    /** Adds another trace of the same kind; their clocks need not agree. */
    public void add(Observations other) {
        Samples.add(
                List.of(haltToSwitch, slices, waits, others, idles, ipiToBusy, ipiToIdle, ipiToGuest, shootdowns),
                List.of(
                        other.haltToSwitch,
                        other.slices,
                        other.waits,
                        other.others,
                        other.idles,
                        other.ipiToBusy,
                        other.ipiToIdle,
                        other.ipiToGuest,
                        other.shootdowns));
        other.exits.forEach((reason, times) ->
                exits.computeIfAbsent(reason, key -> new ExitTimes()).add(times));
        other.hypercalls.forEach((number, times) ->
                hypercalls.computeIfAbsent(number, key -> new ExitTimes()).add(times));
        icrWrites.add(other.icrWrites);
        tellsMsrs |= other.tellsMsrs;
        remote.add(other.remote);
        local.add(other.local);
        addHandlers(other);
        other.kinds.forEach((kind, count) -> kinds.merge(kind, count, Long::sum));
        for (int k = 0; k < flushes.length; k++) {
            flushes[k] += other.flushes[k];
        }
        for (int k = 0; k < calls.length; k++) {
            calls[k] += other.calls[k];
        }
        other.threads.forEach((task, thread) -> {
            VcpuThread known = threads.putIfAbsent(task, thread);
            if (known != null) {
                known.add(thread);
            }
        });
        cpus.or(other.cpus);
        vcpuCpus.or(other.vcpuCpus);
        longest = Math.max(duration(), other.duration());
        events += other.events;
        switches += other.switches;
        backwards += other.backwards;
        backwardsCpus.or(other.backwardsCpus);
        seenTotal += other.seenTotal;
        ipiSends += other.ipiSends;
    }

    /** From now on handlers are timed alone, without the interrupt's own work: better, if the trace has it. */
    void timeByCall() {
        timedByCall = true;
        Arrays.fill(handlers, null);
        fullHandlers.clear();
    }

    private void addHandlers(Observations other) {
        if (timedByCall != other.timedByCall && timedByCall) {
            return;
        }
        if (timedByCall != other.timedByCall) {
            timeByCall();
        }
        fullHandlers.add(other.fullHandlers);
        for (int k = 0; k < handlers.length; k++) {
            if (other.handlers[k] != null) {
                handlers[k] = handlers[k] == null ? new Samples() : handlers[k];
                handlers[k].add(other.handlers[k]);
            }
        }
    }

    /** Whether it was recorded where KVM runs. */
    public boolean isOfHost() {
        return count(EventKind.KVM_ENTRY) + count(EventKind.KVM_EXIT) > 0;
    }

    /** Whether it has an event that something is learnt from. */
    public boolean isOfUse() {
        return kinds.keySet().stream().anyMatch(kind -> kind != EventKind.OTHER);
    }

    private long count(EventKind kind) {
        return kinds.getOrDefault(kind, 0L);
    }

    public long events() {
        return events;
    }

    /** Events of kinds that are read, of all events. */
    public long usedEvents() {
        return events - count(EventKind.OTHER);
    }

    /** From the first stamp to the last, ns; of several traces, the longest. */
    public double duration() {
        return Math.max(longest, last < first ? 0 : (double) last - first);
    }

    /** How many CPUs have an event. */
    public int cpuCount() {
        return cpus.cardinality();
    }

    /** How many CPUs have run a vCPU. */
    public int vcpuCpuCount() {
        return vcpuCpus.cardinality();
    }

    /** The highest number of a CPU with an event, or -1. */
    public int highestCpu() {
        return cpus.length() - 1;
    }

    /** Stamps that went back on one CPU. */
    public long backwards() {
        return backwards;
    }

    /** On how many CPUs they did. */
    public int backwardsCpus() {
        return backwardsCpus.cardinality();
    }

    public long switches() {
        return switches;
    }

    /** Time of all CPUs together, from the first event of each to its last; ns. */
    public double seenTotal() {
        return seenTotal;
    }

    /** Exits by reason, as KVM names it. */
    public SortedMap<String, ExitTimes> exits() {
        return exits;
    }

    /** Exits in which the interrupt command register was written, as kvm_msr or kvm_apic_ipi say. */
    public ExitTimes icrWrites() {
        return icrWrites;
    }

    /** Whether the trace says which MSR was written. */
    public boolean tellsIcrWrites() {
        return tellsMsrs || count(EventKind.KVM_APIC_IPI) > 0;
    }

    /** Exits with a hypercall, by its number. */
    public SortedMap<Long, ExitTimes> hypercalls() {
        return hypercalls;
    }

    /** From an exit for HLT to the switch to another task. */
    public Samples haltToSwitch() {
        return haltToSwitch;
    }

    /** How long vCPUs ran that were preempted by one that had been preempted, too. */
    public Samples slices() {
        return slices;
    }

    /** How long preempted vCPUs waited. */
    public Samples waits() {
        return waits;
    }

    /** How long tasks ran that run no vCPU. */
    public Samples others() {
        return others;
    }

    /** How long CPUs were idle. */
    public Samples idles() {
        return idles;
    }

    /** From the sending of an IPI to one CPU to its handler, the CPU being busy, and not with a guest. */
    public Samples ipiToBusy() {
        return ipiToBusy;
    }

    /** The same, the CPU being idle. */
    public Samples ipiToIdle() {
        return ipiToIdle;
    }

    /** From the sending of an IPI to one CPU to the guest's exit there. */
    public Samples ipiToGuest() {
        return ipiToGuest;
    }

    public long ipiSends() {
        return ipiSends;
    }

    /** Flushes by the number of the kernel's reason, 0 to 5; 6 for all above. */
    public long flushes(int reason) {
        return flushes[reason];
    }

    /** Shootdowns, by the CPUs that began them: flushes that had other CPUs to reach. */
    public Arrivals remoteFlushes() {
        return remote;
    }

    /** Flushes of a CPU's own TLB for a change of its own. */
    public Arrivals localFlushes() {
        return local;
    }

    /** How long handlers with one flush of so many pages took; null if there was none. */
    public Samples handler(int pages) {
        return handlers[pages];
    }

    /** The same for flushes of everything. */
    public Samples fullHandler() {
        return fullHandlers;
    }

    /** Whether these are times of the flush's function alone (csd events), and not of the whole interrupt. */
    public boolean isTimedByCall() {
        return timedByCall;
    }

    /** From the decision to send IPIs to the end of the last target's handler, where csd events tell. */
    public Samples shootdowns() {
        return shootdowns;
    }

    /** How often munmap (0), madvise (1) and mprotect (2) were called. */
    public long calls(int which) {
        return calls[which];
    }

    /** The threads that run vCPUs, in the order of their numbers. */
    public List<VcpuThread> vcpus() {
        List<VcpuThread> all = new ArrayList<>(threads.values());
        all.sort(Comparator.comparingInt(VcpuThread::task));
        return all;
    }

    /** Whether the tables of threads are full, so that some were left out. */
    public boolean isFull() {
        return threads.size() >= MOST_THREADS;
    }
}
