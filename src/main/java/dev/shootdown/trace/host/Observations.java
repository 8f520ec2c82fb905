package dev.shootdown.trace.host;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a trace's events say about costs and habits, gathered in one pass and in bounded memory: a state per CPU, one per thread
 * that runs a vCPU (at most {@value #MOST_THREADS}), and histograms.
 *
 * <p>Only what two events of one CPU or one thread delimit is taken for a cost. What happens on two CPUs (an IPI) is compared
 * by the stamps of both, which the kernel's clock keeps together to a fraction of a µs on machines with a constant TSC;
 * differences that come out negative are counted and left out.
 */
public final class Observations {
    static final int MOST_THREADS = 4096;
    static final int MOST_REASONS = 64;
    static final int MOST_REQUESTS = 8192;
    /** Flushes are timed by size up to so many pages. */
    public static final int MOST_TIMED_PAGES = 64;

    private static final int REASONS = 6;
    private static final int REMOTE_SHOOTDOWN = 1;
    private static final int LOCAL_SHOOTDOWN = 2;
    private static final int LOCAL_MM_SHOOTDOWN = 3;
    private static final int REMOTE_IPI_SEND = 4;
    /** What is pending for longer has been missed. */
    private static final long STALE = 1_000_000_000L;

    private static final String OTHERS = "other reasons";
    private static final int X2APIC_ICR = 0x830;

    /** What is known of a CPU. */
    private static final class Cpu {
        boolean known;
        long lastSeen;
        boolean idle;
        long since;
        long busy;
        long idleAt = -1;
        long switchedAt = -1;
        boolean inGuest;
        /** By kind of IPI: when it was sent, -1 if none is on its way, and whether the CPU was idle then. */
        final long[] sentAt = {-1, -1};

        final boolean[] sentToIdle = new boolean[2];
        long handlerAt = -1;
        boolean handlerIsCall;
        int handlerFlushes;
        long handlerPages;
        long shootdownAt = -1;
        int outstanding;
        int queued;
    }

    /** A flush request on its way, known by the address of its call_single_data. */
    private record Request(int initiator, long shootdownAt) {}

    private CpuMask.Printer printer = CpuMask.Printer.UNKNOWN;
    private boolean undecided;
    private Cpu[] cpus = new Cpu[0];
    private final Map<Integer, VcpuThread> threads = new LinkedHashMap<>();
    private final Map<Long, Request> requests = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Request> eldest) {
            return size() > MOST_REQUESTS;
        }
    };
    private long now;
    private long stamp = 1;

    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
    private double longest;
    private long events;
    private long backwards;
    private final BitSet backwardsCpus = new BitSet();
    private long negative;
    private long switches;
    private double busyTotal;
    private double seenTotal;
    private final SortedMap<EventKind, Long> kinds = new TreeMap<>();

    // Of KVM.
    private final SortedMap<String, ExitTimes> exits = new TreeMap<>();
    private final ExitTimes icrWrites = new ExitTimes();
    private final SortedMap<Long, ExitTimes> hypercalls = new TreeMap<>();
    private final Samples haltToSwitch = new Samples();
    private boolean tellsMsrs;

    // Of the scheduler.
    private final Samples slices = new Samples();
    private final Samples waits = new Samples();
    private final Samples others = new Samples();
    private final Samples idles = new Samples();

    // Of IPIs.
    private final Samples ipiToBusy = new Samples();
    private final Samples ipiToIdle = new Samples();
    private final Samples ipiToGuest = new Samples();
    private long ipiSends;

    // Of flushes.
    private final long[] flushes = new long[REASONS + 1];
    private final Arrivals remote = new Arrivals();
    private final Arrivals local = new Arrivals();
    private final Samples[] handlers = new Samples[MOST_TIMED_PAGES + 1];
    private final Samples fullHandlers = new Samples();
    private boolean timedByCall;
    private final Samples shootdowns = new Samples();
    private final Samples targets = new Samples();
    private final long[] calls = new long[3];
    private final BitSet vcpuCpus = new BitSet();

    /** The file's form says who has printed what follows. */
    void printedBy(CpuMask.Printer known) {
        printer = known;
    }

    /** Takes one event in; what is wrong with it if it does not say what its kind should. */
    TraceLine.Trouble accept(TraceLine line) {
        now = line.nanos();
        stamp = Math.max(1, Math.round(Math.pow(10, 9 - line.decimals())));
        Cpu cpu = cpu(line.cpu());
        if (cpu.known && now < cpu.lastSeen) {
            backwards++;
            backwardsCpus.set(line.cpu());
            reset(line.cpu());
            cpu = cpu(line.cpu());
        }
        if (!cpu.known) {
            cpu.known = true;
            cpu.idle = line.task() == 0;
            cpu.since = now;
            cpu.lastSeen = now;
        }
        seenTotal += now - cpu.lastSeen;
        busyTotal += cpu.idle ? 0 : now - cpu.lastSeen;
        cpu.lastSeen = now;
        first = Math.min(first, now);
        last = Math.max(last, now);
        undecided = false;
        if (!interpret(line, cpu)) {
            return undecided ? TraceLine.Trouble.MASK : TraceLine.Trouble.PAYLOAD;
        }
        events++;
        kinds.merge(line.kind(), 1L, Long::sum);
        return TraceLine.Trouble.NONE;
    }

    private boolean interpret(TraceLine line, Cpu cpu) {
        switch (line.kind()) {
            case KVM_EXIT -> {
                return exit(line, cpu);
            }
            case KVM_ENTRY -> {
                return entry(line, cpu);
            }
            case KVM_HYPERCALL -> {
                return hypercall(line);
            }
            case KVM_MSR -> {
                return msr(line);
            }
            case KVM_APIC_IPI -> ofThread(line).ifPresent(one -> one.writesIcr = true);
            case SCHED_SWITCH -> {
                return line.parseSwitch() && switched(line, cpu);
            }
            case TLB_FLUSH -> {
                return flush(line, cpu);
            }
            case IPI_SEND_CPU -> {
                long target = line.value("cpu=");
                return target >= 0 && target < 1 << 16 && sent(line, (int) target);
            }
            case IPI_SEND_CPUMASK -> {
                return sent(line, line.words("cpumask="));
            }
            case IPI_RAISE -> {
                return sent(line, line.words("target_mask="));
            }
            case IPI_ENTRY -> ipiTaken(cpu, line.payloadHas("esched") ? 1 : 0);
            case CALL_ENTRY -> {
                ipiTaken(cpu, 0);
                beginHandler(cpu, false);
            }
            case CALL_EXIT -> endHandler(cpu, false);
            case RESCHEDULE_ENTRY -> ipiTaken(cpu, 1);
            case CSD_QUEUE -> {
                return queued(line, cpu);
            }
            case CSD_ENTRY -> {
                ipiTaken(cpu, 0);
                if (line.payloadHas("func=flush_tlb_func")) {
                    beginHandler(cpu, true);
                }
            }
            case CSD_EXIT -> handled(line, cpu);
            case MUNMAP -> calls[0]++;
            case MADVISE -> calls[1]++;
            case MPROTECT -> calls[2]++;
            default -> {} // its time and CPU were what mattered
        }
        return true;
    }

    private Cpu cpu(int number) {
        if (number >= cpus.length) {
            cpus = Arrays.copyOf(cpus, Math.max(number + 1, Math.min(2 * cpus.length, 1 << 16)));
        }
        if (cpus[number] == null) {
            cpus[number] = new Cpu();
        }
        return cpus[number];
    }

    /** What was going on on a CPU is not known any more: events were lost. */
    void reset(int number) {
        Cpu old = cpu(number);
        Cpu anew = new Cpu();
        anew.busy = old.busy;
        cpus[number] = anew;
        remote.forget(number);
        local.forget(number);
    }

    /** A thread that runs a vCPU, without what may have ended while events of its CPU were lost; null if it is another. */
    private VcpuThread known(int task) {
        VcpuThread thread = threads.get(task);
        if (thread != null && cpus[thread.cpu] != thread.cpuThen) {
            thread.exitAt = -1;
            thread.outAt = -1;
            thread.cpuThen = cpus[thread.cpu];
        }
        return thread;
    }

    private void seen(VcpuThread thread, int number) {
        thread.lastSeen = now;
        thread.cpu = number;
        thread.cpuThen = cpus[number];
    }

    private long busy(Cpu cpu) {
        return cpu.busy + (cpu.idle ? 0 : now - cpu.since);
    }

    // --- KVM

    private java.util.Optional<VcpuThread> ofThread(TraceLine line) {
        VcpuThread thread = known(line.task());
        if (thread == null) {
            return java.util.Optional.empty();
        }
        seen(thread, line.cpu());
        return java.util.Optional.of(thread);
    }

    private VcpuThread thread(TraceLine line) {
        VcpuThread thread = known(line.task());
        if (thread == null && line.task() != TraceLine.UNKNOWN && threads.size() < MOST_THREADS) {
            thread = new VcpuThread(line.task(), now);
            threads.put(line.task(), thread);
        }
        if (thread != null) {
            seen(thread, line.cpu());
            thread.process = line.group() == TraceLine.UNKNOWN ? thread.process : line.group();
        }
        return thread;
    }

    private boolean exit(TraceLine line, Cpu cpu) {
        String reason = line.word("reason ");
        if (reason == null || reason.length() > 40) {
            return false;
        }
        cpu.inGuest = false;
        VcpuThread thread = thread(line);
        if (thread == null) {
            return line.task() != TraceLine.UNKNOWN;
        }
        if (isInterrupt(reason)) {
            for (int kind = 0; kind < 2; kind++) {
                if (cpu.sentAt[kind] >= 0) {
                    record(ipiToGuest, now - cpu.sentAt[kind]);
                    cpu.sentAt[kind] = -1;
                }
            }
        }
        thread.exitAt = now;
        thread.reason = reason;
        thread.disturbed = false;
        thread.writesIcr = false;
        thread.hypercall = -1;
        return true;
    }

    private static boolean isSending(String reason) {
        return reason.equals("MSR_WRITE")
                || reason.equals("VMCALL")
                || reason.equals("msr")
                || reason.equals("hypercall");
    }

    private static boolean isInterrupt(String reason) {
        return reason.equals("EXTERNAL_INTERRUPT") || reason.equals("interrupt");
    }

    private boolean entry(TraceLine line, Cpu cpu) {
        long vcpu = line.value("vcpu ");
        if (vcpu < 0 || vcpu > 1 << 16) {
            return false;
        }
        cpu.inGuest = true;
        VcpuThread thread = thread(line);
        if (thread == null) {
            return line.task() != TraceLine.UNKNOWN;
        }
        thread.vcpu = (int) vcpu;
        vcpuCpus.set(line.cpu());
        if (thread.exitAt < 0) {
            return true;
        }
        long lasted = now - thread.exitAt;
        thread.exitAt = -1;
        if (lasted < 0) {
            negative++;
            return true;
        }
        String reason = exits.containsKey(thread.reason) || exits.size() < MOST_REASONS ? thread.reason : OTHERS;
        exits.computeIfAbsent(reason, key -> new ExitTimes()).add(lasted, stamp, thread.disturbed);
        if (thread.writesIcr || isSending(thread.reason)) {
            thread.signals++;
        }
        if (thread.writesIcr) {
            icrWrites.add(lasted, stamp, thread.disturbed);
        }
        if (thread.hypercall >= 0 && (hypercalls.containsKey(thread.hypercall) || hypercalls.size() < MOST_REASONS)) {
            hypercalls.computeIfAbsent(thread.hypercall, key -> new ExitTimes()).add(lasted, stamp, thread.disturbed);
        }
        if (reason.equalsIgnoreCase("HLT")) {
            thread.halts++;
            thread.halted += lasted;
        }
        return true;
    }

    private boolean hypercall(TraceLine line) {
        long number = line.value("nr ");
        ofThread(line).ifPresent(one -> one.hypercall = number);
        return number != Long.MIN_VALUE;
    }

    private boolean msr(TraceLine line) {
        tellsMsrs = true;
        long written = line.hex("msr_write ");
        ofThread(line).ifPresent(one -> one.writesIcr |= written == X2APIC_ICR);
        return written >= 0 || line.payloadHas("msr_read");
    }

    // --- the scheduler

    private boolean switched(TraceLine line, Cpu cpu) {
        switches++;
        long ran = cpu.switchedAt < 0 ? -1 : now - cpu.switchedAt;
        VcpuThread previous = known(line.previous());
        VcpuThread next = known(line.following());
        if (previous != null) {
            lostCpu(previous, line.previousRunnable(), ran, next);
        } else if (line.previous() != 0) {
            record(others, ran);
        }
        if (next != null) {
            gotCpu(next, line.cpu());
        }
        if (line.previous() == 0 && cpu.idleAt >= 0) {
            idles.add(now - cpu.idleAt, stamp);
        }
        if (line.following() == 0 && !cpu.idle) {
            remote.idle(line.cpu(), busy(cpu), stamp);
            local.idle(line.cpu(), busy(cpu), stamp);
        }
        cpu.busy = busy(cpu);
        cpu.since = now;
        cpu.idle = line.following() == 0;
        cpu.idleAt = cpu.idle ? now : -1;
        cpu.switchedAt = now;
        cpu.inGuest = false;
        return true;
    }

    private void lostCpu(VcpuThread thread, boolean runnable, long ran, VcpuThread next) {
        if (thread.exitAt >= 0 && !thread.disturbed && !runnable && thread.reason.equalsIgnoreCase("HLT")) {
            record(haltToSwitch, now - thread.exitAt);
        }
        thread.disturbed = true;
        thread.outAt = now;
        thread.outRunnable = runnable;
        thread.preemptions += runnable ? 1 : 0;
        boolean turns = runnable && next != null && next.outAt >= 0 && next.outRunnable;
        if (turns && ran >= 0) {
            slices.add(ran, stamp);
        }
    }

    private void gotCpu(VcpuThread thread, int number) {
        if (thread.outAt >= 0 && thread.outRunnable) {
            record(waits, now - thread.outAt);
            thread.preempted += now - thread.outAt;
        }
        thread.outAt = -1;
        seen(thread, number);
    }

    // --- IPIs

    private boolean sent(TraceLine line, String mask) {
        int target = CpuMask.single(mask, printer(line));
        if (target == CpuMask.UNDECIDED) {
            undecided = true;
            ipiSends++;
            return false;
        }
        return mask != null && target < 1 << 16 && sent(line, target);
    }

    /**
     * Who has printed a line. Without a header, lines with flags may be the kernel's or a newer trace-cmd's; those without are
     * taken for trace-cmd's, as the kernel leaves flags out only if it is told to.
     */
    private CpuMask.Printer printer(TraceLine line) {
        boolean told = printer != CpuMask.Printer.UNKNOWN && !line.ofPerf();
        return told
                ? printer
                : line.hasFlags() && !line.ofPerf() ? CpuMask.Printer.UNKNOWN : CpuMask.Printer.LIBTRACEEVENT;
    }

    private boolean sent(TraceLine line, int target) {
        ipiSends++;
        if (target < 0 || target == line.cpu()) {
            return true;
        }
        String callback = line.word("callback=");
        boolean none =
                callback == null || callback.startsWith("0x0") || callback.startsWith("(") || callback.equals("0");
        boolean reschedules = line.kind() == EventKind.IPI_RAISE ? line.payloadHas("esched") : none;
        Cpu to = cpu(target);
        int kind = reschedules ? 1 : 0;
        if (to.known && (to.sentAt[kind] < 0 || now - to.sentAt[kind] > STALE)) {
            to.sentAt[kind] = now;
            to.sentToIdle[kind] = to.idle;
        }
        return true;
    }

    private void ipiTaken(Cpu cpu, int kind) {
        if (cpu.sentAt[kind] >= 0 && now - cpu.sentAt[kind] <= STALE) {
            record(cpu.sentToIdle[kind] ? ipiToIdle : ipiToBusy, now - cpu.sentAt[kind]);
        }
        cpu.sentAt[kind] = -1;
    }

    private void record(Samples samples, long nanos) {
        if (nanos < 0) {
            negative++;
        } else {
            samples.add(nanos, stamp);
        }
    }

    // --- flushes

    private boolean flush(TraceLine line, Cpu cpu) {
        long pages = line.value("pages:");
        int reason = line.reason();
        if (pages == Long.MIN_VALUE || reason < 0) {
            return false;
        }
        flushes[Math.min(reason, REASONS)]++;
        switch (reason) {
            case REMOTE_SHOOTDOWN -> {
                cpu.handlerFlushes++;
                cpu.handlerPages = pages;
            }
            case LOCAL_SHOOTDOWN, LOCAL_MM_SHOOTDOWN -> local.flush(line.cpu(), busy(cpu), pages, stamp);
            case REMOTE_IPI_SEND -> {
                remote.flush(line.cpu(), busy(cpu), pages, stamp);
                cpu.shootdownAt = now;
                cpu.outstanding = 0;
                cpu.queued = 0;
            }
            default -> {} // of a switch to another address space: not a shootdown
        }
        return true;
    }

    private void beginHandler(Cpu cpu, boolean call) {
        if (call && !timedByCall) {
            timedByCall = true; // the handler alone, without the interrupt's own work: better, if the trace has it
            Arrays.fill(handlers, null);
            fullHandlers.clear();
        }
        if (call == timedByCall) {
            cpu.handlerAt = now;
            cpu.handlerFlushes = 0;
        }
    }

    private void endHandler(Cpu cpu, boolean call) {
        if (call != timedByCall) {
            return;
        }
        if (cpu.handlerAt >= 0 && cpu.handlerFlushes == 1) {
            if (cpu.handlerPages < 0) {
                record(fullHandlers, now - cpu.handlerAt);
            } else if (cpu.handlerPages <= MOST_TIMED_PAGES) {
                int pages = (int) cpu.handlerPages;
                handlers[pages] = handlers[pages] == null ? new Samples() : handlers[pages];
                record(handlers[pages], now - cpu.handlerAt);
            }
        }
        cpu.handlerAt = -1;
    }

    private boolean queued(TraceLine line, Cpu cpu) {
        long csd = line.csd();
        if (line.payloadHas("func=flush_tlb_func") && cpu.shootdownAt >= 0 && csd != Long.MIN_VALUE) {
            requests.put(csd, new Request(line.cpu(), cpu.shootdownAt));
            cpu.outstanding++;
            cpu.queued++;
        }
        return csd != Long.MIN_VALUE;
    }

    private void handled(TraceLine line, Cpu cpu) {
        if (!line.payloadHas("func=flush_tlb_func")) {
            return;
        }
        endHandler(cpu, true);
        Request request = requests.remove(line.csd());
        if (request == null) {
            return;
        }
        Cpu initiator = cpu(request.initiator());
        if (initiator.shootdownAt == request.shootdownAt() && --initiator.outstanding == 0) {
            record(shootdowns, now - initiator.shootdownAt);
            targets.add(initiator.queued, 1);
            remote.restart(request.initiator(), busy(initiator));
            initiator.shootdownAt = -1;
        }
    }

    // --- what came out

    /** Adds another trace of the same kind; their clocks need not agree. */
    public void add(Observations other) {
        Samples.add(
                List.of(
                        haltToSwitch,
                        slices,
                        waits,
                        others,
                        idles,
                        ipiToBusy,
                        ipiToIdle,
                        ipiToGuest,
                        shootdowns,
                        targets),
                List.of(
                        other.haltToSwitch,
                        other.slices,
                        other.waits,
                        other.others,
                        other.idles,
                        other.ipiToBusy,
                        other.ipiToIdle,
                        other.ipiToGuest,
                        other.shootdowns,
                        other.targets));
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
        for (int k = 0; k < other.cpus.length; k++) {
            if (other.cpus[k] != null) {
                cpu(k);
            }
        }
        vcpuCpus.or(other.vcpuCpus);
        longest = Math.max(duration(), other.duration());
        events += other.events;
        switches += other.switches;
        backwards += other.backwards;
        backwardsCpus.or(other.backwardsCpus);
        negative += other.negative;
        busyTotal += other.busyTotal;
        seenTotal += other.seenTotal;
        ipiSends += other.ipiSends;
    }

    private void addHandlers(Observations other) {
        if (timedByCall != other.timedByCall && timedByCall) {
            return;
        }
        if (timedByCall != other.timedByCall) {
            timedByCall = true;
            Arrays.fill(handlers, null);
            fullHandlers.clear();
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
        return (int) Arrays.stream(cpus).filter(cpu -> cpu != null).count();
    }

    /** How many CPUs have run a vCPU. */
    public int vcpuCpuCount() {
        return vcpuCpus.cardinality();
    }

    /** The highest number of a CPU with an event, or -1. */
    public int highestCpu() {
        int highest = cpus.length - 1;
        while (highest >= 0 && cpus[highest] == null) {
            highest--;
        }
        return highest;
    }

    /** Stamps that went back on one CPU. */
    public long backwards() {
        return backwards;
    }

    /** On how many CPUs they did. */
    public int backwardsCpus() {
        return backwardsCpus.cardinality();
    }

    /** Durations across CPUs that came out negative. */
    public long negative() {
        return negative;
    }

    public long switches() {
        return switches;
    }

    /** Time of all CPUs together, from the first event of each to its last, and how much of it they were not idle; ns. */
    public double seenTotal() {
        return seenTotal;
    }

    public double busyTotal() {
        return busyTotal;
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

    /** How many targets these had. */
    public Samples targets() {
        return targets;
    }

    /** How often munmap (0), madvise (1) and mprotect (2) were called. */
    public long calls(int which) {
        return calls[which];
    }

    /** The threads that run vCPUs, in the order of their numbers. */
    public List<VcpuThread> vcpus() {
        List<VcpuThread> all = new ArrayList<>(threads.values());
        all.sort(java.util.Comparator.comparingInt(VcpuThread::task));
        return all;
    }

    /** Whether the tables of threads are full, so that some were left out. */
    public boolean isFull() {
        return threads.size() >= MOST_THREADS;
    }

    /** Requests of flushes that are waited for; never more than {@value #MOST_REQUESTS}. */
    int pending() {
        return requests.size();
    }
}
