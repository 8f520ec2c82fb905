package dev.shootdown.testbed.profile;

import java.util.List;
import java.util.Optional;

/**
 * A host: what it consists of and what everything on it costs. Costs are in cycles of its clock.
 *
 * @param clockHz cycles per second
 * @param coscheduling settings of policies that know siblings, if the file has them
 * @param spinning what spinlocks cost; null if the file does not say
 * @param facts where the numbers come from
 */
public record MachineProfile(
        String name,
        double clockHz,
        Topology topology,
        TlbGeometry tlb,
        GuestCosts guest,
        VirtualizationCosts virtualization,
        HostCosts host,
        IdlePolicy idle,
        SchedulerTuning scheduler,
        Optional<Coscheduling> coscheduling,
        List<BackgroundWork> background,
        SpinCosts spinning,
        Facts facts) {

    static MachineProfile read(Document document) {
        Section top = document.open()
                .expecting(
                        "name",
                        "clock",
                        "topology",
                        "tlb",
                        "guest",
                        "virtualization",
                        "host",
                        "idle",
                        "scheduler",
                        "coscheduling",
                        "background",
                        "spinning");
        String name = top.word("name");
        double clockHz = top.hertz("clock", 1e6, 1e11);
        document.clockHz(clockHz);
        Topology topology = Topology.read(top.section("topology"));
        TlbGeometry tlb = TlbGeometry.read(top.section("tlb"));
        GuestCosts guest = GuestCosts.read(top.section("guest"));
        VirtualizationCosts virtualization = VirtualizationCosts.read(top.section("virtualization"));
        HostCosts host = HostCosts.read(top.section("host"));
        IdlePolicy idle = IdlePolicy.read(top.section("idle"));
        SchedulerTuning scheduler = SchedulerTuning.read(top.section("scheduler"));
        Optional<Coscheduling> coscheduling = top.has("coscheduling")
                ? Optional.of(Coscheduling.read(top.section("coscheduling")))
                : Optional.empty();
        List<BackgroundWork> background = top.sections("background", 0, 16).stream()
                .map(BackgroundWork::read)
                .toList();
        SpinCosts spinning = top.has("spinning") ? SpinCosts.read(top.section("spinning")) : null;
        top.done();
        return new MachineProfile(
                name,
                clockHz,
                topology,
                tlb,
                guest,
                virtualization,
                host,
                idle,
                scheduler,
                coscheduling,
                background,
                spinning,
                document.facts());
    }

    /**
     * The same machine with one number changed.
     *
     * @param key the number's place in the file, as in {@code virtualization.invvpid}
     * @param value the new number, in the unit the file uses there
     * @throws dev.shootdown.machine.BadInput if there is no such number or it may not have this value
     */
    public MachineProfile with(String key, double value) {
        return read(facts.document().with(key, value));
    }
}
