package dev.shootdown.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command has. A command names it as a {@code @Mixin}. */
final class CommonOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Option(names = "--json", description = "Print one JSON document to standard output instead of text.")
    private boolean json;

    boolean json() {
        return json;
    }

    /** Standard output; the exit code and the flush are the caller's frame's business. */
    PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Standard error: notes, progress, complaints. */
    PrintWriter err() {
        return command.commandLine().getErr();
    }

    /** Prints the one document of {@code --json}; record components become snake_case keys. */
    void print(Object document) {
        JsonDocument.print(document, out());
    }

    /** A bar on standard error if a person watches it. */
    Progress progress(String task, long total) {
        return Progress.open(task, total);
    }
}
