package dev.shootdown.modelcheck;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One run of TLC.
 *
 * @param module the root module, a {@code .tla} file
 * @param config its {@code .cfg} file
 * @param workers threads that search; more than one misses violations of temporal properties
 * @param seed picks the fingerprint function: two runs with different seeds do not share a hash collision
 * @param brief whether it is over in seconds: then the compiler that starts fast is the better one, at half the cost
 * @param heapMegabytes memory for states and spec, 0 for the JVM's own choice
 * @param checkpoints where the search is written down now and then, and taken up again; nowhere if it is brief
 */
public record TlcTask(
        Path module,
        Path config,
        int workers,
        long seed,
        boolean brief,
        int heapMegabytes,
        Optional<Checkpoints> checkpoints) {
    /** TLC has this many irreducible polynomials to choose from. */
    private static final int FINGERPRINTS = 131;

    public TlcTask {
        if (workers < 1) {
            throw new IllegalArgumentException("TLC needs a worker, not " + workers);
        }
    }

    public TlcTask(Path module, Path config, int workers, long seed) {
        this(module, config, workers, seed, false, 0);
    }

    public TlcTask(Path module, Path config, int workers, long seed, boolean brief, int heapMegabytes) {
        this(module, config, workers, seed, brief, heapMegabytes, Optional.empty());
    }

    TlcTask with(Checkpoints checkpoints) {
        return new TlcTask(module, config, workers, seed, brief, heapMegabytes, Optional.of(checkpoints));
    }

    TlcTask withWorkers(int others) {
        return new TlcTask(module, config, others, seed, brief, heapMegabytes);
    }

    /** What the JVM of this run is told about memory and compilers. */
    List<String> jvmFlags() {
        List<String> flags = new ArrayList<>();
        if (heapMegabytes > 0) {
            flags.add("-Xmx" + heapMegabytes + "m");
        }
        if (brief) {
            flags.add("-XX:TieredStopAtLevel=1");
        } else if (heapMegabytes == 0) {
            // a fifth less processor time than with the JVM's own proportions: what is young dies young, given the room
            flags.add("-XX:InitialRAMPercentage=8");
            flags.add("-XX:NewRatio=1");
        }
        return flags;
    }

    int fingerprint() {
        return Math.floorMod(seed, FINGERPRINTS);
    }
}
