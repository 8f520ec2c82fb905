package dev.shootdown.modelcheck;

import dev.shootdown.modelcheck.TlcProcess.Running;
import dev.shootdown.modelcheck.TlcResult.NoVerdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * TLC's own distributed mode on this machine: a server that keeps the states, and workers that compute successors, each in a
 * JVM of its own. It is right about safety and about the number of distinct states, also when a worker is lost on the way:
 * the server gives its states to another. What it says of a violation is of no use (no invariant is named, the behaviour has
 * two states, the exit code is 0), and temporal and action properties it passes over in silence: {@link TlcRunner} sees to
 * both.
 */
final class DistributedTlc {
    private static final String PROPERTIES = "-Dtlc2.tool.distributed.";
    private static final String READY = "STARTMSG 7000:";

    /**
     * What says nothing of the specification. Somebody else may listen at the port before the server does. And it counts the states
     * of its threads ({@code TLCServerThread.getCurrentSize}) while one of them, made for a worker that has just come, has no
     * array yet.
     */
    private static final List<String> ACCIDENTS = List.of("Port already in use: ", "because \"this.states\" is null");

    private static final int MOST_ATTEMPTS = 5;
    private static final int REPORT_MS = 1000;
    private static final int GRACE_S = 20;

    private final TlcProcess jvm;
    private final IntSupplier ports;

    DistributedTlc(TlcProcess jvm) {
        this(jvm, DistributedTlc::freePort);
    }

    /** With ports that may be free. */
    DistributedTlc(TlcProcess jvm, IntSupplier ports) {
        this.jvm = jvm;
        this.ports = ports;
    }

    /** Runs to the end; the number of workers in the task is that of worker JVMs. */
    TlcResult run(TlcTask task, Path folder, Consumer<StateCount> progress) {
        for (int left = MOST_ATTEMPTS; ; left--) {
            try (Crew crew = new Crew(task.workers(), ports.getAsInt(), folder)) {
                TlcResult result = crew.work(task, new TlcOutput(progress));
                if (!crew.hadAnAccident || left == 1) {
                    return result;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static boolean isAccident(String line) {
        return ACCIDENTS.stream().anyMatch(line::contains);
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 0, InetAddress.getByName(LoopbackTlc.HOST))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server and its workers. */
    private final class Crew implements AutoCloseable {
        private final int size;
        private final int port;
        private final Path folder;
        private final AtomicInteger present = new AtomicInteger();
        private final AtomicBoolean deserted = new AtomicBoolean();
        private final List<Running> workers = new ArrayList<>();
        private final List<Thread> listeners = new ArrayList<>();
        private volatile boolean ended;
        private boolean hadAnAccident;
        private Running server;

        private Crew(int size, int port, Path folder) {
            this.size = size;
            this.port = port;
            this.folder = folder;
        }

        private TlcResult work(TlcTask task, TlcOutput output) throws IOException {
            server = jvm.start(folder, temporary -> serverCommand(task, temporary));
            int exitCode = server.talk("", line -> {
                output.line(line);
                hadAnAccident |= isAccident(line);
                if (line.contains(READY)) {
                    hire(task);
                }
            });
            ended = true;
            TlcResult result = output.result(exitCode);
            return deserted.get() && result instanceof NoVerdict
                    ? new NoVerdict("every worker is gone", result.states())
                    : result;
        }

        private void hire(TlcTask task) {
            present.set(size);
            for (int k = 0; k < size; k++) {
                try {
                    Running worker = jvm.start(folder, temporary -> workerCommand(task));
                    workers.add(worker);
                    Thread listener = new Thread(() -> listen(worker), "listen to a worker of TLC");
                    listener.setDaemon(true);
                    listener.start();
                    listeners.add(listener);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        /** Until it ends. A server without workers would wait for one for ever; at the end of a search it needs none. */
        private void listen(Running worker) {
            try {
                worker.talk("", line -> {});
            } catch (IOException e) {
                // a worker that cannot be heard counts as gone
            }
            if (present.decrementAndGet() == 0 && !ended) {
                try {
                    for (int s = 0; s < GRACE_S && !ended; s++) {
                        TimeUnit.SECONDS.sleep(1);
                    }
                } catch (InterruptedException e) {
                    return; // the server has ended
                }
                if (!ended) {
                    deserted.set(true);
                    server.kill();
                }
            }
        }

        private List<String> serverCommand(TlcTask task, Path temporary) {
            List<String> command = new ArrayList<>(common(task));
            command.addAll(List.of(
                    PROPERTIES + "TLCServer.report=" + REPORT_MS,
                    LoopbackTlc.class.getName(),
                    LoopbackTlc.SERVER,
                    "-tool",
                    "-checkpoint",
                    "0",
                    "-fp",
                    Integer.toString(task.fingerprint()),
                    "-metadir",
                    temporary.resolve("states").toString(),
                    "-config",
                    task.config().toAbsolutePath().toString(),
                    TlcRunner.moduleName(task)));
            return command;
        }

        private List<String> workerCommand(TlcTask task) {
            List<String> command = new ArrayList<>(common(task));
            command.addAll(List.of(
                    PROPERTIES + "TLCWorker.threadCount=1",
                    LoopbackTlc.class.getName(),
                    LoopbackTlc.WORKER,
                    LoopbackTlc.HOST));
            return command;
        }

        private List<String> common(TlcTask task) {
            List<String> flags = new ArrayList<>(task.jvmFlags());
            flags.add("-XX:+UseSerialGC");
            flags.add("-Djava.rmi.server.hostname=" + LoopbackTlc.HOST);
            flags.add(PROPERTIES + "TLCServer.port=" + port);
            return flags;
        }

        @Override
        public void close() {
            ended = true;
            if (server != null) {
                server.close();
            }
            workers.forEach(Running::close);
            listeners.forEach(Thread::interrupt);
        }
    }
}
