package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeatureTest {
    @Test
    void isFoundByItsLabel() {
        for (Feature feature : Feature.values()) {
            assertTrue(feature.label().matches("[a-z]+(-[a-z]+)*"), feature.label());
            assertEquals(feature, Feature.named(feature.label()));
        }
        assertEquals(Optional.of(Feature.MOVE_PAGE), Feature.labelled("move-page"));
        assertEquals(Optional.empty(), Feature.labelled("MOVE_PAGE"));
    }

    @Test
    void anotherIsRefusedWithThoseThatThereAre() {
        String sentence =
                assertThrows(BadInput.class, () -> Feature.named("chairs")).getMessage();
        assertTrue(sentence.startsWith("there is no feature 'chairs'; there are concurrent, migrate, "), sentence);
    }
}
