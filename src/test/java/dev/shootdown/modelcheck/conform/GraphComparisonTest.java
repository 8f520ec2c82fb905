package dev.shootdown.modelcheck.conform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.Scope;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphComparisonTest {
    static final Path SPEC = Path.of("spec");

    @ParameterizedTest
    @CsvSource({"baseline, 26355", "shoot4u, 23591"})
    void findsTheSameGraphInCodeAndSpecification(String scheme, int states) {
        Scope scope = Scope.small(2, 2, 1, 1, 1, 0, EnumSet.of(Feature.CONCURRENT, Feature.MIGRATE));
        long t = System.nanoTime();
        GraphComparison.Result r =
                GraphComparison.compare(new Machine(Schemes.named(scheme), scope, Set.of()), SPEC);
        System.err.println(scheme + " " + r + " " + (System.nanoTime() - t) / 1e9);
        assertEquals(states, r.states());
        assertEquals(null, r.difference());
    }
}
