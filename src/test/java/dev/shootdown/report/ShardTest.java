package dev.shootdown.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {
    @Test
    void isWrittenAsItIsRead() {
        assertEquals(new Shard(2, 4), Shard.parse("2/4"));
        assertEquals("2/4", Shard.parse("2/4").toString());
        assertEquals(new Shard(1, 1), Shard.parse("1/1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0/4", "5/4", "1/0", "1", "1/", "/4", "-1/4", "1/4/2", " 1/4", "a/b", "1/99999999999", ""})
    void anythingElseIsRefused(String text) {
        BadInput bad = assertThrows(BadInput.class, () -> Shard.parse(text));
        assertEquals("--shard " + text + ": i/n with i from 1 to n is expected, as in 2/4.", bad.getMessage());
    }

    @Test
    void missingOnesAreNamedUnlessTheyAreVeryMany() {
        assertEquals("shard 3/4 is missing", Shard.areMissing(List.of(new Shard(3, 4))));
        assertEquals("shards 2/4 and 4/4 are missing", Shard.areMissing(List.of(new Shard(2, 4), new Shard(4, 4))));
        assertEquals(
                "shards 1/4, 2/4 and 4/4 are missing",
                Shard.areMissing(List.of(new Shard(1, 4), new Shard(2, 4), new Shard(4, 4))));
        List<Shard> many =
                IntStream.rangeClosed(1, 1000).mapToObj(k -> new Shard(k, 1000)).toList();
        String words = Shard.areMissing(many);
        assertTrue(words.endsWith(", 20/1000 and 980 others are missing"), words);
    }
}
