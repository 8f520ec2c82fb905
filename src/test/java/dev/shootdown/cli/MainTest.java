package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class MainTest extends CommandRunner {
    @Test
    void showsItsCommandsWhenGivenNone() {
        assertEquals(0, execute());
        assertTrue(out.toString().startsWith("Usage: shootdown"), out.toString());
        assertTrue(out.toString().contains("check"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nosuchcommand",
                "run --seeds 0",
                "run --seeds 10001",
                "--nosuchoption",
                "check nosuchscheme",
                "check --bug nosuchbug",
                "check --scope tiny",
                "check --workers 0",
                "check --workers many",
                "check --seed",
                "conform --scope tiny",
                "conform --scope large",
                "conform baseline --scope medium --bug free-before-flush",
            })
    void refusesBadInputInASentence(String line) {
        assertEquals(2, execute(line.split(" ")));
        assertEquals("", out.toString());
        assertFalse(err.toString().isBlank());
        assertTrue(err.toString().lines().count() <= 6, err.toString());
        assertFalse(err.toString().contains("Exception") || err.toString().contains("\tat "), err.toString());
    }

    @Test
    void answersABugThatShowsWithOneAndItsTimeline() {
        assertEquals(1, execute("check", "shoot4u", "--bug", "free-before-flush"));
        assertTrue(out.toString().contains("violates NoFreedTableWalk"), out.toString());
        assertTrue(out.toString().contains("FreeTable"), out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void printsOneJsonDocumentAndNothingElse() {
        assertEquals(1, execute("check", "shoot4u", "--bug", "free-before-flush", "--json"));
        JsonNode row = json().get("results").get(0);
        assertEquals("shoot4u", row.get("scheme").asString());
        assertEquals("small", row.get("scope").asString());
        assertEquals("free-before-flush", row.get("bug").asString());
        assertEquals("NoFreedTableWalk", row.get("property").asString());
        assertEquals("violated", row.get("verdict").asString());
        assertTrue(row.get("distinct_states").asLong() > 0);
        assertTrue(row.get("wall_s").asDouble() > 0);
    }

    @Test
    void hidesTheTraceOfADefectInAFile() throws Exception {
        String sentence = Defect.sentence(new IllegalStateException("deep inside"));
        Path log = Path.of(sentence.replaceFirst(".* is in ", "").replaceFirst("\\.$", ""));
        assertTrue(Files.readString(log).contains("deep inside"), sentence);
        assertFalse(sentence.contains("Exception"), sentence);
        Files.delete(log);
    }
}
