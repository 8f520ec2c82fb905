package dev.shootdown.cli;

import dev.shootdown.engine.Engine;
import dev.shootdown.engine.EngineProvider;
import dev.shootdown.engine.Threads;
import dev.shootdown.machine.BadInput;
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
                "Do the work on Apache Spark instead of threads of this process: local[2] is Spark on this machine,",
                "spark://HOST:7077 a cluster, submit whatever spark-submit was given. Changes no result. See docs/spark.md."
            })
    private Optional<String> master;

    boolean isAsked() {
        return master.isPresent();
    }

    /** For what must hold then. */
    void ifAsked(Runnable check) {
        master.ifPresent(given -> check.run());
    }

    /** Spark if it was asked for, or else that many threads. */
    Engine open(int threads) {
        return master.map(EngineOption::spark).orElseGet(() -> new Threads(threads));
    }

    private static Engine spark(String master) {
        for (EngineProvider provider : ServiceLoader.load(EngineProvider.class)) {
            if (provider.name().equals(SPARK)) {
                return provider.open(master);
            }
        }
        throw new BadInput("--spark: this build of Shootdown has no package for Spark.");
    }
}
