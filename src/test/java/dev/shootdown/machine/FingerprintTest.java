package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** The first numbers of SplitMix64 for the seeds 0 and 1234567, as its authors' C code prints them. */
    @Test
    void mixesAsSplitMix64() {
        assertEquals(0xE220A8397B1DCDAFL, Fingerprint.mix(GOLDEN));
        assertEquals(0x6E789E6AA1B965F4L, Fingerprint.mix(2 * GOLDEN));
        assertEquals(6457827717110365317L, Fingerprint.mix(1234567 + GOLDEN));
        assertEquals(3203168211198807973L, Fingerprint.mix(1234567 + 2 * GOLDEN));
    }

    /** Whoever sums in another order comes to the same: a word counts by its own key, from 2³² + 1 on. */
    @Test
    void isASumOfWordsByTheirKeys() {
        int[] words = {0, -1, 1, Integer.MIN_VALUE, Integer.MAX_VALUE, 77};
        for (int half = 0; half < 2; half++) {
            long[] keys = Fingerprint.keys(words.length, half);
            for (int length = 0; length <= words.length; length++) {
                long sum = half;
                for (int k = length - 1; k >= 0; k--) {
                    sum += keys[k] * (words[k] + (1L << 32) + 1);
                }
                assertEquals(Fingerprint.mix(sum), of(words, length, half));
            }
        }
    }

    @Test
    void hasKeysThatAreAllDifferentAndOfNoSmallNumbers() {
        Set<Long> keys = new HashSet<>();
        for (int half = 0; half < 2; half++) {
            for (long key : Fingerprint.keys(1_000, half)) {
                assertTrue(keys.add(key));
                assertTrue(Long.bitCount(key) > 8 && Long.bitCount(key) < 56, Long.toHexString(key));
            }
        }
    }

    /** Words that change places, or a little, change both halves. */
    @Test
    void tellsNeighboursApart() {
        int[] a = {1, 2, 3};
        int[] b = {2, 1, 3};
        int[] c = {1, 2, 4};
        for (int half = 0; half < 2; half++) {
            assertNotEquals(of(a, 3, half), of(b, 3, half));
            assertNotEquals(of(a, 3, half), of(c, 3, half));
            assertEquals(of(a, 2, half), of(c, 2, half), "beyond the length");
        }
        assertNotEquals(of(a, 3, 0), of(a, 3, 1));
    }

    private static long of(int[] words, int length, int half) {
        return Fingerprint.of(words, Fingerprint.keys(length, half), half);
    }
}
