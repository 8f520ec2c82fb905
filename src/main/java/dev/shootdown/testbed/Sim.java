package dev.shootdown.testbed;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.State;
import dev.shootdown.testbed.profile.GuestCosts;
import dev.shootdown.testbed.profile.HostCosts;
import dev.shootdown.testbed.profile.MachineProfile;
import dev.shootdown.testbed.profile.Scenario;
import dev.shootdown.testbed.profile.SpinCosts;
import dev.shootdown.testbed.profile.VirtualizationCosts;

/** What all parts of one simulation share: the time, the pending events, the machine and its costs. */
final class Sim {
    /** No vCPU, thread or pCPU. */
    static final int NONE = -1;

    final Scenario scenario;
    final SystemName system;
    final MachineProfile profile;
    final GuestCosts guestCosts;
    final VirtualizationCosts virtCosts;
    final HostCosts hostCosts;
    /** pCPUs of the sockets in use. */
    final int pcpus;

    final int vcpus;
    final int threads;
    final Stepper steps;
    final State state;
    final Sources sources;
    final EventQueue queue;
    final CpuTime time;
    final Measurement measurement = new Measurement();
    /** Who hears what a kernel's tracepoints would tell, or null. */
    KernelEvents events;

    long now;

    Sim(Scenario scenario, SystemName system, Machine machine) {
        this.scenario = scenario;
        this.system = system;
        profile = scenario.machine();
        guestCosts = profile.guest();
        virtCosts = profile.virtualization();
        hostCosts = profile.host();
        pcpus = HostThreads.pcpus(scenario);
        vcpus = scenario.vcpus();
        threads = scenario.vms().stream()
                .mapToInt(vm -> vm.vcpus() * vm.workload().threadsPerVcpu())
                .sum();
        steps = new Stepper(machine);
        state = machine.state;
        sources = new Sources(pcpus, threads, profile.background().size());
        queue = new EventQueue(sources.count());
        time = new CpuTime(this, state, scenario.vms().size(), vcpus);
    }

    /** What spinning costs; a machine that does not say has none that costs anything ({@link Testbed#requireTimes}). */
    SpinCosts spinCosts() {
        return profile.spinning();
    }
}
