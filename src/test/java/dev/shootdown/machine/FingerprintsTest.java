package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;

class FingerprintsTest {
    @Test
    void numbersThemInTheOrderInWhichTheyCome() {
        Fingerprints set = new Fingerprints();
        for (int k = 0; k < 5_000; k++) {
            assertEquals(k, set.add(Fingerprint.mix(k), k));
        }
        for (int k = 0; k < 5_000; k++) {
            assertEquals(-1 - k, set.add(Fingerprint.mix(k), k));
        }
        assertEquals(5_000, set.size());
    }

    @Test
    void comparesBothHalves() {
        Fingerprints set = new Fingerprints();
        assertEquals(0, set.add(0, 0));
        assertEquals(1, set.add(0, 1));
        assertEquals(2, set.add(1, 0));
        assertEquals(-2, set.add(0, 1));
        set.clear();
        assertEquals(0, set.add(0, 1));
    }

    @Test
    void knowsAStateAgain() {
        State s = new State(Scope.small(1, 1, 1, 1, 1, 0, Set.of()), 0);
        Fingerprints set = new Fingerprints();
        assertEquals(0, set.add(s));
        s.set(0, State.HALTED, 1);
        assertEquals(1, set.add(s));
        assertEquals(-2, set.add(s));
        assertEquals(-2, set.add(s.fingerprint(0), s.fingerprint(1)));
    }
}
