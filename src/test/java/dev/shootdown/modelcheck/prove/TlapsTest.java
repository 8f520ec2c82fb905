package dev.shootdown.modelcheck.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of tlapm's words, by a script that says them. */
class TlapsTest {
    @TempDir
    Path folder;

    private Tlaps saying(String script) throws IOException {
        Path program = folder.resolve("tlapm");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return new Tlaps(program);
    }

    private Tlaps.Outcome outcome(String script) throws IOException {
        Path home = Path.of("");
        ProofModule locks = ProofModule.all(home).stream()
                .filter(proof -> proof.checked().equals("TicketLock"))
                .findFirst()
                .orElseThrow();
        return saying(script).prove(locks, home, 1);
    }

    @Test
    void allIsProved() throws IOException {
        assertEquals(84, outcome("echo '[INFO]: All 84 obligations proved.'").obligations());
    }

    @Test
    void lemmasAreProvedOnceForAllProofs() throws IOException {
        Path home = folder.resolve("home");
        ProofModule proof = ProofModuleTest.withLemmas(home, "  BY DEF Zero");
        Tlaps tlaps = saying("echo run >> " + folder + "/runs; echo '[INFO]: All 7 obligations proved.'");
        assertEquals(14, tlaps.prove(proof, home, 1).obligations());
        assertEquals(14, tlaps.prove(proof, home, 1).obligations());
        assertEquals(2, Files.readAllLines(folder.resolve("runs")).size());
    }

    @Test
    void aLemmaThatIsNotProvedIsNoProof() throws IOException {
        Path home = folder.resolve("home");
        ProofModule proof = ProofModuleTest.withLemmas(home, "  BY DEF Zero");
        Tlaps tlaps = saying(
                "for last; do :; done; case $last in *Lemmas.tla) exit 3;; esac; echo '[INFO]: All 7 obligations proved.'");
        assertFalse(tlaps.prove(proof, home, 1).holds());
    }

    @Test
    void somethingIsNot() throws IOException {
        Tlaps.Outcome outcome = outcome(
                "echo 'File \"./X.tla\", line 40, characters 3-4:'; echo '[ERROR]: 1/39 obligations failed.'; exit 3");
        assertFalse(outcome.holds());
        assertEquals(
                List.of("File \"./X.tla\", line 40, characters 3-4:", "[ERROR]: 1/39 obligations failed."),
                outcome.failures());
    }

    @Test
    void anErrorIsNoProof() throws IOException {
        assertFalse(outcome("echo '[INFO]: All 84 obligations proved.'; exit 2").holds());
    }

    @Test
    void whoProvedIt() throws IOException {
        Tlaps tlaps = saying("""
                case $1 in
                --version) echo 1.6.0 ;;
                *) echo 'zenon version == "zenon version 0.8.4 [a268] 2017-11-14"'
                   echo 'Z3 version == "Z3 version 4.8.12 - 64 bit"'
                   echo 'SMT version == "Z3 version 4.8.12 - 64 bit"' ;;
                esac""");
        assertEquals("tlapm 1.6.0 with zenon 0.8.4, Z3 4.8.12", tlaps.version());
    }
}
