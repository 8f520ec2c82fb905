package dev.shootdown.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.modelcheck.TlcResult.Holds;
import dev.shootdown.modelcheck.TlcResult.NoVerdict;
import dev.shootdown.modelcheck.TlcResult.Violated;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server and two workers of TLC on this machine. */
class DistributedTlcTest {
    private static final Path MODULES = Path.of("src/test/resources/modelcheck");
    private static final String SMALL = "CONSTANTS Cell = {a, b, c}  Max = 3\n";
    private static final String LARGER =
            "CONSTANTS Cell = {a, b, c, d, e, f}  Max = %d\nSPECIFICATION Spec\nINVARIANT TypeOK";

    @TempDir
    private Path folder;

    @Test
    void countsTheSameStatesAsOneProcess() throws IOException {
        Holds holds = assertInstanceOf(Holds.class, run("Counter", SMALL + "SPECIFICATION Spec\nINVARIANT TypeOK"));
        assertEquals(4 * 4 * 4 + 1, holds.states().distinct());
        assertEquals(0, holds.states().queued());
    }

    @Test
    void namesTheInvariantAndShowsAShortestBehaviour() throws IOException {
        Violated violated = assertInstanceOf(
                Violated.class, run("Counter", SMALL + "SPECIFICATION Spec\nINVARIANTS TypeOK NeverBack"));
        assertEquals("NeverBack", violated.property());
        List<Counterexample.Step> states = violated.counterexample().states();
        assertEquals(1 + 9 + 1, states.size());
        assertEquals("TurnBack", states.get(10).action());
        assertEquals("Raise", states.get(1).action());
    }

    @Test
    void knowsADeadlockFromAnEndThatIsAllowed() throws IOException {
        String config = SMALL + "SPECIFICATION SpecOneWay\n";
        assertEquals(
                "Deadlock",
                assertInstanceOf(Violated.class, run("Counter", config)).property());
        assertEquals(
                65, run("Counter", config + "CHECK_DEADLOCK FALSE").states().distinct());
    }

    @Test
    void countsStatesThatDifferByASymmetryOnce() throws IOException {
        Holds holds =
                assertInstanceOf(Holds.class, run("SymmetricCounter", SMALL + "SPECIFICATION Spec\nSYMMETRY Cells"));
        // multisets of three out of four values, and the one that turned back
        assertEquals(20 + 1, holds.states().distinct());
    }

    @Test
    void refusesWhatItWouldPassOver() {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> run("Counter", SMALL + "SPECIFICATION Spec\nPROPERTY NeverFallsProp"));
        assertEquals("distributed TLC cannot check [NeverFallsProp]", refusal.getMessage());
    }

    @Test
    void comesToTheSameVerdictWhenAWorkerIsKilled() throws IOException {
        AtomicInteger killed = new AtomicInteger();
        for (int max = 6; killed.get() == 0; max++) { // a larger one if the search was over before a worker was killed
            TlcResult result = run("Counter", LARGER.formatted(max), states -> {
                if (killed.get() == 0 && states.distinct() > 2 && states.queued() > 0) {
                    killed.addAndGet(kill(1));
                }
            });
            assertEquals(
                    (long) Math.pow(max + 1, 6) + 1,
                    assertInstanceOf(Holds.class, result).states().distinct());
        }
    }

    @Test
    void saysWhenEveryWorkerIsGone() throws IOException {
        AtomicInteger killed = new AtomicInteger();
        TlcResult result = null;
        for (int max = 6; killed.get() < 2; max++) { // a larger one if the search was over before they were killed
            killed.set(0);
            result = run("Counter", LARGER.formatted(max), states -> {
                if (states.distinct() > 2 && states.queued() > 0) {
                    killed.addAndGet(kill(2));
                }
            });
        }
        assertEquals(
                "every worker is gone",
                assertInstanceOf(NoVerdict.class, result).sentence());
    }

    /** Between looking for a free port and listening there, somebody else may come. */
    @Test
    void takesAnotherPortWhenItsOwnIsTaken() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(LoopbackTlc.HOST))) {
            AtomicInteger asked = new AtomicInteger();
            DistributedTlc tlc = new DistributedTlc(
                    new TlcProcess(List.of(MODULES.resolve("library"), folder)),
                    () -> asked.getAndIncrement() == 0 ? other.getLocalPort() : DistributedTlc.freePort());
            TlcTask task = task("Counter", SMALL + "SPECIFICATION Spec\nINVARIANT TypeOK");
            TlcResult result = tlc.run(task, MODULES.toAbsolutePath(), states -> {});
            assertEquals(65, assertInstanceOf(Holds.class, result).states().distinct());
            assertTrue(asked.get() > 1, "it cannot have listened there");
        }
    }

    @Test
    void knowsAnAccidentFromAnError() {
        // as the server said it, one time in twenty on a busy machine
        assertTrue(DistributedTlc.isAccident(": Cannot read the array length because \"this.states\" is null"));
        assertFalse(DistributedTlc.isAccident(": Attempted to apply a record to a field name \"states\""));
    }

    /** Kills so many workers that are children of this JVM. */
    private static int kill(int most) {
        return (int) ProcessHandle.current()
                .children()
                .filter(child ->
                        List.of(child.info().arguments().orElse(new String[0])).contains(LoopbackTlc.WORKER))
                .limit(most)
                .filter(ProcessHandle::destroyForcibly)
                .count();
    }

    private TlcResult run(String module, String config) throws IOException {
        return run(module, config, states -> {});
    }

    private TlcResult run(String module, String config, Consumer<StateCount> progress) throws IOException {
        return new TlcRunner(List.of(MODULES.resolve("library"))).runDistributed(task(module, config), progress);
    }

    private TlcTask task(String module, String config) throws IOException {
        Path file = Files.writeString(folder.resolve(module + ".cfg"), config);
        return new TlcTask(MODULES.resolve(module + ".tla"), file, 2, 0, true, 0);
    }
}
