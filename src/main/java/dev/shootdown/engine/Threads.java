package dev.shootdown.engine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

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
        try {
            List<Future<?>> pending = new ArrayList<>();
            for (int k = 0; k < units.size(); k++) {
                int index = k;
                pending.add(pool.submit(() -> {
                    R result = work.on(units.get(index));
                    synchronized (turn) {
                        done.at(index, result);
                    }
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

    /** Units that still run when another has failed write no files once the command has said so. */
    private static void end(ExecutorService pool) {
        pool.shutdownNow();
        try {
            if (!pool.awaitTermination(PATIENCE_S, TimeUnit.SECONDS)) {
                return; // a unit that looks at no interrupt and writes nothing for so long
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void close() {
        // the threads of a run end with it
    }
}
