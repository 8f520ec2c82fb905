package dev.shootdown.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RngTest {
    /** The numbers that other implementations of xoshiro256** give from the state 1, 2, 3, 4. */
    @Test
    void agreesWithPublishedNumbersOfXoshiro() {
        Rng rng = Rng.ofState(1, 2, 3, 4);
        long[] expected = {
            11520L,
            0L,
            1509978240L,
            1215971899390074240L,
            1216172134540287360L,
            607988272756665600L,
            Long.parseUnsignedLong("16172922978634559625"),
            8476171486693032832L,
            Long.parseUnsignedLong("10595114339597558777"),
            2904607092377533576L
        };
        for (long number : expected) {
            assertEquals(number, rng.nextLong());
        }
    }

    /** The numbers that other implementations of SplitMix64 give from the seed 1234567. */
    @Test
    void agreesWithPublishedNumbersOfSplitMix() {
        long gamma = 0x9E3779B97F4A7C15L;
        assertEquals(6457827717110365317L, Rng.mix(1234567 + gamma));
        assertEquals(3203168211198807973L, Rng.mix(1234567 + 2 * gamma));
        assertEquals(Long.parseUnsignedLong("9817491932198370423"), Rng.mix(1234567 + 3 * gamma));
    }

    @Test
    void givesTheSameNumbersForTheSameSeedAndOthersForAnother() {
        assertEquals(Rng.of(7).nextLong(), Rng.of(7).nextLong());
        assertNotEquals(Rng.of(7).nextLong(), Rng.of(8).nextLong());
    }

    @Test
    void splitsIntoDifferentStreamsWithoutChangingItself() {
        Rng rng = Rng.of(1);
        long[] firsts = LongStream.range(0, 1000)
                .map(number -> rng.split(number).nextLong())
                .distinct()
                .toArray();
        assertEquals(1000, firsts.length);
        assertEquals(Rng.of(1).nextLong(), rng.nextLong());
    }

    @Test
    void drawsAtOnceWhatItDrawsOneAfterTheOther() {
        Rng many = Rng.of(3);
        Rng single = Rng.of(3);
        int[] numbers = new int[50];
        int[] lower = new int[50];
        for (int limit = 0; limit <= 400; limit += 8) {
            int found = many.nextBelow(400, limit, numbers, lower, numbers.length);
            int expected = 0;
            for (int k = 0; k < numbers.length; k++) {
                long number = single.nextBelow(400);
                assertEquals(number, numbers[k]);
                if (number < limit - expected) {
                    assertEquals(k, lower[expected++]);
                }
            }
            assertEquals(expected, found);
        }
        assertEquals(single.nextLong(), many.nextLong());
    }

    @Test
    void goesBackToWhereItWas() {
        Rng rng = Rng.of(5);
        long[] before = new long[4];
        rng.save(before);
        rng.nextLong();
        long second = rng.nextLong();
        rng.nextLong();
        rng.restore(before, 1);
        assertEquals(second, rng.nextLong());
    }

    @Test
    void staysBelowItsBoundAndReachesEveryNumber() {
        Rng rng = Rng.of(3);
        int[] seen = new int[7];
        for (int i = 0; i < 7000; i++) {
            seen[(int) rng.nextBelow(7)]++;
        }
        for (int count : seen) {
            assertTrue(count > 850 && count < 1150, "about 1,000 of 7,000, was " + count);
        }
        assertEquals(0, rng.nextBelow(1));
        assertTrue(rng.nextBelow(Integer.MAX_VALUE) >= 0);
        assertThrows(IllegalArgumentException.class, () -> rng.nextBelow(0));
        assertThrows(IllegalArgumentException.class, () -> rng.nextBelow(1L << 31));
    }

    @Test
    void givesFractionsFromZeroToBelowOne() {
        Rng rng = Rng.of(5);
        double sum = 0;
        for (int i = 0; i < 100_000; i++) {
            double fraction = rng.nextDouble();
            assertTrue(fraction >= 0 && fraction < 1);
            sum += fraction;
        }
        assertEquals(0.5, sum / 100_000, 0.004, "four standard errors");
    }
}
