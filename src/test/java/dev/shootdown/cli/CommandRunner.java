package dev.shootdown.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Executes command lines as the shell's user would, in this process, and keeps what the last one said. */
abstract class CommandRunner {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();

    /** Returns the exit code. */
    final int execute(String... line) {
        out = new StringWriter();
        err = new StringWriter();
        return Main.execute(line, new PrintWriter(out), new PrintWriter(err));
    }

    /** The document on standard output. */
    final JsonNode json() {
        return JsonMapper.shared().readTree(out.toString());
    }
}
