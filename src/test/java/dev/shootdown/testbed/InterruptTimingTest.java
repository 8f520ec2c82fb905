package dev.shootdown.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.State;
import dev.shootdown.testbed.profile.Operation;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Interrupts arrive when they should: not with an earlier one, and not before whoever sends them has done so. */
class InterruptTimingTest {
    /** Costs of {@code round-numbers.yaml}. */
    private static final long ICR_WRITE = 25_013;

    private static final long VM_ENTRY = 3001;

    private static final long BEGIN = 100_000_000;

    private static Testbed testbed(String scheme, Scenario scenario) {
        return new Testbed(scenario, Schemes.named(scheme), Set.of(), 1);
    }

    /** Advances cycle by cycle, roughly, until something holds. */
    private static long advanceUntil(Testbed testbed, Predicate<State> holds) {
        long end = testbed.now() + 100_000_000;
        while (!holds.test(testbed.machine().state)) {
            testbed.advance(testbed.now() + 10);
            assertTrue(testbed.now() < end, "it never happened");
        }
        return testbed.now();
    }

    private static long shoot4uLatency(long disturbedAfter) {
        Scenario slowIpis = Profiles.scenario("src/test/resources/testbed/four-vcpus.yaml")
                .with("machine.host.ipi_same_socket", 100_000);
        Testbed testbed = testbed("shoot4u", slowIpis);
        testbed.advance(BEGIN);
        testbed.operate(0, Operation.MUNMAP, 1);
        advanceUntil(testbed, state -> state.hostIpiPending(2));
        if (disturbedAfter > 0) {
            testbed.disturb(2, disturbedAfter);
        }
        testbed.advance(BEGIN + 10_000_000);
        assertEquals(1, testbed.measurement().shootdowns);
        return testbed.measurement().longest;
    }

    @Test
    void shouldNotArriveWithAnEarlierOne() {
        assertEquals(shoot4uLatency(0), shoot4uLatency(1000));
    }

    @Test
    void shouldArriveEachAtItsTime() {
        InterruptsOnTheWay onTheWay = new InterruptsOnTheWay(2);
        for (int k = 0; k < 20; k++) {
            onTheWay.add(1, 1, 100 - k);
        }
        onTheWay.add(1, 4, 90);
        onTheWay.add(0, 2, 7);
        for (long time = 81; time <= 100; time++) {
            assertEquals(time, onTheWay.nextArrival(1));
            assertEquals(time == 90 ? 5 : 1, onTheWay.arrive(1));
        }
        assertEquals(Long.MAX_VALUE, onTheWay.nextArrival(1));
        assertEquals(7, onTheWay.nextArrival(0));
    }

    /** vCPU 1 is about to halt when vCPU 0 writes the command register: it gets the interrupt when that exit is over. */
    @Test
    void shouldNotBeTakenBeforeTheExitOfItsSendIsOver() {
        Scenario sleepers = Profiles.scenario("src/test/resources/testbed/four-sleepers.yaml");
        Testbed dry = testbed("baseline", sleepers);
        dry.advance(80_000_000);
        long halts = 0;
        do {
            advanceUntil(dry, state -> !state.is(1, State.HALTED));
            halts = advanceUntil(dry, state -> state.is(1, State.HALTED));
        } while (dry.machine().state.get(0, State.MODE) != State.GUEST);

        Testbed when = testbed("baseline", sleepers);
        long early = halts - 200_000;
        when.advance(early);
        when.operate(0, Operation.MUNMAP, 1);
        long toSend = advanceUntil(when, state -> state.is(1, State.VECTOR)) - early;

        Testbed testbed = testbed("baseline", sleepers);
        testbed.advance(halts - ICR_WRITE / 2 - toSend);
        testbed.operate(0, Operation.MUNMAP, 1);
        long sent = advanceUntil(testbed, state -> state.is(1, State.VECTOR));
        assertFalse(testbed.machine().state.is(1, State.HALTED));
        assertTrue(sent < halts, "the interrupt is being sent when vCPU 1 halts");
        long taken = advanceUntil(testbed, state -> !state.is(1, State.VECTOR));
        assertTrue(taken >= sent + ICR_WRITE - VM_ENTRY - 10, "taken " + (taken - sent) + " cycles after the write");
    }
}
