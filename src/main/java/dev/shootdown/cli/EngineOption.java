package dev.shootdown.cli;

import dev.shootdown.engine.Engine;
import dev.shootdown.engine.EngineProvider;
import dev.shootdown.engine.Threads;
import dev.shootdown.machine.BadInput;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import picocli.CommandLine.Option;

/** Where the units of a command's work are done. A command names it as a {@code @Mixin}. */
final class EngineOption {
    private static final String SPARK = "spark";

    @Option(
            names = "--spark",
            paramLabel = "MASTER",
            description = {
                "Do the work on Apache Spark instead of threads of this process; changes no result. MASTER:",
                "local[2] is Spark in this process, spark://HOST:7077 a cluster, submit what spark-submit was given."
            })
    private Optional<String> master;

    boolean isAsked() {
        if (master.filter(String::isBlank).isPresent()) {
            throw new BadInput("--spark: a master is expected, as in local[2] or spark://HOST:7077.");
        }
        return master.isPresent();
    }

    /** Spark if it was asked for, or else that many threads. */
    Engine open(int threads) {
        return isAsked() ? new AtFirstUnit(master.orElseThrow()) : new Threads(threads);
    }

    private static Engine spark(String master) {
        for (EngineProvider provider : ServiceLoader.load(EngineProvider.class)) {
            if (provider.name().equals(SPARK)) {
                return provider.open(master);
            }
        }
        throw new BadInput("--spark: this build of Shootdown has no package for Spark.");
    }

    /** Reached when there is something to do: what is wrong with the rest of the command line is said before. */
    private static final class AtFirstUnit implements Engine {
        private final String master;
        private Engine engine;

        AtFirstUnit(String master) {
            this.master = master;
        }

        private Engine engine() {
            if (engine == null) {
                engine = spark(master);
            }
            return engine;
        }

        @Override
        public <U extends Serializable, R extends Serializable> void run(List<U> units, Work<U, R> work, Done<R> done) {
            if (!units.isEmpty()) {
                engine().run(units, work, done);
            }
        }

        @Override
        public void close() {
            if (engine != null) {
                engine.close();
            }
        }
    }
}
