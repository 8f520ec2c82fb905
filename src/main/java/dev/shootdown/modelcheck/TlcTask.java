package dev.shootdown.modelcheck;

import java.nio.file.Path;

/**
 * One run of TLC.
 *
 * @param module the root module, a {@code .tla} file
 * @param config its {@code .cfg} file
 * @param workers threads that search; more than one misses violations of temporal properties
 * @param seed picks the fingerprint function: two runs with different seeds do not share a hash collision
 * @param brief whether it is over in seconds: then the compiler that starts fast is the better one, at half the cost
 * @param heapMegabytes memory for states and spec, 0 for the JVM's own choice
 */
public record TlcTask(Path module, Path config, int workers, long seed, boolean brief, int heapMegabytes) {
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

    int fingerprint() {
        return Math.floorMod(seed, FINGERPRINTS);
    }
}
