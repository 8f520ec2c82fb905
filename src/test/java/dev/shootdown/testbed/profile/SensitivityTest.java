package dev.shootdown.testbed.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import org.junit.jupiter.api.Test;

class SensitivityTest {
    private final Scenario scenario = Profiles.scenario("paper-2vm");

    @Test
    void changesOneNumberOfTheMachineAndNothingElse() {
        Scenario changed = scenario.with("machine.virtualization.invvpid", 1000);
        assertEquals(300, scenario.machine().virtualization().invvpid());
        assertEquals(1000, changed.machine().virtualization().invvpid());
        assertEquals(
                scenario.canonical(),
                changed.with("machine.virtualization.invvpid", 300).canonical());
        assertNotEquals(scenario.canonical(), changed.canonical());
    }

    @Test
    void takesTheUnitOfTheFile() {
        assertEquals(
                5000, scenario.with("machine.host.wake_up", 2).machine().host().wakeUp(), "2 µs at 2.5 GHz");
    }

    @Test
    void changesAWorkloadInEveryVmThatRunsIt() {
        Scenario changed = scenario.with("dedup.blocking.probability", 0.5);
        assertEquals(0.5, changed.vms().get(0).workload().blocking().probability());
        assertEquals(
                scenario.vms().get(1).workload().facts().canonical(),
                changed.vms().get(1).workload().facts().canonical());
    }

    @Test
    void rescalesEveryDurationWithTheClock() {
        Scenario slower = scenario.with("machine.clock", 2.1e9);
        assertEquals(42_000_000_000L, slower.duration(), "20 s");
        assertEquals(2268, slower.machine().virtualization().icrWrite(), "1.08 µs");
        assertEquals(
                scenario.vms().get(0).workload().computeBurst().mean() * 2.1 / 2.5,
                slower.vms().get(0).workload().computeBurst().mean(),
                1);
    }

    @Test
    void rejectsNumbersThatAreNotThereOrMayNotBe() {
        assertThrows(BadInput.class, () -> scenario.with("machine.nonsense", 1));
        assertThrows(BadInput.class, () -> scenario.with("nonsense", 1));
        assertThrows(BadInput.class, () -> scenario.with("dedup.nonsense", 1));
        assertThrows(BadInput.class, () -> scenario.with("machine.virtualization.invvpid", -1));
        assertThrows(BadInput.class, () -> scenario.with("machine.virtualization.invvpid", Double.NaN));
        assertThrows(BadInput.class, () -> scenario.with("machine.virtualization.posted_interrupts", 0.5));
        assertThrows(BadInput.class, () -> scenario.with("machine.topology.cores_per_socket", 1)
                .with("machine.topology.sockets", 1));
    }

    /** Every assumed cost can be varied: otherwise nobody could say how much a result rests on it. */
    @Test
    void takesBothEndsOfEveryRange() {
        int varied = 0;
        for (Fact fact : scenario.allFacts()) {
            if (fact.hasRange()) {
                varied++;
                assertEquals(
                        fact.low(),
                        scenario.with(fact.key(), fact.low()).allFacts().stream()
                                .filter(other -> other.key().equals(fact.key()))
                                .findFirst()
                                .orElseThrow()
                                .value());
                scenario.with(fact.key(), fact.high());
            }
        }
        assertTrue(varied > 50, "there are many assumptions: " + varied);
    }

    @Test
    void givesAssumedCostsARange() {
        for (Fact fact : scenario.machine().facts().numbers()) {
            boolean cost = fact.unit() == Unit.CYCLES || fact.unit() == Unit.US || fact.unit() == Unit.NS;
            if (cost && fact.isAssumption()) {
                assertTrue(fact.hasRange(), fact.key());
            }
        }
    }
}
