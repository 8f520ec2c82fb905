package dev.shootdown.modelcheck.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What TLAPS is said to have proved is what there is, nothing is left out of it, and it is what is claimed. */
class ProofModuleTest {
    private static final Path HOME = Path.of("");
    private static final List<String> CLAIMS = List.of("MutualExclusion", "TicketsInOrder", "NoOvertaking");

    @TempDir
    Path copy;

    @Test
    void theLedgerSaysWhatIsTrue() {
        List<ProofModule> proofs = ProofModule.all(HOME);
        Ledger ledger = Ledger.read(HOME);
        assertEquals(
                proofs.stream().map(ProofModule::name).toList(),
                ledger.entries().stream().map(Ledger.Entry::module).toList());
        for (ProofModule proof : proofs) {
            Ledger.Entry entry = ledger.of(proof).orElseThrow();
            assertEquals(List.of(), Ledger.changes(entry, proof), proof.name());
            assertTrue(entry.obligations() > 10, proof.name());
        }
    }

    @Test
    void everyProofIsOfWhatIsClaimed() {
        List<ProofModel> models = ProofCatalog.read(HOME).all();
        List<ProofModule> proofs = ProofModule.all(HOME);
        assertFalse(proofs.isEmpty());
        for (ProofModule proof : proofs) {
            if (proof.isLemmas()) {
                assertEquals(List.of(), proof.faults(List.of()), proof.name());
                continue;
            }
            ProofModel model = models.stream()
                    .filter(one ->
                            one.module().equals(proof.checked()) && one.bug().isEmpty())
                    .findFirst()
                    .orElseThrow();
            assertEquals(List.of(), proof.faults(model.claims()), proof.name());
        }
    }

    /** The ticket lock's proof with some of its text replaced. */
    private ProofModule changed(String from, String to) throws IOException {
        for (String folder : List.of("spec", "proofs", "proofs/parser")) {
            Files.createDirectories(copy.resolve(folder));
            try (Stream<Path> files = Files.list(HOME.resolve(folder).toAbsolutePath())) {
                for (Path file : files.filter(Files::isRegularFile)
                        .filter(file -> !file.toString().matches(".*(_proofs|Lemmas).tla"))
                        .toList()) {
                    Files.copy(file, copy.resolve(folder).resolve(file.getFileName()));
                }
            }
        }
        String text = Files.readString(Path.of("proofs", "TicketLock_proofs.tla"));
        assertTrue(text.contains(from), from);
        Files.writeString(copy.resolve("proofs").resolve("TicketLock_proofs.tla"), text.replace(from, to));
        return ProofModule.all(copy).get(0);
    }

    private static void assertFault(String expected, List<String> faults) {
        assertTrue(faults.stream().anyMatch(fault -> fault.contains(expected)), faults.toString());
    }

    @Test
    void anAxiomIsFound() throws IOException {
        ProofModule proof = changed("LEMMA Start", "AXIOM 1 = 2\n\nLEMMA Start");
        assertFault("TicketLock_proofs.tla:11: an assumption", proof.faults(CLAIMS));
        assertEquals(
                List.of("proofs/TicketLock_proofs.tla"),
                Ledger.changes(Ledger.read(HOME).of(proof).orElseThrow(), proof));
    }

    @Test
    void whatIsLeftOutIsFound() throws IOException {
        assertFault("OMITTED", changed("BY <1>2 DEF Preempt", "OMITTED").faults(CLAIMS));
    }

    @Test
    void aStepWithoutAProofIsFound() throws IOException {
        assertFault("without a proof", changed("\n  BY <1>2 DEF Preempt", "").faults(CLAIMS));
    }

    @Test
    void aWeakerTheoremIsFound() throws IOException {
        ProofModule proof = changed(
                "THEOREM Correct == Bugs = {} /\\ Spec =>", "THEOREM Correct == Bugs = {} /\\ Init /\\ Spec =>");
        assertFault("the last theorem is Bugs = {} /\\ Init /\\ Spec => []Safety", proof.faults(CLAIMS));
    }

    @Test
    void aWeakerClaimIsFound() throws IOException {
        assertFault(
                "Safety is [MutualExclusion, TicketsInOrder], not",
                changed("    /\\ NoOvertaking\n\n", "\n").faults(CLAIMS));
    }

    @Test
    void aChangedSpecificationIsFound() throws IOException {
        ProofModule proof = changed("", "");
        Path lock = copy.resolve("spec").resolve("Lock.tla");
        Files.writeString(lock, Files.readString(lock) + "\n");
        assertEquals(
                List.of("spec/Lock.tla"),
                Ledger.changes(Ledger.read(HOME).of(proof).orElseThrow(), proof));
    }

    /** A small proof that rests on a module of lemmas. */
    static ProofModule withLemmas(Path copy, String lemmas) throws IOException {
        Files.createDirectories(copy.resolve("spec"));
        Files.createDirectories(copy.resolve("proofs").resolve("parser"));
        Files.copy(HOME.resolve("proofs/parser/TLAPS.tla").toAbsolutePath(), copy.resolve("proofs/parser/TLAPS.tla"));
        Files.writeString(copy.resolve("spec/Still.tla"), """
                ---- MODULE Still ----
                VARIABLE x
                Zero == x = 0
                Spec == Zero /\\ [][x' = x]_x
                ====
                """);
        Files.writeString(copy.resolve("proofs/StillLemmas.tla"), """
                ---- MODULE StillLemmas ----
                EXTENDS Still, TLAPS
                LEMMA Kept == Zero /\\ [x' = x]_x => Zero'
                %s
                ====
                """.formatted(lemmas));
        Files.writeString(copy.resolve("proofs/Still_proofs.tla"), """
                ---- MODULE Still_proofs ----
                EXTENDS Still, StillLemmas
                THEOREM Spec => []Zero
                  BY Kept, PTL DEF Spec
                ====
                """);
        return ProofModule.all(copy).get(1);
    }

    @Test
    void lemmasArePartOfTheProof() throws IOException {
        ProofModule proof = withLemmas(copy, "  BY DEF Zero");
        ProofModule lemmas = ProofModule.all(copy).get(0);
        assertTrue(lemmas.isLemmas());
        assertEquals(List.of(), lemmas.faults(List.of()));
        assertEquals("(lemmas)", lemmas.claim());
        assertEquals(List.of(), proof.faults(List.of("Zero")));
        assertEquals(
                List.of("StillLemmas.tla", "Still_proofs.tla"),
                proof.files().stream()
                        .map(file -> file.getFileName().toString())
                        .toList());
        assertEquals(
                List.of("proofs/StillLemmas.tla", "proofs/Still_proofs.tla", "spec/Still.tla"),
                List.copyOf(proof.hashes().keySet()));
    }

    @Test
    void lemmasAreLookedThroughAsWell() throws IOException {
        assertFault(
                "StillLemmas.tla:3: a proof is OMITTED",
                withLemmas(copy, "  OMITTED").faults(List.of("Zero")));
    }

    @Test
    void anAxiomAmongTheLemmasIsFound() throws IOException {
        assertFault(
                "StillLemmas.tla:5: an assumption",
                withLemmas(copy, "  BY DEF Zero\nAXIOM 1 = 2").faults(List.of("Zero")));
    }
}
