package dev.shootdown.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import dev.shootdown.modelcheck.TlcResult.Holds;
import dev.shootdown.modelcheck.TlcResult.Violated;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is killed goes on where it was, and comes to the same end. */
class CheckpointTest {
    private static final Path MODULES = Path.of("src/test/resources/modelcheck");
    private static final long STATES = 8 * 8 * 8 * 8 * 8 * 8 + 1;

    /** The first is nearly always killed in time. */
    private static final int MOST_ATTEMPTS = 100;

    @TempDir
    private Path folder;

    @Test
    void goesOnWithTheStatesOfARunThatWasKilled() throws IOException, InterruptedException {
        Checkpoints checkpoints = new Checkpoints(folder.resolve("states"), 200);
        TlcTask task = task("INVARIANT TypeOK").with(checkpoints);
        int killed = 0;
        do { // once more if TLC was done, or had begun to write the next checkpoint, when it was killed
            assertTrue(++killed <= MOST_ATTEMPTS, "no checkpoint is complete after any of " + killed);
            runUntilACheckpointIsComplete(task);
        } while (checkpoints.latest().isEmpty());
        List<StateCount> progress = new ArrayList<>();
        Holds holds = assertInstanceOf(Holds.class, run(task, progress::add));
        assertEquals(STATES, holds.states().distinct());
        // what TLC says when it has read a checkpoint: it knows of no depth
        assertTrue(
                progress.stream().anyMatch(at -> at.depth() == 0 && at.distinct() > 1 && at.queued() > 0),
                progress::toString);
        assertFalse(Files.exists(folder.resolve("states")), "states that nobody needs any more");
    }

    /** Kills TLC at once then, not when it says next how far it is: with those words it begins the next checkpoint. */
    private void runUntilACheckpointIsComplete(TlcTask task) throws InterruptedException {
        Path complete = folder.resolve("states/complete");
        AtomicBoolean searches = new AtomicBoolean();
        AtomicBoolean ended = new AtomicBoolean();
        Thread killer = new Thread(() -> {
            while (!ended.get()) {
                if (searches.get() && Files.exists(complete)) {
                    killTlc();
                }
                LockSupport.parkNanos(1_000_000);
            }
        });
        killer.start();
        try {
            run(task, states -> {
                if (states.distinct() > 1 && states.queued() > 0 && !searches.get()) {
                    delete(complete); // of the first state alone, it may be
                    searches.set(true);
                }
            });
        } finally {
            ended.set(true);
            killer.join();
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void beginsAnewWhenACheckpointCannotBeRead() throws IOException {
        Checkpoints checkpoints = new Checkpoints(Files.createDirectory(folder.resolve("states")), 60_000);
        Files.createDirectory(folder.resolve("states/26-01-01-00-00-00.000"));
        checkpoints.ends();
        assertTrue(checkpoints.latest().isPresent());
        TlcTask task = task("INVARIANTS TypeOK NotInitially").with(checkpoints);
        assertEquals(
                "NotInitially",
                assertInstanceOf(Violated.class, run(task, states -> {})).property());
    }

    @Test
    void keepsVerdictsForTheSameTextAlone() throws IOException {
        Path list = folder.resolve("models.yaml");
        Files.copy(MODULES.resolve("Counter.tla"), folder.resolve("Counter.tla"));
        Files.copy(MODULES.resolve("library/CounterConstants.tla"), folder.resolve("CounterConstants.tla"));
        String config = "CONSTANTS Cell = {a, b}  Max = 1\nSPECIFICATION Spec\nINVARIANT TypeOK\nPROPERTY ComesBack\n";
        Files.writeString(folder.resolve("one.cfg"), config);
        Files.writeString(list, "- {model: one, scheme: one, module: Counter, scope: small, verdict: ComesBack}\n");
        Verdict first = check(list);
        assertEquals("1 thread", first.how());
        Verdict second = check(list);
        assertEquals("an earlier run", second.how());
        assertEquals(first.result(), second.result());
        assertTrue(second.violation().orElseThrow().counterexample().stutters());
        Files.writeString(folder.resolve("one.cfg"), config.replace("Max = 1", "Max = 2"));
        assertEquals("1 thread", check(list).how());
    }

    private Verdict check(Path list) {
        ModelCatalog catalog = ModelCatalog.read(list, folder);
        try (RunFolder kept = RunFolder.in(folder.resolve("kept"), catalog)) {
            ModelChecker.Plan plan = new ModelChecker.Plan(1, 1, false, true, Optional.of(kept));
            return new ModelChecker(catalog)
                    .check(catalog.all(), plan, new ModelChecker.Watcher() {
                        @Override
                        public void at(Model model, StateCount states) {}

                        @Override
                        public void done(Verdict verdict) {}
                    })
                    .get(0);
        }
    }

    @Test
    void aFolderIsOfOneRunAtATime() {
        ModelCatalog catalog = ModelCatalog.read(Path.of(""));
        RunFolder first = RunFolder.in(folder, catalog);
        BadInput refusal = assertThrows(BadInput.class, () -> RunFolder.in(folder, catalog));
        assertEquals(
                "The folder '" + folder + "' is in use by another check; wait for it, or name another folder.",
                refusal.getMessage());
        first.close();
        RunFolder.in(folder, catalog).close();
    }

    /** What a test kills: a JVM that has TLC search for long. */
    static final class Killed {
        public static void main(String[] args) {
            TlcTask task = new TlcTask(MODULES.resolve("Counter.tla"), Path.of(args[0]), 1, 0, true, 0);
            System.out.println(run(task, states -> {}));
        }
    }

    /** Or it would write on into the folder with which the next run goes on. */
    @Test
    void tlcEndsWithAJvmThatIsKilled() throws Exception {
        String config = "CONSTANTS Cell = {a, b, c, d, e, f, g, h}  Max = 9\nSPECIFICATION Spec\n";
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process killed = new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Killed.class.getName(),
                        Files.writeString(folder.resolve("Counter.cfg"), config).toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said.txt").toFile())
                .start();
        List<ProcessHandle> tlc = List.of();
        try {
            while (killed.isAlive() && tlc.isEmpty()) {
                Thread.sleep(50);
                tlc = killed.children().toList();
            }
            assertEquals(1, tlc.size(), () -> "it should search, see " + folder.resolve("said.txt"));
            killed.destroyForcibly().waitFor();
            tlc.get(0).onExit().get(10, TimeUnit.MINUTES);
        } finally {
            killed.destroyForcibly();
            tlc.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static void killTlc() {
        ProcessHandle.current()
                .children()
                .filter(child ->
                        List.of(child.info().arguments().orElse(new String[0])).contains(WatchedTlc.class.getName()))
                .forEach(ProcessHandle::destroyForcibly);
    }

    private TlcTask task(String checked) throws IOException {
        String config = "CONSTANTS Cell = {a, b, c, d, e, f}  Max = 7\nSPECIFICATION Spec\n" + checked;
        Path file = Files.writeString(folder.resolve("Counter.cfg"), config);
        return new TlcTask(MODULES.resolve("Counter.tla"), file, 1, 0, true, 0);
    }

    private static TlcResult run(TlcTask task, Consumer<StateCount> progress) {
        return new TlcRunner(List.of(MODULES.resolve("library"))).run(task, progress);
    }
}
