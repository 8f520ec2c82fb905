package dev.shootdown.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shootdown.explore.Exhaustive;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Schemes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What TLC counts under its SYMMETRY is what the running code counts up to exchanges: for models that are checked that way,
 * no state was lost to a permutation that is none.
 */
class SymmetricModelsTest {
    private static final long QUICK = 30_000;

    static Stream<Model> models() {
        return ModelCatalog.read(Path.of("")).all().stream()
                .filter(model -> model.module().toString().endsWith("Symmetric.tla"))
                .filter(model -> model.distinctStates() <= QUICK)
                .filter(SymmetricModelsTest::flushesByTheRange);
    }

    /** The code drops everything above a number of pages; a model may name any sets of them. */
    private static boolean flushesByTheRange(Model model) {
        try {
            return Files.readString(model.config()).contains("FullRanges = {}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void haveAsManyStatesInTheCode(Model model) {
        Machine machine = new Machine(
                Schemes.named(model.scheme()), CodeReplay.scope(ModelConstants.read(model.config())), Set.of());
        Exhaustive.Result all = Exhaustive.searchUpToExchanges(machine, 2 * (int) QUICK);
        assertEquals(model.distinctStates(), all.states());
    }
}
