package dev.shootdown.testbed;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.State;
import dev.shootdown.testbed.profile.GuestCosts;
import dev.shootdown.testbed.profile.HostCosts;
import dev.shootdown.testbed.profile.MachineProfile;
import dev.shootdown.testbed.profile.Scenario;
import dev.shootdown.testbed.profile.VirtualizationCosts;

/** What all parts of one simulation share: the time, the pending events, the machine and its costs. */
final class Sim {
    /** No vCPU, thread or pCPU. */
    static final int NONE = -1;

    final Scenario scenario;
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
    final Measurement measurement = new Measurement();
    long now;

    Sim(Scenario scenario, Machine machine) {
        this.scenario = scenario;
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
    }
}
