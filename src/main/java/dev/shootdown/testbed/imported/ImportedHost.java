package dev.shootdown.testbed.imported;

import dev.shootdown.testbed.profile.Fact;
import dev.shootdown.testbed.profile.ProfileText;
import dev.shootdown.testbed.profile.Scenario;
import dev.shootdown.trace.host.Observations;
import dev.shootdown.trace.host.TraceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Traces of a host and its guests turned into a scenario: texts of files, and what was inferred.
 *
 * <p>A trace with KVM's events is the host's: it tells costs of exits and IPIs, who shares CPUs, for how long. One without is a
 * guest's: it tells what flushes there are and what they cost there; its IPIs are virtual, and no measure of the host's. If
 * no guest's trace has flushes, the host's own stand in for them, which is said.
 */
public final class ImportedHost {
    private static final double LONGEST_RUN = 20;
    private static final double SHORTEST_RUN = 2;

    private final Map<String, String> files = new LinkedHashMap<>();
    private final List<Inferred> inferred = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private ImportedHost() {}

    /** The scenario that traces amount to. */
    public static ImportedHost of(List<TraceFile> traces, Choices choices) {
        ImportedHost made = new ImportedHost();
        made.infer(traces, choices);
        return made;
    }

    private void infer(List<TraceFile> traces, Choices choices) {
        Observations host = together(traces, true);
        Observations guest = together(traces, false);
        if (choices.bareMetal() && host == null) {
            host = guest;
        }
        Observations flushing = flushing(host, guest, choices);
        List<Vms.Vm> vms = host == null ? List.of() : Vms.of(host.vcpus(), guest == null ? 0 : guestCpus(traces));
        int vcpus = vms.stream().mapToInt(vm -> vm.threads().size()).sum();
        int cpus = host == null ? 0 : host.vcpuCpuCount();
        String names =
                String.join(", ", traces.stream().map(ImportedHost::shortName).toList());
        List<String> heading = List.of(
                "Made by 'shootdown import' from " + names + ".",
                "What was measured says so; everything else is the number of "
                        + choices.base().name() + " or of workload "
                        + choices.workload().name() + ",",
                "and an assumption about this host.");

        int guestCpus = guestCpus(traces);
        int firstVcpus = vms.isEmpty() ? guestCpus : vms.get(0).threads().size();
        int pcpus = cpus > 0 ? cpus : Math.max(1, guestCpus);
        describeHost(host, vms, vcpus, pcpus);

        MachineFit fit = new MachineFit(choices);
        inferred.addAll(prefixed(fit.fit(host, flushing, cpus == 0 ? 0 : (double) vcpus / cpus), "machine."));
        List<Inferred> ofMachine = unprefixed(inferred, "machine.");
        files.put("machine.yaml", fit.text(ofMachine, names, host, pcpus, heading));
        if (fit.background(host, pcpus).isEmpty()) {
            notes.add("Other tasks of the host are those of " + choices.base().name()
                    + ": sched:sched_switch on the host tells how often and how long they run.");
        } else {
            inferred.add(new Inferred(
                    "machine.background",
                    true,
                    Math.round(host.others().mean()),
                    "ns",
                    host.others().count(),
                    Math.round(host.others().percentile(10)),
                    Math.round(host.others().percentile(90)),
                    "runs of tasks that run no vCPU, by sched_switch: a table of times, mean shown"));
        }

        WorkloadFit ofFirst = new WorkloadFit(choices.workload());
        String workload = choices.name() + "-workload";
        if (WorkloadFit.hasFlushes(flushing)) {
            int ceiling = (int) value(ofMachine, "guest.flush_ceiling_pages");
            files.put("workload.yaml", ofFirst.replay(workload, flushing, running(vms, flushing), ceiling, heading));
        } else {
            notes.add("No trace has " + MachineFit.ENOUGH
                    + " flushes with times between them (tlb:tlb_flush, recorded in the"
                    + " guest): how often and how much is flushed is that of workload "
                    + choices.workload().name() + ".");
            Vms.Vm first = vms.isEmpty() ? new Vms.Vm(List.of()) : vms.get(0);
            files.put("workload.yaml", ofFirst.haltsLike(first, workload, heading));
        }
        inferred.addAll(ofFirst.inferred());
        for (int k = 1; k < vms.size(); k++) {
            String name = choices.name() + "-vm" + (k + 1);
            files.put(
                    "vm" + (k + 1) + ".yaml",
                    new WorkloadFit(choices.companion()).haltsLike(vms.get(k), name, heading));
        }
        double seconds =
                traces.stream().mapToDouble(one -> one.seen().duration()).max().orElse(0) / 1e9;
        files.put("scenario.yaml", scenario(choices, vms, Math.max(1, firstVcpus), pcpus, seconds, heading));
        alwaysUnknown(choices);
    }

    /** All traces of hosts, or all others, taken together; null if there is none. */
    private static Observations together(List<TraceFile> traces, boolean ofHost) {
        Observations all = null;
        for (TraceFile trace : traces) {
            if (trace.seen().isOfHost() == ofHost) {
                if (all == null) {
                    all = new Observations();
                }
                all.add(trace.seen());
            }
        }
        return all;
    }

    private Observations flushing(Observations host, Observations guest, Choices choices) {
        if (WorkloadFit.hasFlushes(guest)) {
            if (choices.bareMetal()) {
                notes.add(
                        "Traces without KVM's events are taken for the host's own, as --bare-metal says: its flushes are"
                                + " replayed as a guest's.");
            }
            return guest;
        }
        if (WorkloadFit.hasFlushes(host)) {
            notes.add(
                    "Flushes were recorded on the host alone, where a guest's cannot be seen: those of the host's own tasks"
                            + " are replayed as if the guest made them. Record tlb:tlb_flush in the guest as well.");
            return host;
        }
        return guest != null ? guest : host;
    }

    /** Which part of the time that its guest was not idle the first VM had CPUs, if the traces tell that. */
    private double running(List<Vms.Vm> vms, Observations flushing) {
        if (flushing.isOfHost()) {
            return 1;
        }
        if (vms.isEmpty()) {
            notes.add("Time that a host takes from a guest looks busy in the guest's trace; without one of the host it"
                    + " counts as computing.");
            return 1;
        }
        double busy = vms.get(0).sum(thread -> thread.seen() - thread.halted());
        double stolen = vms.get(0).sum(thread -> thread.preempted());
        return busy <= 0 ? 1 : Math.max(0.01, Math.min(1, (busy - stolen) / busy));
    }

    private void describeHost(Observations host, List<Vms.Vm> vms, int vcpus, int pcpus) {
        if (host == null) {
            notes.add(
                    "No trace of the host (kvm:kvm_entry, kvm:kvm_exit): costs of exits and IPIs are those that stand in,"
                            + " and one VM has a CPU for each vCPU. Record the host as well, or edit scenario.yaml.");
        } else if (vms.isEmpty()) {
            notes.add("No vCPU was seen on the host: one VM has a CPU for each CPU of the trace.");
        } else {
            notes.add(String.format(
                    Locale.ROOT,
                    "%d VM%s with %d vCPUs in all on %d CPU%s; %s. The first, which is measured, has %d.",
                    vms.size(),
                    vms.size() == 1 ? "" : "s",
                    vcpus,
                    pcpus,
                    pcpus == 1 ? "" : "s",
                    Vms.haveProcesses(host.vcpus())
                            ? "told apart by process"
                            : "told apart by where the numbers of vCPUs begin anew",
                    vms.get(0).threads().size()));
            if (host.isFull()) {
                notes.add("More threads run vCPUs than can be followed; the rest was left out.");
            }
        }
    }

    /** CPUs of the traces that are no host's. */
    private static int guestCpus(List<TraceFile> traces) {
        boolean someGuest = traces.stream().anyMatch(trace -> !trace.seen().isOfHost());
        return traces.stream()
                .filter(trace -> !someGuest || !trace.seen().isOfHost())
                .mapToInt(
                        trace -> trace.cpus() > 0 ? trace.cpus() : trace.seen().highestCpu() + 1)
                .max()
                .orElse(1);
    }

    private void alwaysUnknown(Choices choices) {
        for (String key : List.of(
                "virtualization.vm_exit",
                "virtualization.invvpid",
                "virtualization.invept",
                "virtualization.posted_delivery",
                "virtualization.vcpu_load",
                "virtualization.vcpu_move",
                "host.ipi_same_core",
                "host.ipi_cross_socket",
                "tlb.stlb_entries")) {
            Fact fact = choices.base().facts().get(key);
            inferred.add(Inferred.standIn("machine." + key, fact.value(), fact.unit(), 0, why(key)));
        }
        if (choices.clockHz().isEmpty()) {
            Fact clock = choices.base().facts().get("clock");
            inferred.add(Inferred.standIn(
                    "machine.clock", clock.value(), clock.unit(), 0, "not in the traces; --clock-hz says it (lscpu)"));
        }
        if (choices.topology().isEmpty()) {
            Fact cores = choices.base().facts().get("topology.cores_per_socket");
            inferred.add(Inferred.standIn(
                    "machine.topology",
                    cores.value(),
                    cores.unit(),
                    0,
                    "which CPUs share a core or a socket is not in the traces; --topology says it (lscpu)"));
        }
        Fact pages = choices.workload().facts().get("memory.working_set_pages");
        inferred.add(Inferred.standIn(
                "workload.memory.working_set_pages",
                pages.value(),
                pages.unit(),
                0,
                "memory that is touched makes no events; perf stat -e dTLB-load-misses is a hint"));
    }

    private static String why(String key) {
        return switch (key) {
            case "virtualization.vm_exit" ->
                "KVM's events are recorded inside of the way out and in (and so for vm_entry)";
            case "virtualization.invvpid", "virtualization.invept" -> "single instructions make no events";
            case "virtualization.posted_delivery" -> "the hardware delivers posted interrupts without an event";
            case "virtualization.vcpu_load", "virtualization.vcpu_move" ->
                "the kernel's events do not delimit it (kprobes on kvm_arch_vcpu_load would)";
            case "host.ipi_same_core", "host.ipi_cross_socket" ->
                "which CPUs share a core or a socket is not in the traces; what was measured stands for IPIs of one socket";
            default -> "the hardware's TLBs make no events";
        };
    }

    private String scenario(
            Choices choices, List<Vms.Vm> vms, int firstVcpus, int pcpus, double seconds, List<String> heading) {
        double run = Math.min(LONGEST_RUN, Math.max(SHORTEST_RUN, Math.rint(seconds)));
        StringBuilder text = new StringBuilder();
        heading.forEach(line -> text.append("# ").append(line).append('\n'));
        text.append("name: ").append(ProfileText.quoted(choices.name())).append('\n');
        text.append("source: \"numbers of VMs, vCPUs and CPUs as seen in the traces\"\n");
        text.append("machine: machine.yaml\n");
        text.append("pcpus: ").append(Math.min(pcpus, Scenario.MAX_CPUS)).append('\n');
        text.append("warm_up: {ms: 200, assumption: \"until run queues and TLBs are in a steady state\"}\n");
        text.append("duration: {s: ")
                .append((long) run)
                .append(String.format(
                                Locale.ROOT,
                                ", assumption: \"the traces last %.3f s; 2 to 20 are simulated\"}%n",
                                seconds)
                        .replace("\r\n", "\n"));
        text.append("vms:\n");
        text.append("  - name: vm1\n    vcpus: ").append(firstVcpus).append("\n    workload: workload.yaml\n");
        for (int k = 1; k < vms.size(); k++) {
            text.append("  - name: vm").append(k + 1);
            text.append("\n    vcpus: ").append(vms.get(k).threads().size());
            text.append("\n    workload: vm").append(k + 1).append(".yaml\n");
        }
        return text.toString();
    }

    private static String shortName(TraceFile trace) {
        String name = trace.name();
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }

    private static List<Inferred> prefixed(List<Inferred> all, String prefix) {
        return all.stream().map(one -> renamed(one, prefix + one.key())).toList();
    }

    private static List<Inferred> unprefixed(List<Inferred> all, String prefix) {
        return all.stream()
                .filter(one -> one.key().startsWith(prefix))
                .map(one -> renamed(one, one.key().substring(prefix.length())))
                .toList();
    }

    private static Inferred renamed(Inferred one, String key) {
        return new Inferred(
                key, one.measured(), one.value(), one.unit(), one.samples(), one.p10(), one.p90(), one.how());
    }

    private static double value(List<Inferred> all, String key) {
        return all.stream()
                .filter(one -> one.key().equals(key))
                .mapToDouble(Inferred::value)
                .findFirst()
                .orElse(0);
    }

    /** The files to write, by name; {@code scenario.yaml} names the others. */
    public Map<String, String> files() {
        return java.util.Collections.unmodifiableMap(files);
    }

    /** Every number that was looked for: measured, or what stands in and why. */
    public List<Inferred> inferred() {
        return List.copyOf(inferred);
    }

    /** What a reader of the results has to know, a sentence or two each. */
    public List<String> notes() {
        return List.copyOf(notes);
    }
}
