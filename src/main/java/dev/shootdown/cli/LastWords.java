package dev.shootdown.cli;

import java.io.PrintWriter;
import java.util.function.Supplier;

/** What a long command says when the user interrupts it (Ctrl-C, SIGTERM) before {@link #close}. */
final class LastWords implements AutoCloseable {
    private final Thread hook;

    LastWords(PrintWriter err, Supplier<String> words) {
        hook = new Thread(() -> {
            err.println();
            err.println(words.get());
            err.flush();
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether the process is ending, so that all that fails from now on does so because of that. */
    static boolean isEnding() {
        Thread never = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(never);
            Runtime.getRuntime().removeShutdownHook(never);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /** There is nothing to say any more: the command is done, or failed and says so itself. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // it is being said
        }
    }
}
