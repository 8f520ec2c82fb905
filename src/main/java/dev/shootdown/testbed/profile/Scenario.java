package dev.shootdown.testbed.profile;

import dev.shootdown.machine.BadInput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What is simulated: a machine, the VMs on it, and for how long.
 *
 * @param pcpus the pCPUs in use, ascending; the rest of the machine is idle and not simulated
 * @param warmUp cycles at the start whose operations are not counted
 * @param duration cycles after the warm-up
 * @param facts where its own numbers come from
 */
public record Scenario(
        String name,
        MachineProfile machine,
        List<Integer> pcpus,
        List<VmPlan> vms,
        long warmUp,
        long duration,
        Facts facts) {
    /** How many vCPUs, and how many pCPUs, a scenario may have. */
    public static final int MAX_CPUS = 4096;

    private static final int MAX_VMS = MAX_CPUS;
    private static final String MACHINE = "machine.";

    public Scenario {
        pcpus = List.copyOf(pcpus);
        vms = List.copyOf(vms);
    }

    /** How a scenario finds what it names. */
    record Includes(Function<String, MachineProfile> machine, WorkloadFinder workload) {}

    @FunctionalInterface
    interface WorkloadFinder {
        Workload find(String nameOrFile, double clockHz);
    }

    static Scenario read(Document document, Includes includes) {
        Section top = document.open().expecting("name", "machine", "pcpus", "warm_up", "duration", "vms");
        String name = top.word("name");
        String machineName = top.word("machine");
        MachineProfile machine = named(top, "machine", () -> includes.machine().apply(machineName));
        document.clockHz(machine.clockHz());
        List<Integer> pcpus = pcpus(
                top, IntStream.range(0, machine.topology().pcpus()).boxed().toList());
        long warmUp = top.cycles("warm_up");
        long duration = top.cycles("duration", 1);
        List<VmPlan> vms = new ArrayList<>();
        int vcpus = 0;
        for (Section vm : top.sections("vms", 1, MAX_VMS)) {
            vm.expecting("name", "vcpus", "workload", "pcpus");
            String vmName = vm.word("name");
            if (vms.stream().anyMatch(other -> other.name().equals(vmName))) {
                throw vm.bad(
                        "name",
                        "is '" + YamlReader.shown(vmName) + "', which another VM has (different names are expected)");
            }
            int count = vm.count("vcpus", 1, MAX_CPUS);
            vcpus += count;
            if (vcpus > MAX_CPUS) {
                throw vm.bad("vcpus", "makes " + vcpus + " vCPUs in all (at most " + MAX_CPUS + " are supported)");
            }
            String workloadName = vm.word("workload");
            Workload workload = named(vm, "workload", () -> includes.workload().find(workloadName, machine.clockHz()));
            requireDistinctNames(vm, vms, workload);
            vms.add(new VmPlan(vmName, count, workload, vm.has("pcpus") ? pcpus(vm, pcpus) : pcpus));
            vm.done();
        }
        top.done();
        return new Scenario(name, machine, pcpus, vms, warmUp, duration, document.facts());
    }

    /** Numbers are varied by name, so that a name must lead to one workload. */
    private static void requireDistinctNames(Section section, List<VmPlan> vms, Workload workload) {
        boolean taken = vms.stream()
                .map(VmPlan::workload)
                .anyMatch(other -> other.name().equals(workload.name())
                        && !other.facts().canonical().equals(workload.facts().canonical()));
        if (taken || workload.name().equals("machine")) {
            throw section.bad(
                    "workload",
                    "is called '" + YamlReader.shown(workload.name())
                            + "' like something else (different names are expected)");
        }
    }

    /** A number of pCPUs, the first ones of those there are, or a list of them. */
    private static List<Integer> pcpus(Section section, List<Integer> available) {
        if (!section.isList("pcpus")) {
            return available.subList(0, section.count("pcpus", 1, available.size()));
        }
        int highest = available.get(available.size() - 1);
        List<Integer> chosen =
                IntStream.of(section.numbers("pcpus", 0, highest)).boxed().toList();
        for (int pcpu : chosen) {
            if (!available.contains(pcpu)) {
                throw section.bad("pcpus", "holds " + pcpu + ", which the scenario does not use");
            }
        }
        return chosen;
    }

    /** Says where a name that leads nowhere was written; complaints about what is inside the other file stay as they are. */
    private static <T> T named(Section section, String key, java.util.function.Supplier<T> find) {
        try {
            return find.get();
        } catch (Profiles.NotFound e) {
            throw section.bad(key, e.getMessage());
        }
    }

    /** How many vCPUs all VMs have together. */
    public int vcpus() {
        return vms.stream().mapToInt(VmPlan::vcpus).sum();
    }

    /** The workloads in the order of the VMs, each once. */
    public List<Workload> workloads() {
        List<Workload> workloads = new ArrayList<>();
        for (VmPlan vm : vms) {
            if (workloads.stream()
                    .noneMatch(known -> known.name().equals(vm.workload().name()))) {
                workloads.add(vm.workload());
            }
        }
        return workloads;
    }

    /**
     * The same scenario with one number of its machine or of a workload changed: {@code machine.virtualization.invvpid},
     * {@code dedup.blocking.probability} (the workload's name first). With the machine's clock every duration that is
     * written in seconds changes its cycles.
     *
     * @param value the new number, in the unit the file uses there
     */
    public Scenario with(String key, double value) {
        if (key.startsWith(MACHINE)) {
            MachineProfile changed = machine.with(key.substring(MACHINE.length()), value);
            double ratio = changed.clockHz() / machine.clockHz();
            List<VmPlan> moved = vms.stream()
                    .map(vm -> new VmPlan(vm.name(), vm.vcpus(), vm.workload().atClock(changed.clockHz()), vm.pcpus()))
                    .toList();
            if (pcpus.get(pcpus.size() - 1) >= changed.topology().pcpus()) {
                throw new BadInput(
                        facts.file() + ": with " + key + " = " + value + " the machine has fewer pCPUs than used.");
            }
            return new Scenario(
                    name, changed, pcpus, moved, Math.round(warmUp * ratio), Math.round(duration * ratio), facts);
        }
        for (Workload workload : workloads()) {
            if (key.startsWith(workload.name() + ".")) {
                Workload changed = workload.with(key.substring(workload.name().length() + 1), value);
                return withWorkload(workload.name(), changed);
            }
        }
        throw new BadInput("There is no number '" + YamlReader.shown(key)
                + "' (names start with 'machine.' or a workload's" + " name and a dot).");
    }

    private Scenario withWorkload(String workload, Workload changed) {
        List<VmPlan> changedVms = vms.stream()
                .map(vm -> vm.workload().name().equals(workload)
                        ? new VmPlan(vm.name(), vm.vcpus(), changed, vm.pcpus())
                        : vm)
                .toList();
        return new Scenario(name, machine, pcpus, changedVms, warmUp, duration, facts);
    }

    /** The same scenario under another name. */
    public Scenario called(String newName) {
        return new Scenario(newName, machine, pcpus, vms, warmUp, duration, facts);
    }

    /** The same scenario with another workload in its first VM, the one that is measured. */
    public Scenario running(Workload workload) {
        List<VmPlan> changed = new ArrayList<>(vms);
        VmPlan first = vms.get(0);
        changed.set(0, new VmPlan(first.name(), first.vcpus(), workload, first.pcpus()));
        return new Scenario(name, machine, pcpus, changed, warmUp, duration, facts);
    }

    /** The same scenario, simulated for another time; cycles. */
    public Scenario lasting(long newWarmUp, long newDuration) {
        return new Scenario(name, machine, pcpus, vms, newWarmUp, newDuration, facts);
    }

    /** Every number of the machine and the workloads, under the names that {@link #with} takes. */
    public List<Fact> allFacts() {
        List<Fact> all = new ArrayList<>();
        machine.facts().numbers().forEach(fact -> all.add(fact.under(MACHINE)));
        for (Workload workload : workloads()) {
            workload.facts().numbers().forEach(fact -> all.add(fact.under(workload.name() + ".")));
        }
        return all;
    }

    /** Everything that can change a result of this scenario: see {@link Facts#canonical()}. */
    public String canonical() {
        StringBuilder text = new StringBuilder(machine.facts().canonical());
        text.append("pcpus=").append(pcpus).append('\n');
        text.append("warm_up=")
                .append(warmUp)
                .append("\nduration=")
                .append(duration)
                .append('\n');
        for (VmPlan vm : vms) {
            text.append("vm ").append(vm.vcpus()).append(' ').append(vm.pcpus()).append('\n');
            text.append(vm.workload().facts().canonical());
        }
        return text.toString();
    }
}
