package dev.shootdown.modelcheck.conform;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs something with much room on the stack. TLC's evaluator goes one call deeper for every member of a set that an action
 * quantifies over: dozens of pages overflow an ordinary stack.
 */
public final class DeepStack {
    private static final long BYTES = 1L << 29;

    private DeepStack() {}

    public static <T> T run(Callable<T> what) {
        FutureTask<T> task = new FutureTask<>(what);
        Thread thread = new Thread(null, task, "deep stack", BYTES);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
