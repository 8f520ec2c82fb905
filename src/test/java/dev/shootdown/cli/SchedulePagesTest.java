package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code replay --report}. */
class SchedulePagesTest {
    private static final Path SCHEDULE = Path.of("docs", "schedules", "shoot4u.yaml");

    @TempDir
    Path folder;

    private static int run(StringWriter out, StringWriter err, String... args) {
        return Main.execute(args, new PrintWriter(out), new PrintWriter(err));
    }

    @Test
    void replayWritesAPageAndLeavesStandardOutputAsItWas() throws IOException {
        StringWriter plain = new StringWriter();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        assertEquals(Main.HOLDS, run(plain, new StringWriter(), "replay", SCHEDULE.toString()));
        Path into = folder.resolve("new");
        assertEquals(Main.HOLDS, run(out, err, "replay", SCHEDULE.toString(), "--report", into.toString()));
        assertEquals(plain.toString(), out.toString());
        Path page = into.resolve("shoot4u.html");
        assertEquals("The page is " + page + ".", err.toString().strip());
        String text = Files.readString(page);
        assertTrue(text.contains("<title>shoot4u</title>") && text.contains("\"in hypercall\""));
    }

    @Test
    void replaySaysThatAFolderCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        StringWriter err = new StringWriter();
        int code = run(new StringWriter(), err, "replay", SCHEDULE.toString(), "--report", file.toString());
        assertEquals(Main.BAD_INPUT, code);
        assertTrue(err.toString().contains("shoot4u.html cannot be written"), err.toString());
        assertFalse(err.toString().contains("\tat "));
    }
}
