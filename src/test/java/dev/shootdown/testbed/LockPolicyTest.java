package dev.shootdown.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.lock.PreemptableTicketLock;
import dev.shootdown.machine.lock.TicketLock;
import dev.shootdown.testbed.profile.SpinCosts;
import org.junit.jupiter.api.Test;

class LockPolicyTest {
    private static final SpinCosts COSTS = new SpinCosts(30, 150, 10, 32_768, 128, 4096, 2, 1500);

    private static LockPolicy of(String system) {
        return LockPolicy.of(SystemName.parse(system), COSTS);
    }

    @Test
    void aTicketLockWaitsForEver() {
        for (String system : new String[] {"baseline", "baseline+ticket", "shoot4u+ple"}) {
            assertEquals(LockPolicy.FOR_EVER, of(system).patience(1));
            assertInstanceOf(TicketLock.class, of(system).lock(2));
        }
    }

    @Test
    void aPreemptableLockWaitsInProportionToTheDistance() {
        assertEquals(256 * 10, of("baseline+pmt").patience(1), "distance << 8 pauses");
        assertEquals(11 * 256 * 10, of("baseline+pmt").patience(11));
        assertEquals(3 * 16_384 * 10, of("baseline+pmt-v1").patience(3), "2^14 turns times the distance");
        assertFalse(of("baseline+pmt").halts());
        assertInstanceOf(PreemptableTicketLock.class, of("baseline+pmt").lock(2));
        assertInstanceOf(PreemptableTicketLock.class, of("baseline+pmt-v1").lock(2));
    }

    @Test
    void aParavirtualLockHaltsAfterTheSameTimeWhereverItStands() {
        assertEquals(327_680, of("baseline+pvlock").patience(1));
        assertEquals(327_680, of("baseline+pvlock").patience(9));
        assertTrue(of("baseline+pvlock").halts());
        assertInstanceOf(TicketLock.class, of("baseline+pvlock").lock(2));
    }
}
