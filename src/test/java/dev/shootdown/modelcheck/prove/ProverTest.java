package dev.shootdown.modelcheck.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small modules of the list are proved, and planted bugs fail where they were planted. */
class ProverTest {
    private static final Path HOME = Path.of("");

    /** For one question: the command gives it 20 s, which a busy machine may need. */
    private static final long PATIENCE_MS = 600_000;

    private static Prover.Result prove(String scheme, String bug) throws InterruptedException {
        List<ProofModel> models = ProofCatalog.read(HOME).select(List.of(scheme), Optional.ofNullable(bug));
        assertEquals(1, models.size());
        return new Prover(models.get(0), HOME.resolve("spec"), PATIENCE_MS).prove(1, any -> {});
    }

    @Test
    void theTicketLockIsProved() throws InterruptedException {
        Prover.Result result = prove("ticket_lock", null);
        assertTrue(result.holds(), result.toString());
        assertTrue(
                result.obligations().stream().filter(one -> !one.isUntouched()).count() > 20);
    }

    @Test
    void theAbstractModuleIsProved() throws InterruptedException {
        assertTrue(prove("shootdown", null).holds());
    }

    private static boolean proveOpen(Path folder, String guard, String claim) throws InterruptedException, IOException {
        Files.writeString(folder.resolve("Open.tla"), """
                ---- MODULE Open ----
                CONSTANT Features
                VARIABLE on
                TypeOK == on \\in BOOLEAN
                OnlyWith == on => "fast" \\in Features
                Never == ~on
                Init == on = FALSE
                Start == %s /\\ on' = TRUE
                Next == Start
                Inv == TypeOK /\\ OnlyWith
                ====
                """.formatted(guard));
        ProofModel model = new ProofModel(
                "open",
                "Open",
                "open",
                List.of("any"),
                Optional.empty(),
                Map.of("Features", List.of("any")),
                List.of(),
                List.of(claim),
                List.of());
        return new Prover(model, folder, PATIENCE_MS).prove(1, any -> {}).holds();
    }

    @Test
    void featuresMayBeLeftOpen(@TempDir Path folder) throws InterruptedException, IOException {
        assertTrue(proveOpen(folder, "\"fast\" \\in Features", "OnlyWith"));
        assertFalse(proveOpen(folder, "\"fast\" \\in Features", "Never"), "the feature may be on");
        assertFalse(proveOpen(folder, "\"slow\" \\in Features", "OnlyWith"), "another feature may be on");
    }

    @Test
    void aBugFailsWhereItIs() throws InterruptedException {
        Prover.Result result = prove("ticket_lock", "ticket-read-then-write");
        assertFalse(result.holds());
        List<Obligation> failed =
                result.obligations().stream().filter(one -> !one.holds()).toList();
        assertTrue(failed.stream().allMatch(one -> one.action().equals("WriteTail")), failed.toString());
        assertTrue(failed.get(0).counterexample().orElseThrow().contains("drawing  ->  waiting"), failed.toString());
    }

    /** Store buffers and walks in software are features, and all of them are left open. The other bugs: {@code prove --bug all}. */
    @ParameterizedTest
    @CsvSource({
        "baseline, CVE-2016-2069, SkipLocal, StoresStand",
        "shoot4u, shoot4u-gup-race, FreeTable, WalksOwed",
    })
    void aBugOfAFeatureFailsWhereItIs(String scheme, String bug, String action, String conjunct)
            throws InterruptedException {
        ProofModel model = ProofCatalog.read(HOME)
                .select(List.of(scheme), Optional.of(bug))
                .get(0);
        Prover.Result result = new Prover(model, HOME.resolve("spec"), PATIENCE_MS).prove(action);
        List<String> failed = result.obligations().stream()
                .filter(one -> !one.holds())
                .map(Obligation::conjunct)
                .toList();
        assertEquals(List.of(conjunct), failed);
    }
}
