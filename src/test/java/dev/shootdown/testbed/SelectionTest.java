package dev.shootdown.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SelectionTest {
    @Test
    void findsEveryOneOfAWord() {
        everyOneOf(-1L);
        everyOneOf(Long.MIN_VALUE);
        everyOneOf(1);
        SplittableRandom random = new SplittableRandom(3);
        for (int k = 0; k < 10_000; k++) {
            long dense = random.nextLong() | random.nextLong();
            everyOneOf(k % 2 == 0 ? dense : random.nextLong() & random.nextLong() & random.nextLong());
        }
    }

    private static void everyOneOf(long ones) {
        int rank = 0;
        for (int at = 0; at < 64; at++) {
            if ((ones >>> at & 1) != 0) {
                assertEquals(at, Selection.select(ones, rank++), () -> Long.toHexString(ones));
            }
        }
    }
}
