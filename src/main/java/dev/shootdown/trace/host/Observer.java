package dev.shootdown.trace.host;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what a trace's events say about costs and habits, one after the other: a state per CPU, and one per thread that runs a
 * vCPU, from which durations follow. What comes out are {@link Observations}.
 *
 * <p>Only what two events of one CPU or one thread delimit is taken for a cost. What happens on two CPUs (an IPI) is compared
 * by the stamps of both, which the kernel's clock keeps together to a fraction of a µs on machines with a constant TSC;
 * differences that come out negative are counted and left out.
 */
final class Observer {
    static final int MOST_REQUESTS = 8192;

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
        /** By kind of IPI: when it was sent, -1 if none is on its way, and whether the CPU was idle then. */
        final long[] sentAt = {-1, -1};

        final boolean[] sentToIdle = new boolean[2];
        long handlerAt = -1;
        int handlerFlushes;
        long handlerPages;
        long shootdownAt = -1;
        int outstanding;
    }

    /** A flush request on its way, known by the address of its call_single_data. */
    private record Request(int initiator, long shootdownAt) {}

    private CpuMask.Printer printer = CpuMask.Printer.UNKNOWN;
    private boolean undecided;
    private Cpu[] cpus = new Cpu[0];
    private final Map<Long, Request> requests = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Request> eldest) {
            return size() > MOST_REQUESTS;
        }
    };
    private long now;
    private long stamp = 1;
    private final Observations seen;

    Observer(Observations seen) {
        this.seen = seen;
    }

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
            seen.backwards++;
            seen.backwardsCpus.set(line.cpu());
            reset(line.cpu());
            cpu = cpu(line.cpu());
        }
        if (!cpu.known) {
            cpu.known = true;
            cpu.idle = line.task() == 0;
            cpu.since = now;
            cpu.lastSeen = now;
        }
        seen.seenTotal += now - cpu.lastSeen;
        cpu.lastSeen = now;
        seen.first = Math.min(seen.first, now);
        seen.last = Math.max(seen.last, now);
        undecided = false;
        if (!interpret(line, cpu)) {
            return undecided ? TraceLine.Trouble.MASK : TraceLine.Trouble.PAYLOAD;
        }
        seen.events++;
        seen.kinds.merge(line.kind(), 1L, Long::sum);
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
            case MUNMAP -> seen.calls[0]++;
            case MADVISE -> seen.calls[1]++;
            case MPROTECT -> seen.calls[2]++;
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
            seen.cpus.set(number);
        }
        return cpus[number];
    }

    /** What was going on on a CPU is not known any more: events were lost. */
    void reset(int number) {
        Cpu old = cpu(number);
        Cpu anew = new Cpu();
        anew.busy = old.busy;
        cpus[number] = anew;
        seen.remote.forget(number);
        seen.local.forget(number);
    }

    /** A thread that runs a vCPU, without what may have ended while events of its CPU were lost; null if it is another. */
    private VcpuThread known(int task) {
        VcpuThread thread = seen.threads.get(task);
        if (thread != null && cpus[thread.cpu] != thread.cpuThen) {
            thread.exitAt = -1;
            thread.outAt = -1;
            thread.cpuThen = cpus[thread.cpu];
        }
        return thread;
    }

    private void noteCpu(VcpuThread thread, int number) {
        thread.lastSeen = now;
        thread.cpu = number;
        thread.cpuThen = cpus[number];
    }

    private long busy(Cpu cpu) {
        return cpu.busy + (cpu.idle ? 0 : now - cpu.since);
    }

    // --- KVM

    private Optional<VcpuThread> ofThread(TraceLine line) {
        VcpuThread thread = known(line.task());
        if (thread == null) {
            return Optional.empty();
        }
        noteCpu(thread, line.cpu());
        return Optional.of(thread);
    }

    private VcpuThread thread(TraceLine line) {
        VcpuThread thread = known(line.task());
        if (thread == null && line.task() != TraceLine.UNKNOWN && seen.threads.size() < Observations.MOST_THREADS) {
            thread = new VcpuThread(line.task(), now);
            seen.threads.put(line.task(), thread);
        }
        if (thread != null) {
            noteCpu(thread, line.cpu());
            thread.process = line.group() == TraceLine.UNKNOWN ? thread.process : line.group();
        }
        return thread;
    }

    private boolean exit(TraceLine line, Cpu cpu) {
        String reason = line.word("reason ");
        if (reason == null || reason.length() > 40) {
            return false;
        }
        VcpuThread thread = thread(line);
        if (thread == null) {
            return line.task() != TraceLine.UNKNOWN;
        }
        if (isInterrupt(reason)) {
            for (int kind = 0; kind < 2; kind++) {
                if (cpu.sentAt[kind] >= 0) {
                    record(seen.ipiToGuest, now - cpu.sentAt[kind]);
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
        VcpuThread thread = thread(line);
        if (thread == null) {
            return line.task() != TraceLine.UNKNOWN;
        }
        thread.vcpu = (int) vcpu;
        seen.vcpuCpus.set(line.cpu());
        if (thread.exitAt < 0) {
            return true;
        }
        long lasted = now - thread.exitAt;
        thread.exitAt = -1;
        if (lasted < 0) {
            return true;
        }
        String reason = seen.exits.containsKey(thread.reason) || seen.exits.size() < Observations.MOST_REASONS
                ? thread.reason
                : OTHERS;
        seen.exits.computeIfAbsent(reason, key -> new ExitTimes()).add(lasted, stamp, thread.disturbed);
        if (thread.writesIcr || isSending(thread.reason)) {
            thread.signals++;
        }
        if (thread.writesIcr) {
            seen.icrWrites.add(lasted, stamp, thread.disturbed);
        }
        if (thread.hypercall >= 0
                && (seen.hypercalls.containsKey(thread.hypercall)
                        || seen.hypercalls.size() < Observations.MOST_REASONS)) {
            seen.hypercalls
                    .computeIfAbsent(thread.hypercall, key -> new ExitTimes())
                    .add(lasted, stamp, thread.disturbed);
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
        seen.tellsMsrs = true;
        long written = line.hex("msr_write ");
        ofThread(line).ifPresent(one -> one.writesIcr |= written == X2APIC_ICR);
        return written >= 0 || line.payloadHas("msr_read");
    }

    // --- the scheduler

    private boolean switched(TraceLine line, Cpu cpu) {
        seen.switches++;
        long ran = cpu.switchedAt < 0 ? -1 : now - cpu.switchedAt;
        VcpuThread previous = known(line.previous());
        VcpuThread next = known(line.following());
        if (previous != null) {
            lostCpu(previous, line.previousRunnable(), ran, next);
        } else if (line.previous() != 0) {
            record(seen.others, ran);
        }
        if (next != null) {
            gotCpu(next, line.cpu());
        }
        if (line.previous() == 0 && cpu.idleAt >= 0) {
            seen.idles.add(now - cpu.idleAt, stamp);
        }
        if (line.following() == 0 && !cpu.idle) {
            seen.remote.idle(line.cpu(), busy(cpu), stamp);
            seen.local.idle(line.cpu(), busy(cpu), stamp);
        }
        cpu.busy = busy(cpu);
        cpu.since = now;
        cpu.idle = line.following() == 0;
        cpu.idleAt = cpu.idle ? now : -1;
        cpu.switchedAt = now;
        return true;
    }

    private void lostCpu(VcpuThread thread, boolean runnable, long ran, VcpuThread next) {
        if (thread.exitAt >= 0 && !thread.disturbed && !runnable && thread.reason.equalsIgnoreCase("HLT")) {
            record(seen.haltToSwitch, now - thread.exitAt);
        }
        thread.disturbed = true;
        thread.outAt = now;
        thread.outRunnable = runnable;
        boolean turns = runnable && next != null && next.outAt >= 0 && next.outRunnable;
        if (turns && ran >= 0) {
            seen.slices.add(ran, stamp);
        }
    }

    private void gotCpu(VcpuThread thread, int number) {
        if (thread.outAt >= 0 && thread.outRunnable) {
            record(seen.waits, now - thread.outAt);
            thread.preempted += now - thread.outAt;
        }
        thread.outAt = -1;
        noteCpu(thread, number);
    }

    // --- IPIs

    private boolean sent(TraceLine line, String mask) {
        int target = CpuMask.single(mask, printer(line));
        if (target == CpuMask.UNDECIDED) {
            undecided = true;
            seen.ipiSends++;
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
        seen.ipiSends++;
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
            record(cpu.sentToIdle[kind] ? seen.ipiToIdle : seen.ipiToBusy, now - cpu.sentAt[kind]);
        }
        cpu.sentAt[kind] = -1;
    }

    private void record(Samples samples, long nanos) {
        if (nanos >= 0) { // clocks of CPUs differ
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
        seen.flushes[Math.min(reason, Observations.REASONS)]++;
        switch (reason) {
            case REMOTE_SHOOTDOWN -> {
                cpu.handlerFlushes++;
                cpu.handlerPages = pages;
            }
            case LOCAL_SHOOTDOWN, LOCAL_MM_SHOOTDOWN -> seen.local.flush(line.cpu(), busy(cpu), pages, stamp);
            case REMOTE_IPI_SEND -> {
                seen.remote.flush(line.cpu(), busy(cpu), pages, stamp);
                cpu.shootdownAt = now;
                cpu.outstanding = 0;
            }
            default -> {} // of a switch to another address space: not a shootdown
        }
        return true;
    }

    private void beginHandler(Cpu cpu, boolean call) {
        if (call && !seen.timedByCall) {
            seen.timeByCall();
        }
        if (call == seen.timedByCall) {
            cpu.handlerAt = now;
            cpu.handlerFlushes = 0;
        }
    }

    private void endHandler(Cpu cpu, boolean call) {
        if (call != seen.timedByCall) {
            return;
        }
        if (cpu.handlerAt >= 0 && cpu.handlerFlushes == 1) {
            if (cpu.handlerPages < 0) {
                record(seen.fullHandlers, now - cpu.handlerAt);
            } else if (cpu.handlerPages <= Observations.MOST_TIMED_PAGES) {
                int pages = (int) cpu.handlerPages;
                seen.handlers[pages] = seen.handlers[pages] == null ? new Samples() : seen.handlers[pages];
                record(seen.handlers[pages], now - cpu.handlerAt);
            }
        }
        cpu.handlerAt = -1;
    }

    private boolean queued(TraceLine line, Cpu cpu) {
        long csd = line.csd();
        if (line.payloadHas("func=flush_tlb_func") && cpu.shootdownAt >= 0 && csd != Long.MIN_VALUE) {
            requests.put(csd, new Request(line.cpu(), cpu.shootdownAt));
            cpu.outstanding++;
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
            record(seen.shootdowns, now - initiator.shootdownAt);
            seen.remote.restart(request.initiator(), busy(initiator));
            initiator.shootdownAt = -1;
        }
    }

    /** Requests of flushes that are waited for; never more than {@value #MOST_REQUESTS}. */
    int pending() {
        return requests.size();
    }
}
