package dev.shootdown.testbed.imported;

import dev.shootdown.testbed.profile.ProfileText;
import dev.shootdown.testbed.profile.Unit;
import dev.shootdown.testbed.profile.Workload;
import dev.shootdown.trace.host.Arrivals;
import dev.shootdown.trace.host.Observations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a guest does, as far as traces tell it: how long it computes between two flushes or halts, how large flushes are, how
 * long it is idle. All threads of a vCPU are taken together, for one thread each: what matters is when a CPU flushes and when
 * it has nothing to do, and a trace of flushes does not say more of who waits for whom.
 */
final class WorkloadFit {
    private static final int NOT_FULL = 256;

    private final Workload base;
    private final List<Inferred> found = new ArrayList<>();

    WorkloadFit(Workload base) {
        this.base = base;
    }

    /** What is inferred from a trace that holds flushes; empty of measurements if it is null. */
    List<Inferred> inferred() {
        return List.copyOf(found);
    }

    /** The flushes to replay: those with other CPUs to reach, or the CPUs' own if no trace tells the former. */
    static Arrivals arrivals(Observations flushing) {
        return flushing.remoteFlushes().flushes() >= MachineFit.ENOUGH
                ? flushing.remoteFlushes()
                : flushing.localFlushes();
    }

    static boolean hasFlushes(Observations flushing) {
        return flushing != null
                && arrivals(flushing).flushes() >= MachineFit.ENOUGH
                && arrivals(flushing).gaps().count() >= MachineFit.ENOUGH;
    }

    /**
     * A workload that flushes like the trace.
     *
     * @param running which part of the time that the guest's CPUs were not idle they had a CPU of the host
     */
    String replay(String name, Observations flushing, double running, int ceiling, List<String> heading) {
        ProfileText text = ProfileText.like(base);
        Arrivals arrivals = arrivals(flushing);
        boolean remote = arrivals == flushing.remoteFlushes();
        double events = arrivals.flushes() + arrivals.idles();
        String which = remote ? "tlb_flush, reason remote ipi send" : "tlb_flush, reason local mm shootdown";
        shares(text, arrivals, events, which);
        String stolen = running < 1
                ? String.format(
                        Locale.ROOT, ", times %.3f, the part that the host's trace says was not stolen", running)
                : "";
        put(
                "workload.compute_burst",
                running * arrivals.gaps().mean(),
                arrivals.gaps().count(),
                running * arrivals.gaps().percentile(10),
                running * arrivals.gaps().percentile(90),
                which
                        + (flushing.switches() == 0
                                ? ", and no sched_switch: idle time is part of it"
                                : " or a switch to idle")
                        + ": a table of times of a CPU that is not idle" + stolen + ", mean shown");
        text.put(
                "compute_burst",
                Tables.times(arrivals.gaps(), running, "measured: " + which + ", to the next one or to idle" + stolen));
        text.put(
                "operations.pages",
                Tables.pages(
                        arrivals.pages(), ceiling, Math.max(NOT_FULL, ceiling + 1), "measured: pages of " + which));
        found.add(new Inferred(
                "workload.operations.pages",
                true,
                meanPages(arrivals),
                "value",
                arrivals.pages().total(),
                1,
                Math.max(1, arrivals.pages().largest()),
                which + ": a table of sizes, mean, smallest and largest of those not of everything shown"));
        kinds(text, flushing);
        idle(text, flushing, arrivals);
        text.put("threads_per_vcpu", number(1, "all threads of a vCPU are taken together", true));
        return text.write(name, heading);
    }

    private static double meanPages(Arrivals arrivals) {
        double sum = 0;
        double n = 0;
        for (int k = 0; k <= arrivals.pages().largest(); k++) {
            sum += (double) k * arrivals.pages().of(k);
            n += arrivals.pages().of(k);
        }
        return n == 0 ? 0 : Math.round(sum / n * 100) / 100.0;
    }

    private void shares(ProfileText text, Arrivals arrivals, double events, String which) {
        double flushes = arrivals.flushes() / events;
        String counted = String.format(
                Locale.ROOT,
                "%,d of %,.0f busy times of CPUs ended in a flush (%s), the others in idling",
                arrivals.flushes(),
                events,
                which);
        text.put("operations.probability", number(flushes, "measured: " + counted, false));
        text.put("blocking.probability", number(1 - flushes, "measured: " + counted, false));
        found.add(new Inferred(
                "workload.operations.probability",
                true,
                four(flushes),
                "value",
                (long) events,
                four(flushes),
                four(flushes),
                counted));
        found.add(new Inferred(
                "workload.blocking.probability",
                true,
                four(1 - flushes),
                "value",
                (long) events,
                four(1 - flushes),
                four(1 - flushes),
                "the rest"));
    }

    private static double four(double share) {
        return Math.round(share * 1e4) / 1e4;
    }

    private void kinds(ProfileText text, Observations flushing) {
        long[] calls = {flushing.calls(0), flushing.calls(1), flushing.calls(2)};
        long all = calls[0] + calls[1] + calls[2];
        String[] names = {"munmap", "madvise", "mprotect"};
        if (all < MachineFit.ENOUGH) {
            found.add(
                    Inferred.standIn(
                            "workload.operations.madvise_weight",
                            base.facts().get("operations.madvise_weight").value(),
                            Unit.VALUE,
                            all,
                            "which calls flush is not in the traces; syscalls:sys_enter_munmap, _madvise and _mprotect tell it"));
            return;
        }
        for (int k = 0; k < 3; k++) {
            text.put(
                    "operations." + names[k] + "_weight",
                    number(calls[k], "measured: calls by sys_enter_" + names[k], false));
            found.add(new Inferred(
                    "workload.operations." + names[k] + "_weight",
                    true,
                    calls[k],
                    "value",
                    all,
                    calls[k],
                    calls[k],
                    "calls by sys_enter_" + names[k]));
        }
    }

    private void idle(ProfileText text, Observations flushing, Arrivals arrivals) {
        if (flushing.idles().count() < MachineFit.ENOUGH || arrivals.idles() == 0) {
            found.add(Inferred.standIn(
                    "workload.blocking.sleep",
                    base.facts().get("blocking.probability").value(),
                    Unit.VALUE,
                    flushing.idles().count(),
                    "no idle times in the trace; sched:sched_switch tells them"));
            return;
        }
        String why = "every idle time of a CPU is in the table of sleeps, whatever ended it";
        text.put("blocking.peer_share", number(0, why, true));
        text.put("blocking.wake_probability", number(0, why, true));
        text.put("blocking.sleep", Tables.times(flushing.idles(), "measured: idle times of CPUs, by sched_switch"));
        put(
                "workload.blocking.sleep",
                flushing.idles().mean(),
                flushing.idles().count(),
                flushing.idles().percentile(10),
                flushing.idles().percentile(90),
                "sched_switch to idle and back: a table of times, mean shown");
    }

    private void put(String key, double mean, long samples, double p10, double p90, String how) {
        found.add(new Inferred(key, true, Math.round(mean), "ns", samples, Math.round(p10), Math.round(p90), how));
    }

    private static ProfileText.Number number(double value, String why, boolean isAssumption) {
        return new ProfileText.Number(value, Unit.VALUE, value, value, why, isAssumption);
    }

    // --- guests of which only the host's trace tells something

    /** A workload that computes and halts like a VM of a host's trace; nothing is said of flushes but what the base says. */
    String haltsLike(Vms.Vm vm, String name, List<String> heading) {
        ProfileText text = ProfileText.like(base);
        double halts = vm.sum(thread -> thread.halts());
        if (halts >= MachineFit.ENOUGH) {
            double halted = vm.sum(thread -> thread.halted());
            double ran = vm.sum(thread -> thread.seen() - thread.halted() - thread.preempted());
            String counted = String.format(
                    Locale.ROOT,
                    "measured: %,.0f halts of %d vCPUs by kvm_exit HLT",
                    halts,
                    vm.threads().size());
            double share = Math.min(1, base.computeBurst().mean() / Math.max(1, ran / halts));
            double burst = base.operationProbability() > 0 ? 0 : Math.max(1, ran / halts);
            if (burst > 0) {
                text.put("compute_burst", exponential(burst, counted + ", and what lay between two"));
            }
            text.put("blocking.probability", number(burst > 0 ? 1 : share, counted, false));
            text.put("blocking.peer_share", number(0, "who wakes whom is not in the trace", true));
            text.put("blocking.sleep", exponential(Math.max(1, halted / halts), counted));
        }
        text.put("threads_per_vcpu", number(1, "all threads of a vCPU are taken together", true));
        return text.write(name, heading);
    }

    private static List<String> exponential(double mean, String source) {
        return List.of(
                "distribution: exponential",
                "mean: " + new ProfileText.Number(mean, Unit.NS, mean, mean, source, false).text());
    }
}
