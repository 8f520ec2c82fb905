package dev.shootdown.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.Scope;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * CVE-2016-2069 by a strategy that is not made for it. It needs a store that waits through three steps while another CPU takes
 * four, so that a few schedules in ten thousand meet it: the machine is one that can, which the fuzzer draws one time in many.
 */
class StoreOrderTest {
    private static final int SCHEDULES = 60_000;

    private static Invariant broken(String scheme, Set<String> bugs, int schedules) {
        Scope scope = Scope.small(2, 2, 2, 2, 2, 0, EnumSet.of(Feature.STORE_BUFFERS));
        ScheduleRunner runner = new ScheduleRunner(new Machine(Schemes.named(scheme), scope, bugs));
        Strategy strategy = Strategy.named("swarm");
        Dice dice = Dice.of(0, 0);
        Tape tape = new Tape();
        for (int number = 0; number < schedules; number++) {
            dice.restart(20160224, number);
            strategy.begin(runner.machine(), dice, Campaign.STEPS);
            tape.clear();
            Invariant broken = runner.run(strategy, Campaign.STEPS, tape, (machine, step) -> {});
            if (broken != null) {
                return broken;
            }
        }
        return null;
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void findsTheMissingBarrier(String scheme) {
        assertEquals(Invariant.NO_STALE_TRANSLATION, broken(scheme, Set.of("CVE-2016-2069"), SCHEDULES));
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void findsNothingWithTheBarrier(String scheme) {
        assertNull(broken(scheme, Set.of(), 5_000));
    }
}
