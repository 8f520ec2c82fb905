package dev.shootdown.testbed.imported;

import dev.shootdown.testbed.profile.MachineProfile;
import dev.shootdown.testbed.profile.Workload;
import java.util.Optional;

/**
 * What the user says beside the traces.
 *
 * @param name of the scenario
 * @param base the machine whose numbers stand in for what was not measured
 * @param workload the same for the workload
 * @param companion the same for what other VMs do
 * @param clockHz the host's clock, if the user knows it
 * @param topology sockets, cores of each, threads of each core, if the user knows them
 * @param bareMetal whether traces without KVM's events are of the host itself, and not of a guest
 */
public record Choices(
        String name,
        MachineProfile base,
        Workload workload,
        Workload companion,
        Optional<Double> clockHz,
        Optional<int[]> topology,
        boolean bareMetal) {}
