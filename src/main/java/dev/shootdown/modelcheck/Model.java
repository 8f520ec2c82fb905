package dev.shootdown.modelcheck;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A specification at a certain size, and what TLC is expected to say of it.
 *
 * @param name unique, and the name of the configuration file
 * @param scheme the scheme's name on the command line
 * @param bug the bug switched on in it, if any
 * @param module the root module's file
 * @param config its configuration; what is checked stands there
 * @param violates the property that is expected to fail; nothing if all are expected to hold
 * @param distinctStates how many states there are when all properties hold, 0 if nobody has counted yet
 * @param note what is switched on in it, in words
 */
public record Model(
        String name,
        String scheme,
        ModelScope scope,
        Optional<String> bug,
        Path module,
        Path config,
        Optional<String> violates,
        long distinctStates,
        String note) {}
