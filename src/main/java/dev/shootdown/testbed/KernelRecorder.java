package dev.shootdown.testbed;

import dev.shootdown.machine.State;
import dev.shootdown.testbed.profile.Scenario;
import dev.shootdown.trace.PerfettoFile;
import dev.shootdown.trace.host.ExitTimes;
import dev.shootdown.trace.host.FtraceText;
import java.io.Writer;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Writes what the host's kernel and that of the first guest would have recorded of a run: their tracepoints, with the names and
 * the words of Linux, as ftrace prints them; and the same as slices and arrows for Perfetto.
 *
 * <p>A kernel cannot record what the hardware does on the way out of a guest and in: kvm_exit is a part of the way out later
 * than the guest's last instruction, and kvm_entry as much earlier than its next one ({@link ExitTimes#HIDDEN}).
 */
public final class KernelRecorder implements KernelEvents {
    private static final int IDLE = -1;
    private static final int FIRST_VCPU_PID = 20_000;
    private static final int FIRST_WORKER_PID = 60_000;
    private static final int FIRST_APP_PID = 1_000;
    private static final long FIRST_CSD = 0xffff888000100000L;

    private static final int HOST = 1;
    private static final int FIRST_VM = 2;

    private final Testbed testbed;
    private final State state;
    private final double nanosPerCycle;
    private final long outHidden;
    private final long inHidden;
    private final FtraceText host;
    private final FtraceText guest;
    private final PerfettoFile picture = new PerfettoFile();

    private final int[] thread;
    private final int[] guestThread;
    private final boolean[] isOpen;
    private final int[] nested;
    private final long[] flow;
    private long flows;

    /** Begins to listen to a testbed, which runs already. */
    public KernelRecorder(Testbed testbed, Scenario scenario, Writer host, Writer guest) {
        this.testbed = testbed;
        state = testbed.machine().state;
        nanosPerCycle = 1e9 / scenario.machine().clockHz();
        outHidden = Math.round(scenario.machine().virtualization().vmExit() * ExitTimes.HIDDEN);
        inHidden = Math.round(scenario.machine().virtualization().vmEntry() * ExitTimes.HIDDEN);
        int pcpus = testbed.machine().scope.pcpus();
        int guestCpus = state.firstOf(1);
        long window = Math.round((outHidden + inHidden) * nanosPerCycle) + 1;
        this.host = new FtraceText(host, pcpus, window);
        this.guest = new FtraceText(guest, guestCpus, window);
        thread = new int[pcpus];
        guestThread = new int[state.vcpus()];
        isOpen = new boolean[state.vcpus()];
        nested = new int[state.vcpus()];
        flow = new long[guestCpus * guestCpus];
        Arrays.setAll(guestThread, v -> v);
        for (int p = 0; p < pcpus; p++) {
            thread[p] = state.loadedOn(p) == State.NONE ? IDLE : state.loadedOn(p);
        }
        describe(pcpus, scenario);
        testbed.listen(this);
    }

    /** Listens no more; the texts are whole. */
    public PerfettoFile finish() {
        testbed.listen(null);
        host.finish();
        guest.finish();
        return picture;
    }

    // --- time and names

    private long nanos(long cycles) {
        return Math.round(cycles * nanosPerCycle);
    }

    private long now() {
        return nanos(testbed.now());
    }

    private boolean isVcpu(int t) {
        return t >= 0 && t < state.vcpus();
    }

    private int numberInVm(int v) {
        return v - state.firstOf(state.vmOf(v));
    }

    private String name(int t, int p) {
        if (t == IDLE) {
            return "<idle>";
        }
        return isVcpu(t) ? "CPU " + numberInVm(t) + "/KVM" : "kworker/" + p + ":1";
    }

    private static int pidOf(int t, boolean isVcpu) {
        return t == IDLE ? 0 : isVcpu ? FIRST_VCPU_PID + t : FIRST_WORKER_PID + t;
    }

    private int pid(int t) {
        return pidOf(t, isVcpu(t));
    }

    private void onHost(long nanos, int p, int t, String event, String payload) {
        host.add(nanos, p, name(t, p), pid(t), event, payload);
    }

    private boolean isWatched(int v) {
        return state.vmOf(v) == 0;
    }

    private void inGuest(int v, String event, String payload) {
        int t = guestThread[v];
        guest.add(now(), v, t == IDLE ? "<idle>" : "app", t == IDLE ? 0 : FIRST_APP_PID + t, event, payload);
    }

    // --- the host

    @Override
    public void left(int v, int p, ExitReason why, int hypercall) {
        long at = nanos(testbed.now() + outHidden);
        onHost(
                at,
                p,
                v,
                "kvm_exit",
                "vcpu " + numberInVm(v) + " reason " + why + " rip 0xffffffff81064f22 info1 0x0000000000000000"
                        + " info2 0x0000000000000000 intr_info 0x00000000 error_code 0x00000000");
        if (why == ExitReason.MSR_WRITE) {
            onHost(at + 1, p, v, "kvm_msr", "msr_write 830 = 0xfc");
        } else if (hypercall != NO_HYPERCALL) {
            onHost(
                    at + 1,
                    p,
                    v,
                    "kvm_hypercall",
                    "nr 0x" + Integer.toHexString(hypercall) + " a0 0x0 a1 0x0 a2 0x0 a3 0x0");
        }
        slice(v, "exit " + why);
    }

    @Override
    public void entered(int v, int p) {
        onHost(
                nanos(testbed.now() - inHidden),
                p,
                v,
                "kvm_entry",
                "vcpu " + numberInVm(v) + ", rip 0xffffffff81064f22");
        slice(v, "in the guest");
    }

    @Override
    public void scheduled(int p, int next, IntPredicate isRunnable) {
        int previous = thread[p];
        if (next == previous) {
            return;
        }
        String before = previous == IDLE ? "swapper/" + p : name(previous, p);
        String after = next == IDLE ? "swapper/" + p : name(next, p);
        String as = previous == IDLE || isRunnable.test(previous) ? "R" : "S";
        onHost(
                now(),
                p,
                previous,
                "sched_switch",
                "prev_comm=" + before + " prev_pid=" + pid(previous) + " prev_prio=120 prev_state=" + as
                        + " ==> next_comm=" + after + " next_pid=" + pid(next) + " next_prio=120");
        thread[p] = next;
        if (previous != IDLE) {
            picture.end(trackOfPcpu(p)).at(now());
        }
        if (next != IDLE) {
            picture.begin(trackOfPcpu(p), after, "runs").at(now());
        }
        if (isVcpu(previous)) {
            slice(previous, as.equals("R") ? "preempted" : "halted");
        }
    }

    @Override
    public void ipiSent(int from, int to, boolean reschedules) {
        String what = reschedules
                ? "callsite=resched_curr+0x60 callback=0x0"
                : "callsite=smp_call_function_single+0xd8 callback=generic_smp_call_function_single_interrupt+0x0";
        onHost(now(), from, thread[from], "ipi_send_cpu", "cpu=" + to + " " + what);
    }

    @Override
    public void ipiTaken(int p, boolean reschedules) {
        String event = reschedules ? "reschedule_entry" : "call_function_single_entry";
        onHost(now(), p, thread[p], event, reschedules ? "vector=253" : "vector=251");
    }

    // --- the first guest

    @Override
    public void flushBegins(int v, long pages) {
        if (isWatched(v)) {
            inGuest(v, "tlb_flush", "pages:" + pages + " reason:remote ipi send (4)");
            begin(v, pages < 0 ? "shootdown of everything" : "shootdown of " + pages + " pages");
        }
    }

    private static long csd(int i, int t) {
        return FIRST_CSD + ((long) i << 16) + ((long) t << 5);
    }

    @Override
    public void callQueued(int v, int t) {
        if (isWatched(v)) {
            inGuest(
                    v,
                    "csd_queue_cpu",
                    "cpu=" + t + " callsite=smp_call_function_many_cond+0x128 func=flush_tlb_func csd="
                            + Long.toHexString(csd(v, t)));
            flow[v * state.firstOf(1) + t] = ++flows;
            picture.instant(trackOfFlush(v), "call v" + (t + 1), "flush")
                    .flow(flows)
                    .at(now());
        }
    }

    @Override
    public void flushReturns(int v) {
        if (isWatched(v)) {
            end(v);
        }
    }

    @Override
    public void callInterrupt(int v, boolean begins) {
        if (isWatched(v)) {
            inGuest(v, begins ? "call_function_entry" : "call_function_exit", "vector=252");
        }
    }

    @Override
    public void handles(int v, int i) {
        if (isWatched(v)) {
            inGuest(v, "csd_function_entry", "func=flush_tlb_func, csd=" + Long.toHexString(csd(i, v)));
            nested[v]++;
            picture.begin(trackOfFlush(v), "flush for v" + (i + 1), "flush")
                    .lastOfFlow(flow[i * state.firstOf(1) + v])
                    .at(now());
        }
    }

    @Override
    public void handled(int v, int i, boolean flushed, long pages) {
        if (isWatched(v)) {
            if (flushed) {
                inGuest(v, "tlb_flush", "pages:" + pages + " reason:remote shootdown (1)");
            }
            inGuest(v, "csd_function_exit", "func=flush_tlb_func, csd=" + Long.toHexString(csd(i, v)));
            end(v);
        }
    }

    @Override
    public void guestSwitches(int v, int from, int to, boolean fromIsRunnable) {
        if (isWatched(v)) {
            guestThread[v] = from;
            inGuest(
                    v,
                    "sched_switch",
                    "prev_comm=" + (from == IDLE ? "swapper/" + v : "app") + " prev_pid="
                            + (from == IDLE ? 0 : FIRST_APP_PID + from) + " prev_prio=120 prev_state="
                            + (from == IDLE || fromIsRunnable ? "R" : "S") + " ==> next_comm="
                            + (to == IDLE ? "swapper/" + v : "app") + " next_pid="
                            + (to == IDLE ? 0 : FIRST_APP_PID + to)
                            + " next_prio=120");
            guestThread[v] = to;
        }
    }

    // --- Perfetto

    private static long trackOfPcpu(int p) {
        return 1L << 32 | p;
    }

    private static long trackOfVcpu(int v) {
        return 2L << 32 | v;
    }

    private static long trackOfFlush(int v) {
        return 3L << 32 | v;
    }

    private void describe(int pcpus, Scenario scenario) {
        picture.process(HOST, "host");
        for (int p = 0; p < pcpus; p++) {
            picture.thread(trackOfPcpu(p), HOST, p + 1, "p" + (p + 1));
            if (thread[p] != IDLE) {
                picture.begin(trackOfPcpu(p), name(thread[p], p), "runs").at(now());
            }
        }
        for (int v = 0; v < state.vcpus(); v++) {
            int vm = state.vmOf(v);
            if (v == state.firstOf(vm)) {
                picture.process(FIRST_VM + vm, scenario.vms().get(vm).name());
            }
            picture.thread(trackOfVcpu(v), FIRST_VM + vm, pcpus + 2 * v + 1, "v" + (v + 1));
            if (vm == 0) {
                picture.thread(trackOfFlush(v), FIRST_VM, pcpus + 2 * v + 2, "v" + (v + 1) + " flushes");
            }
        }
    }

    /** What v did is over, and it does something else. */
    private void slice(int v, String next) {
        if (isOpen[v]) {
            picture.end(trackOfVcpu(v)).at(now());
        }
        isOpen[v] = true;
        picture.begin(trackOfVcpu(v), next, "vcpu").at(now());
    }

    private void begin(int v, String what) {
        nested[v]++;
        picture.begin(trackOfFlush(v), what, "flush").at(now());
    }

    private void end(int v) {
        if (nested[v] > 0) {
            nested[v]--;
            picture.end(trackOfFlush(v)).at(now());
        }
    }
}
