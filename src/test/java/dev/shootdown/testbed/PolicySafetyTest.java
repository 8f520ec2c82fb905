package dev.shootdown.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.lock.Lock;
import dev.shootdown.machine.lock.LockInvariant;
import dev.shootdown.machine.scheme.PvTlbFlush;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is safe depends on no policy: neither what TLBs hold nor who has a lock. Every scheme with every addition, on VMs so
 * small that the invariants can be looked at all the time.
 */
class PolicySafetyTest {
    private static final long MS = 2_500_000;
    private static final Scenario SMALL = Profiles.scenario("src/test/resources/testbed/two-small-vms.yaml");
    private static final int EVERY = 7;
    private static final long LEAST_TIME = MS / 50;

    static Stream<String> systems() {
        return Schemes.all().stream()
                .map(Scheme::name)
                .flatMap(scheme -> Stream.concat(
                        Stream.of(scheme), Addition.labels().stream().map(added -> scheme + "+" + added)));
    }

    /** Looks at the machine before every seventh step and at locks after it; where steps come fast, not as often. */
    private static final class Looks {
        final Testbed testbed;
        Invariant broken;
        long machine;
        long locks;
        private long steps;
        private long stepsOfLocks;
        private long lastMachine;
        private long lastLocks;

        Looks(String system, Set<String> bugs) {
            testbed = new Testbed(SMALL, SystemName.parse(system), bugs, 3);
            testbed.watch(step -> lookAtMachine());
            testbed.watchLocks(this::lookAtLock);
        }

        private void lookAtMachine() {
            if (steps++ % EVERY == 0 && broken == null && testbed.now() >= lastMachine + LEAST_TIME) {
                lastMachine = testbed.now();
                machine++;
                broken = Invariant.firstBroken(testbed.machine());
            }
        }

        private void lookAtLock(Lock lock) {
            if (stepsOfLocks++ % EVERY == 0 && testbed.now() >= lastLocks + LEAST_TIME) {
                lastLocks = testbed.now();
                locks++;
                for (LockInvariant invariant : lock.invariants()) {
                    assertEquals("", invariant.explain(lock), invariant.label());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("systems")
    void shouldKeepEveryInvariantOfMachineAndLocks(String system) {
        Looks looks = new Looks(system, Set.of());
        looks.testbed.advance(150 * MS);
        assertNull(looks.broken);
        assertTrue(looks.testbed.measurement().shootdowns > 5, looks.testbed.measurement().shootdowns + " shootdowns");
        assertTrue(looks.machine > 150, looks.machine + " looks at the machine");
        assertTrue(looks.locks > 50, looks.locks + " looks at locks");
    }

    /** So many looks find what is wrong, whoever schedules. */
    @ParameterizedTest
    @ValueSource(strings = {"", "+cosched", "+relaxed", "+adaptive", "+balance", "+demand"})
    void shouldFindABugThatIsThere(String policy) {
        Looks looks = new Looks("pv_tlb_flush" + policy, Set.of(PvTlbFlush.NEVER_RESET));
        looks.testbed.advance(50 * MS);
        assertNotNull(looks.broken);
    }
}
