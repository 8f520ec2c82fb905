package dev.shootdown.testbed.profile;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever a file holds, reading it ends in a profile or in one short sentence. */
class HostileProfileTest {
    private static final List<String> FRAGMENTS = List.of(
            "vms", "name", "pcpus", "source", ": ", ":\n", "\n", "\n  ", "- ", "[", "]", "{", "}", ",", "\"", "'", "|",
            ">", "&a", "*a", "!!", "---", "...", "%", "#", "?", "\t", "-1", "1e400", ".nan", "0x10", "~", "null",
            "true", "\u0000", "\uFEFF", "\u2028", "é", "<<", "range", "hz", "@", "`");

    @Property(tries = 2000)
    void survivesFragmentsOfYaml(@ForAll("fragments") List<String> fragments) {
        mustEndWell(String.join("", fragments));
    }

    @Property(tries = 1000)
    void survivesAnyText(@ForAll String text) {
        mustEndWell(text);
    }

    @Property(tries = 1000)
    void survivesARealFileWithAPieceReplaced(
            @ForAll @IntRange(min = 0, max = 20_000) int from,
            @ForAll @IntRange(min = 0, max = 40) int length,
            @ForAll("fragments") List<String> fragments) {
        String text = machine();
        int start = Math.min(from, text.length());
        int end = Math.min(start + length, text.length());
        mustEndWell(text.substring(0, start) + String.join("", fragments) + text.substring(end));
    }

    @Property(tries = 500)
    void survivesAnyNameOfAFile(@ForAll String name) {
        BadInput bad = assertThrows(BadInput.class, () -> Profiles.scenario("no such folder/" + name));
        assertFalse(bad.getMessage().contains("\n"), bad.getMessage());
    }

    @Provide
    Arbitrary<List<String>> fragments() {
        Arbitrary<String> fragment = Combinators.combine(
                        Arbitraries.of(FRAGMENTS), Arbitraries.integers().between(1, 3))
                .as(String::repeat);
        return fragment.list().ofMaxSize(25);
    }

    private static void mustEndWell(String text) {
        try {
            MachineProfile.read(Document.of("hostile.yaml", text, 0));
        } catch (BadInput e) {
            assertTrue(e.getMessage().startsWith("hostile.yaml:"), e.getMessage());
            assertFalse(e.getMessage().contains("\n"), e.getMessage());
            assertTrue(e.getMessage().length() < 1200, e.getMessage());
        }
    }

    private static String machine() {
        try (InputStream in = HostileProfileTest.class.getResourceAsStream("/machines/paper-ivy-bridge.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
