package dev.shootdown.testbed.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class IdlePolicyTest {
    /** C1 1/1, C1E 10/80, C3 59/156, C6 82/300 µs, and a latency factor of 10. */
    @Test
    void picksTheDeepestStateThatPays() {
        MachineProfile machine = Profiles.machine("paper-ivy-bridge");
        IdlePolicy idle = machine.idle();
        long micro = 2500;
        assertEquals(0, idle.pick(0));
        assertEquals(0, idle.pick(99 * micro), "C1E would pay from 80 µs but wakes too slowly under 100");
        assertEquals(1, idle.pick(100 * micro));
        assertEquals(1, idle.pick(589 * micro));
        assertEquals(2, idle.pick(590 * micro), "C3: ten times 59 µs");
        assertEquals(3, idle.pick(820 * micro), "C6: ten times 82 µs");
    }

    @Test
    void looksAtResidencyAloneWithoutALatencyFactor() {
        IdlePolicy idle = Profiles.machine("paper-ivy-bridge")
                .with("idle.latency_factor", 0)
                .idle();
        assertEquals(1, idle.pick(80 * 2500));
        assertEquals(2, idle.pick(156 * 2500));
        assertEquals(3, idle.pick(300 * 2500));
    }

    @Test
    void knowsWhichThreadsShareACoreAndASocket() {
        MachineProfile machine = Profiles.machine("paper-ivy-bridge");
        assertEquals(24, machine.topology().pcpus());
        assertEquals(machine.host().ipiSameCore(), machine.host().ipiLatency(machine.topology(), 0, 1));
        assertEquals(machine.host().ipiSameSocket(), machine.host().ipiLatency(machine.topology(), 1, 2));
        assertEquals(machine.host().ipiSameSocket(), machine.host().ipiLatency(machine.topology(), 0, 11));
        assertEquals(machine.host().ipiCrossSocket(), machine.host().ipiLatency(machine.topology(), 11, 12));
    }
}
