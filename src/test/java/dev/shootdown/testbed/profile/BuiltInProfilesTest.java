package dev.shootdown.testbed.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuiltInProfilesTest {
    @ParameterizedTest
    @ValueSource(strings = {"paper-ivy-bridge", "current-server"})
    void readsEveryBuiltInMachine(String name) {
        MachineProfile machine = Profiles.machine(name);
        assertEquals(name, machine.name());
        assertTrue(machine.facts().numbers().size() > 80, "every number is a fact");
    }

    @Test
    void readsEveryBuiltInWorkload() {
        for (String name : Profiles.WORKLOADS) {
            assertEquals(name, Profiles.workload(name, 2.5e9).name());
        }
    }

    @Test
    void turnsDurationsIntoCyclesOfTheMachinesClock() {
        MachineProfile machine = Profiles.machine("paper-ivy-bridge");
        assertEquals(2700, machine.virtualization().icrWrite(), "1.08 µs at 2.5 GHz");
        assertEquals(60_000_000, machine.scheduler().latency(), "24 ms");
        assertEquals(30_000_000, machine.scheduler().slice(2), "12 ms for each of two");
        assertEquals(2_500_000, machine.scheduler().tickPeriod(), "1000 Hz");
        assertEquals(205_000, machine.idle().states().get(3).exitLatency(), "82 µs");
    }

    @Test
    void givesBothPaperScenariosTheSameMachineAndWorkload() {
        Scenario alone = Profiles.scenario("paper-1vm");
        Scenario together = Profiles.scenario("paper-2vm");
        assertEquals(
                alone.machine().facts().canonical(), together.machine().facts().canonical());
        assertEquals(
                alone.vms().get(0).workload().facts().canonical(),
                together.vms().get(0).workload().facts().canonical());
        assertEquals(alone.duration(), together.duration());
        assertEquals(12, alone.pcpus().size());
        assertEquals(24, together.vcpus());
        for (int pcpu : alone.pcpus()) {
            assertEquals(0, alone.machine().topology().socket(pcpu), "one socket");
        }
    }

    @Test
    void statesSourceOrAssumptionForEveryNumber() {
        List<Fact> facts = new ArrayList<>();
        Profiles.SCENARIOS.forEach(name -> facts.addAll(Profiles.scenario(name).allFacts()));
        Profiles.MACHINES.forEach(
                name -> facts.addAll(Profiles.machine(name).facts().numbers()));
        Profiles.WORKLOADS.forEach(
                name -> facts.addAll(Profiles.workload(name, 2.5e9).facts().numbers()));
        for (Fact fact : facts) {
            assertTrue(fact.source().isBlank() != fact.assumption().isBlank(), fact.file() + ": " + fact.key());
        }
    }
}
