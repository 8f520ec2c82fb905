package dev.shootdown.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.Set;
import org.junit.jupiter.api.Test;

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
    void withoutANameNothingIsEverDue() {
        assertEquals(Long.MAX_VALUE, of(Addition.PLE).next());
        assertTrue(of(Addition.RELAXED).next() < Long.MAX_VALUE);
    }
}
