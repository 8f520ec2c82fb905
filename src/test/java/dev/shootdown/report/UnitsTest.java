package dev.shootdown.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0-9", "0-3,7", "1,3,5,7,9", "8-9"})
    void areReadAsTheyAreWritten(String text) {
        assertEquals(text, Units.parse(text, 10).toString());
    }

    @Test
    void rangesBecomeAsLongAsTheyCan() {
        assertEquals("0-5", Units.parse("0,1-2,3,4-5", 10).toString());
        assertEquals("0-9", Units.all(10).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10", "3-10", "2-1", "1,1", "3,2", "0-3,3", ",", "1,", "-1", "a", " 1", "9999999999", "1-2-3"})
    void anythingElseIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Units.parse(text, 10));
    }

    @Test
    void shardsDivideThem() {
        assertEquals("0,3,6,9", Units.of(new Shard(1, 3), 10).toString());
        assertEquals("2,5,8", Units.of(new Shard(3, 3), 10).toString());
        assertEquals("", Units.of(new Shard(12, 12), 10).toString());
        assertEquals("", Units.of(new Shard(999_999_999, 999_999_999), 10).toString());
        Units all =
                Units.of(new Shard(1, 3), 10).and(Units.of(new Shard(2, 3), 10)).and(Units.of(new Shard(3, 3), 10));
        assertTrue(all.areAll());
        assertEquals(Units.all(10), all);
    }

    @Test
    void knowWhatIsMissingAndWhatIsThereTwice() {
        Units some = Units.of(new Shard(1, 4), 10).and(Units.of(new Shard(3, 4), 10));
        assertEquals(List.of(new Shard(2, 4), new Shard(4, 4)), some.missing(4));
        assertEquals(List.of(), Units.all(10).missing(4));
        // a shard without units is never missing
        assertEquals(List.of(), Units.all(2).missing(5));
        assertEquals(List.of(new Shard(2, 5)), Units.parse("0", 2).missing(5));
        assertEquals(OptionalInt.of(2), some.common(Units.parse("1-3", 10)));
        assertEquals(OptionalInt.empty(), some.common(Units.of(new Shard(2, 4), 10)));
        assertFalse(some.areAll());
        assertEquals(5, some.size());
    }
}
