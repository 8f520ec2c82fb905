package dev.shootdown.modelcheck.conform;

import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The specification of a scheme at a scope, walked through one named step after the other. */
public final class Specification {
    final SpecificationGraph graph;
    private final Map<String, Integer> numberOf = new HashMap<>();
    private Object state;

    /**
     * A specification in its first state.
     *
     * @param folder where the TLA+ modules are
     */
    public Specification(Scheme scheme, Scope scope, Set<String> bugs, Path folder) {
        graph = open(
                folder.resolve(scheme.module() + ".tla"), TlcConfiguration.text(scope, bugs), Mapping.sizes(scope));
        List<String> labels = graph.labels();
        for (int k = 0; k < labels.size(); k++) {
            numberOf.put(labels.get(k), k);
        }
        restart();
    }

    static SpecificationGraph open(Path module, String configuration, int[] sizes) {
        Path config = null;
        try {
            config = Files.createTempFile("shootdown-conform-", ".cfg");
            Files.writeString(config, configuration);
            return TlcLoader.open(module, config, sizes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (config != null) {
                config.toFile().delete();
            }
        }
    }

    void restart() {
        state = graph.initialStates().get(0);
    }

    Object state() {
        return state;
    }

    /** Takes a step, as in {@code ClearPte(v1, m1, g1)}; false, and nothing happens, when the specification forbids it. */
    public boolean take(String label) {
        Integer number = numberOf.get(label);
        if (number == null) {
            return false;
        }
        List<Object> next = graph.successors(number, state);
        if (next.isEmpty()) {
            return false;
        }
        state = next.get(0);
        return true;
    }
}
