package dev.shootdown.engine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Threads of this process. */
public final class Threads implements Engine {
    private static final int PATIENCE_S = 5;

    private final int width;

    public Threads(int width) {
        this.width = width;
    }

    @Override
    public <U extends Serializable, R extends Serializable> void run(List<U> units, Work<U, R> work, Done<R> done) {
        ExecutorService pool = Executors.newFixedThreadPool(width, task -> {
            Thread thread = new Thread(task, "unit");
            thread.setDaemon(true);
            return thread;
        });
        Object turn = new Object();
        AtomicBoolean failed = new AtomicBoolean();
        try {
            List<Future<?>> pending = new ArrayList<>();
            for (int k = 0; k < units.size(); k++) {
                int index = k;
                pending.add(pool.submit(() -> {
                    if (failed.get()) { // before this thread could be told
                        return;
                    }
                    orFail(failed, () -> {
                        R result = work.on(units.get(index));
                        synchronized (turn) {
                            if (!failed.get()) {
                                orFail(failed, () -> done.at(index, result)); // known before it is another's turn
                            }
                        }
                    });
                }));
            }
            for (Future<?> one : pending) {
                one.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a unit of work failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            end(pool);
        }
    }

    private static void orFail(AtomicBoolean failed, Runnable part) {
        try {
            part.run();
        } catch (RuntimeException | Error e) {
            failed.set(true);
            throw e;
        }
    }

    /** Units that still run when another has failed should write no files once the command has said so; some take longer. */
    private static void end(ExecutorService pool) {
        pool.shutdownNow();
        try {
            pool.awaitTermination(PATIENCE_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        // the threads of a run end with it
    }
}
