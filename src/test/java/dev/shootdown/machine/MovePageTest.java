package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** mremap: v1 moves g1, which v2 caches, to g2. */
class MovePageTest {
    private static Walk moved(String... bugs) {
        Scope scope = Scope.small(
                2, 2, 1, 3, 2, 0, Walk.features(Feature.CONCURRENT, Feature.MOVE_PAGE, Feature.MOVE_THREAD));
        return Walk.of("baseline", scope, bugs)
                .enter(1, 1)
                .enter(2, 2)
                .take("MapPage(v1, g1, f1)", "FillTlb(v2, g1)", "MovePte(v1, g1, g2)");
    }

    private static Walk flush(Walk w, String i, String t) {
        return w.take("PinThread(" + i + ")", "FlushLocal(" + i + ")", "ReadCpumask(" + i + ")")
                .take("QueueCall(" + i + ", " + t + ")", "SendFlushIpi(" + i + ", " + t + ")")
                .take("TakeFlushIpi(" + t + ")", "HandleFlush(" + t + ", " + i + ")", "AckFlush(" + t + ", " + i + ")")
                .take("FinishFlush(" + i + ")");
    }

    @Test
    void bothAddressesChangeAndTheFrameStaysInUse() {
        State s = moved().machine.state;
        assertEquals(State.NO_ENTRY, s.pt(0, 0));
        assertEquals(State.entry(0, true), s.pt(0, 1));
        assertEquals(State.entry(0, true), s.held(0, 0));
        assertFalse(s.isFree(0));
    }

    @Test
    void theLockIsHeldUntilTheFlushHasReturned() {
        Walk w = moved();
        for (String step :
                new String[] {"ClearPte(v2, m1, g2)", "MapPage(v2, g3, f2)", "MovePte(v2, g2, g3)", "MoveThread(v1, v2)"
                }) {
            assertFalse(w.can(step), step);
        }
        flush(w, "v1", "v2");
        assertEquals(State.IDLE, w.machine.state.get(0, State.PC), "nothing to free");
        assertTrue(w.can("ClearPte(v2, m1, g2)"));
        assertTrue(w.can("MapPage(v2, g3, f2)"));
        assertNull(Invariant.firstBroken(w.machine));
    }

    @Test
    void droppedEarlierTheFrameIsFreedThroughTheNewAddress() {
        Walk w = moved("CVE-2018-18281").take("ClearPte(v2, m1, g2)");
        flush(w, "v2", "v1");
        assertNull(Invariant.firstBroken(w.machine), "v2 may still use g1: the move has not flushed it");
        w.take("FreeFrame(v2, g2)");
        assertEquals(Invariant.NO_USE_AFTER_FREE, Invariant.firstBroken(w.machine));
        assertTrue(Invariant.NO_STALE_TRANSLATION.holds(w.machine), "two addresses for one frame");
    }
}
