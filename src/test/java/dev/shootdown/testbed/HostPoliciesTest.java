package dev.shootdown.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Schemes;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import dev.shootdown.testbed.scheduler.policy.AdaptiveCoscheduling;
import dev.shootdown.testbed.scheduler.policy.BalanceScheduling;
import dev.shootdown.testbed.scheduler.policy.DemandScheduling;
import dev.shootdown.testbed.scheduler.policy.Policy;
import dev.shootdown.testbed.scheduler.policy.Policy.Apart;
import dev.shootdown.testbed.scheduler.policy.RelaxedCoscheduling;
import dev.shootdown.testbed.scheduler.policy.StrictCoscheduling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostPoliciesTest {
    private static final Scenario SCENARIO = Profiles.scenario("paper-2vm");

    private static Policy of(Addition addition) {
        return HostPolicies.of(new SystemName(Schemes.named("baseline"), Set.of(addition)), SCENARIO);
    }

    @Test
    void eachNameHasItsPolicy() {
        assertInstanceOf(StrictCoscheduling.class, of(Addition.COSCHED));
        assertInstanceOf(RelaxedCoscheduling.class, of(Addition.RELAXED));
        assertInstanceOf(AdaptiveCoscheduling.class, of(Addition.ADAPTIVE));
        assertInstanceOf(BalanceScheduling.class, of(Addition.BALANCE));
        assertInstanceOf(DemandScheduling.class, of(Addition.DEMAND));
    }

    @Test
    void siblingsAreKeptApartAsThePolicySays() {
        for (Addition addition : Addition.values()) {
            Apart apart =
                    switch (addition) {
                        case ADAPTIVE, BALANCE -> Apart.YES;
                        case DEMAND -> Apart.UNLESS_CROWDED;
                        default -> Apart.NO;
                    };
            assertEquals(apart, of(addition).siblings(), addition.label());
        }
    }

    @Test
    void strictCoschedulingOfMoreVcpusThanPcpusIsRefusedBeforeAnythingRuns(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("two-on-one.yaml");
        Files.writeString(file, """
                name: two-on-one
                assumption: "made for tests"
                machine: paper-ivy-bridge
                pcpus: 1
                warm_up: {ms: 1}
                duration: {ms: 1}
                vms:
                  - {name: vm, vcpus: 2, workload: dedup}
                """);
        Scenario crowded = Profiles.scenario(file.toString());
        SystemName cosched = SystemName.parse("baseline+cosched");
        String sentence = assertThrows(BadInput.class, () -> Testbed.requireTimes(cosched, crowded))
                .getMessage();
        assertTrue(
                sentence.matches(".*two-on-one.yaml:8: key 'vms\\[0].vcpus': is 2, and the VM has 1 pCPUs .*"),
                sentence);
        Testbed.requireTimes(SystemName.parse("baseline+balance"), crowded);
    }

    @Test
    void withoutANameNothingIsEverDue() {
        assertEquals(Long.MAX_VALUE, of(Addition.PLE).next());
        assertTrue(of(Addition.RELAXED).next() < Long.MAX_VALUE);
    }
}
