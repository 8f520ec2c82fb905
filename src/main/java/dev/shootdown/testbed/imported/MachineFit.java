package dev.shootdown.testbed.imported;

import dev.shootdown.testbed.profile.Fact;
import dev.shootdown.testbed.profile.MachineProfile;
import dev.shootdown.testbed.profile.ProfileText;
import dev.shootdown.testbed.profile.Unit;
import dev.shootdown.trace.host.ExitTimes;
import dev.shootdown.trace.host.Observations;
import dev.shootdown.trace.host.PageCounts;
import dev.shootdown.trace.host.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The costs of a machine, as far as traces tell them.
 *
 * <p>KVM records kvm_exit when it has saved the guest's registers, and kvm_entry before it enters the guest: what the hardware
 * does for both lies outside of the two. A vmcall round trip of 1,559 cycles on Skylake-X with 784 cycles of bare hardware on
 * Sandy Bridge (docs/importing.md) makes that two thirds of the profile's {@code vm_exit} and {@code vm_entry}. The same
 * share is used where the testbed writes such events ({@link dev.shootdown.trace.host.ExitTimes#HIDDEN}).
 */
final class MachineFit {
    /** Fewer observations are no basis for a number. */
    static final long ENOUGH = 10;

    private static final double HIDDEN = ExitTimes.HIDDEN;

    private final MachineProfile base;
    private final Choices choices;
    private final double nsPerCycle;
    private final List<Inferred> found = new ArrayList<>();

    MachineFit(Choices choices) {
        this.choices = choices;
        base = choices.base();
        nsPerCycle = 1e9 / choices.clockHz().orElse(base.clockHz());
    }

    /**
     * What is inferred.
     *
     * @param host what was seen where KVM, or the program itself, runs; null if nothing was
     * @param flushing what was seen where flushes happen
     * @param vcpusPerCpu how many vCPUs there are for each CPU that runs some
     */
    List<Inferred> fit(Observations host, Observations flushing, double vcpusPerCpu) {
        found.clear();
        Observations nothing = new Observations();
        exits(host == null ? nothing : host);
        interrupts(host == null ? nothing : host);
        scheduler(host == null ? nothing : host, vcpusPerCpu);
        flushes(flushing == null ? nothing : flushing);
        return List.copyOf(found);
    }

    private double nanos(long cycles) {
        return cycles * nsPerCycle;
    }

    private double outside(double share) {
        return share
                * nanos(base.virtualization().vmExit() + base.virtualization().vmEntry());
    }

    // --- exits

    private void exits(Observations host) {
        double visible = outside(1 - HIDDEN);
        double hidden = outside(HIDDEN);
        double whole = outside(1);
        Samples calls = plainHypercalls(host);
        duration(
                "virtualization.hypercall",
                calls,
                50,
                -visible,
                0,
                "kvm_exit VMCALL to kvm_entry, without what is recorded of the way out and in",
                "kvm:kvm_entry and kvm:kvm_exit with exits for VMCALL tell it");
        icr(host, hidden, whole);
        externalInterrupt(host, visible);
        duration(
                "virtualization.hlt_exit",
                host.haltToSwitch(),
                10,
                -(1 - HIDDEN) * nanos(base.virtualization().vmExit()),
                0,
                "kvm_exit HLT to sched_switch, the quickest tenth, since the others may have polled before they slept",
                "kvm:kvm_exit and sched:sched_switch with halts tell it");
        if (base.spinning() != null) {
            duration(
                    "spinning.ple_exit",
                    undisturbed(host, "PAUSE_INSTRUCTION", "pause"),
                    50,
                    -visible,
                    0,
                    "kvm_exit PAUSE_INSTRUCTION to kvm_entry, without what is recorded of the way out and in",
                    "kvm:kvm_entry and kvm:kvm_exit with exits for PAUSE_INSTRUCTION tell it");
        }
    }

    /** The interrupt's own handler lies between the two events, so that the quickest exit is no more than a bound. */
    private void externalInterrupt(Observations host, double visible) {
        String key = "virtualization.external_interrupt_exit";
        Samples seen = undisturbed(host, "EXTERNAL_INTERRUPT", "interrupt");
        double standsIn = nanos(base.virtualization().externalInterruptExit());
        double quickest = seen.percentile(1) - visible - nanos(base.host().interruptEntryExit());
        if (seen.count() < ENOUGH) {
            standIn(key, seen.count(), "kvm:kvm_entry and kvm:kvm_exit with exits for EXTERNAL_INTERRUPT bound it");
        } else if (quickest >= standsIn) {
            standIn(
                    key,
                    seen.count(),
                    "no exit was quicker than that and the interrupt's handler, which lies between the two events");
        } else {
            double bound = Math.max(0, quickest);
            add(
                    key,
                    bound,
                    seen.count(),
                    bound,
                    bound,
                    "the quickest hundredth of kvm_exit EXTERNAL_INTERRUPT to kvm_entry, without what is recorded of the way"
                            + " out and in and without host.interrupt_entry_exit");
        }
    }

    private void icr(Observations host, double hidden, double whole) {
        boolean told = host.tellsIcrWrites();
        Samples writes = told ? host.icrWrites().undisturbed() : undisturbed(host, "MSR_WRITE", "msr", "APIC_WRITE");
        String how = told
                ? "kvm_exit to kvm_entry of exits in which kvm_msr or kvm_apic_ipi say that the command register was written"
                : "kvm_exit MSR_WRITE to kvm_entry, all of them taken for writes of the command register (kvm:kvm_msr"
                        + " or kvm:kvm_apic_ipi would tell)";
        duration(
                "virtualization.icr_write",
                writes,
                50,
                hidden,
                whole,
                how + "; with what is not recorded of the way out and in",
                "kvm:kvm_entry, kvm:kvm_exit and kvm:kvm_msr with IPIs of a guest tell it");
        if (writes.count() >= ENOUGH && told) {
            found.add(new Inferred(
                    "virtualization.ipi_virtualization",
                    true,
                    0,
                    "value",
                    writes.count(),
                    0,
                    0,
                    "writes of the command register make exits"));
        }
    }

    private static Samples undisturbed(Observations host, String... reasons) {
        Samples all = new Samples();
        for (String reason : reasons) {
            ExitTimes times = host.exits().get(reason);
            if (times != null) {
                all.add(times.undisturbed());
            }
        }
        return all;
    }

    /** Hypercalls that do no more than any must: those that wake, send or yield are left out where their numbers are told. */
    private static Samples plainHypercalls(Observations host) {
        if (host.hypercalls().isEmpty()) {
            return undisturbed(host, "VMCALL", "VMMCALL", "hypercall");
        }
        Samples plain = new Samples();
        for (Map.Entry<Long, ExitTimes> one : host.hypercalls().entrySet()) {
            if (!WORKING_HYPERCALLS.contains(one.getKey())) {
                plain.add(one.getValue().undisturbed());
            }
        }
        return plain;
    }

    /** KVM_HC_KICK_CPU, _SEND_IPI, _SCHED_YIELD (include/uapi/linux/kvm_para.h), and the one our exports flush with. */
    private static final List<Long> WORKING_HYPERCALLS = List.of(5L, 10L, 11L, 100L);

    // --- interrupts

    private void interrupts(Observations host) {
        String needs = "ipi:ipi_send_cpu with kvm:kvm_exit, csd:* or irq_vectors:* tell it";
        if (host.ipiSends() > 0 && host.ipiToBusy().count() + host.ipiToGuest().count() == 0) {
            Fact fact = base.facts().get("host.ipi_same_socket");
            String matched =
                    host.ipiToIdle().count() > 0 ? "none matched a busy CPU's handler" : "none matched a handler";
            found.add(Inferred.standIn(
                    fact.key(), fact.value(), fact.unit(), 0, host.ipiSends() + " sends, " + matched + "; " + needs));
            return;
        }
        boolean toBusy = host.ipiToBusy().count() > host.ipiToGuest().count();
        duration(
                "host.ipi_same_socket",
                toBusy ? host.ipiToBusy() : host.ipiToGuest(),
                50,
                toBusy ? 0 : -HIDDEN * nanos(base.virtualization().vmExit()),
                0,
                toBusy
                        ? "ipi_send_cpu to the handler's entry on another CPU that was not idle, wherever that lies"
                        : "ipi_send_cpu to kvm_exit on a CPU that ran a guest, without the hardware's part of the way out,"
                                + " wherever that CPU lies",
                needs);
    }

    // --- the scheduler

    private void scheduler(Observations host, double vcpusPerCpu) {
        int runnable = (int) Math.max(2, Math.round(vcpusPerCpu));
        Samples slices = host.slices();
        duration(
                "scheduler.latency",
                slices,
                50,
                0,
                0,
                runnable,
                "slices of vCPUs that were preempted for one which had been preempted, times " + runnable
                        + " vCPUs that share a CPU",
                "sched:sched_switch with vCPUs that take turns on a CPU tells it");
        if (slices.count() >= ENOUGH) {
            granularity(slices);
        }
    }

    /** No slice that is chosen is shorter than the granularity: slices tell only what it cannot be longer than. */
    private void granularity(Samples slices) {
        String key = "scheduler.min_granularity";
        double slice = slices.median();
        if (slice < nanos(base.scheduler().minGranularity())) {
            add(
                    key,
                    slice,
                    slices.count(),
                    slices.percentile(10),
                    slices.percentile(90),
                    "the slice itself, a bound that is lower than the number that stands in");
        } else {
            String bound = String.format(java.util.Locale.ROOT, "%.2f", slice / 1e6);
            standIn(key, slices.count(), "the slice of " + bound + " ms is no more than a bound, and lies above");
        }
    }

    // --- flushes

    private void flushes(Observations flushing) {
        List<double[]> points = new ArrayList<>(); // pages, median, samples, p10, p90
        for (int pages = 1; pages <= Observations.MOST_TIMED_PAGES; pages++) {
            Samples times = flushing.handler(pages);
            if (times != null && times.count() >= ENOUGH) {
                points.add(
                        new double[] {pages, times.median(), times.count(), times.percentile(10), times.percentile(90)
                        });
            }
        }
        long samples = points.stream().mapToLong(point -> (long) point[2]).sum();
        String events = flushing.isTimedByCall()
                ? "csd_function_entry to csd_function_exit around tlb_flush"
                : "call_function entry to exit around one tlb_flush, the interrupt's other work included";
        String needs = "tlb:tlb_flush with csd:* or irq_vectors:call_function_* and flushes of several sizes tell it";
        double[] line = points.size() < 2 ? null : line(points);
        boolean isLine = line != null && line[1] > 0 && line[0] >= 0;
        double fixed = isLine
                ? line[0]
                : points.isEmpty()
                        ? nanos(base.guest().flushHandler())
                        : Math.max(
                                0,
                                points.get(0)[1]
                                        - points.get(0)[0] * nanos(base.guest().invlpg()));
        if (isLine) {
            add(
                    "guest.invlpg",
                    line[1],
                    samples,
                    slope(points, line[0], 3),
                    slope(points, line[0], 4),
                    events + ": slope over " + points.size() + " sizes");
        } else {
            standIn("guest.invlpg", samples, needs);
        }
        if (!points.isEmpty()) {
            double[] first = points.get(0);
            add(
                    "guest.flush_handler",
                    fixed,
                    samples,
                    Math.max(0, fixed - (first[1] - first[3])),
                    fixed + first[4] - first[1],
                    events
                            + (isLine
                                    ? ": what is left for no page"
                                    : ": of one size, without guest.invlpg for its pages"));
        } else {
            standIn("guest.flush_handler", samples, needs);
        }
        duration(
                "guest.cr3_write",
                flushing.fullHandler(),
                50,
                -fixed,
                0,
                events + ", flushes of everything, without guest.flush_handler",
                needs);
        ceiling(flushing);
    }

    private void ceiling(Observations flushing) {
        PageCounts pages = new PageCounts();
        for (PageCounts one : List.of(
                flushing.remoteFlushes().pages(), flushing.localFlushes().pages())) {
            for (int k = pages.largest(); k <= one.largest(); k++) {
                if (one.of(k) > 0) {
                    pages = one;
                }
            }
        }
        int largest = pages.largest();
        if (largest > base.guest().flushCeilingPages()) {
            found.add(new Inferred(
                    "guest.flush_ceiling_pages",
                    true,
                    largest,
                    "value",
                    pages.total(),
                    largest,
                    largest,
                    "the largest flush that was done page by page"));
        } else {
            standIn(
                    "guest.flush_ceiling_pages",
                    pages.total(),
                    "no flush page by page was larger (" + largest + " at most)");
        }
    }

    /** The least-squares line through the medians, each weighted by its samples: value at 0 and slope. */
    private static double[] line(List<double[]> points) {
        double n = 0;
        double x = 0;
        double y = 0;
        for (double[] p : points) {
            n += p[2];
            x += p[2] * p[0];
            y += p[2] * p[1];
        }
        double xx = 0;
        double xy = 0;
        for (double[] p : points) {
            xx += p[2] * (p[0] - x / n) * (p[0] - x / n);
            xy += p[2] * (p[0] - x / n) * (p[1] - y / n);
        }
        double slope = xy / xx;
        return new double[] {y / n - slope * x / n, slope};
    }

    /** The slope to the largest size when that took as long as a quantile of its observations. */
    private static double slope(List<double[]> points, double fixed, int quantile) {
        double[] last = points.get(points.size() - 1);
        return Math.max(0, (last[quantile] - fixed) / last[0]);
    }

    // --- entries of the list

    private void duration(
            String key, Samples seen, double percent, double plus, double least, String how, String needs) {
        duration(key, seen, percent, plus, least, 1, how, needs);
    }

    private void duration(
            String key, Samples seen, double percent, double plus, double least, int times, String how, String needs) {
        if (seen.count() < ENOUGH) {
            standIn(key, seen.count(), needs);
            return;
        }
        String coarse = seen.resolution() > 1 && seen.median() < 20 * seen.resolution()
                ? "; stamps of " + (seen.resolution() / 1000) + " µs are coarse for it"
                : "";
        add(
                key,
                Math.max(least, times * seen.percentile(percent) + plus),
                seen.count(),
                Math.max(least, times * seen.percentile(10) + plus),
                Math.max(least, times * seen.percentile(90) + plus),
                how + coarse);
    }

    private void add(String key, double value, long samples, double p10, double p90, String how) {
        found.add(new Inferred(key, true, round(value), "ns", samples, round(p10), round(p90), how));
    }

    private static double round(double nanos) {
        return nanos < 1000 ? Math.round(nanos * 10) / 10.0 : Math.round(nanos);
    }

    private void standIn(String key, long samples, String needs) {
        Fact fact = base.facts().get(key);
        String why = samples == 0
                ? "not in the traces; " + needs
                : samples < ENOUGH ? "too few samples (" + samples + "); " + needs : needs;
        found.add(Inferred.standIn(key, fact.value(), fact.unit(), samples, why));
    }

    /** The profile as text. */
    String text(List<Inferred> inferred, String files, Observations host, int pcpus, List<String> heading) {
        ProfileText text = ProfileText.like(base);
        for (Inferred one : inferred) {
            if (one.measured()) {
                text.put(one.key(), one.number(files));
            }
        }
        choices.clockHz()
                .ifPresent(hz -> text.put(
                        "clock", new ProfileText.Number(hz, Unit.HZ, hz, hz, "given on the command line", false)));
        topology(text, pcpus);
        background(host, pcpus).ifPresent(lines -> text.put(backgroundKey(), lines));
        return text.write(choices.name() + "-machine", heading);
    }

    private void topology(ProfileText text, int pcpus) {
        String given = "given on the command line";
        if (choices.topology().isPresent()) {
            int[] said = choices.topology().get();
            text.put("topology.sockets", count(said[0], given, false));
            text.put("topology.cores_per_socket", count(said[1], given, false));
            text.put("topology.threads_per_core", count(said[2], given, false));
        } else if (base.topology().pcpus() < pcpus) {
            int perCore = base.topology().sockets() * base.topology().threadsPerCore();
            text.put(
                    "topology.cores_per_socket",
                    count(
                            (pcpus + perCore - 1) / perCore,
                            "enough for the " + pcpus + " CPUs of the trace, which does not say how they lie",
                            true));
        }
    }

    private static ProfileText.Number count(int n, String why, boolean isAssumption) {
        return new ProfileText.Number(n, Unit.VALUE, n, n, why, isAssumption);
    }

    /** The first work of the base that a trace's sched_switch would show: that of threads. */
    private String backgroundKey() {
        for (int i = 0; i < base.background().size(); i++) {
            if (!base.background().get(i).interruptsOff()) {
                return "background[" + i + "]";
            }
        }
        return "";
    }

    /** Tasks beside the vCPUs, as work of the host; nothing if none were seen. */
    Optional<List<String>> background(Observations host, int pcpus) {
        if (host == null || host.others().count() < ENOUGH || backgroundKey().isEmpty()) {
            return Optional.empty();
        }
        Samples others = host.others();
        double interval = Math.max(1, (host.seenTotal() - others.total()) / others.count());
        String source = String.format(
                java.util.Locale.ROOT,
                "measured: %,d runs of tasks that run no vCPU, on %d CPUs in %.3f s",
                others.count(),
                host.cpuCount(),
                host.duration() / 1e9);
        List<String> lines = new ArrayList<>(List.of(
                "name: \"other tasks\"",
                "interval: {distribution: exponential, mean: "
                        + new ProfileText.Number(interval, Unit.NS, interval, interval, source, false).text() + "}",
                "length:"));
        Tables.times(others, "measured: how long they ran, by sched_switch").forEach(line -> lines.add("  " + line));
        lines.add("interrupts_off: "
                + count(0, "threads can be interrupted", true).text());
        return Optional.of(lines);
    }
}
