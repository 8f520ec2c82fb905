package dev.shootdown.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.TlbGeometry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingFileTest {
    @TempDir
    private Path folder;

    /** A page-table page is freed while p1 still caches it: one vCPU is enough. */
    static Recording freedEarly() {
        return new Recording(
                "0.1.0",
                "baseline",
                List.of("free-before-flush"),
                Scope.small(1, 1, 1, 1, 1, 1, EnumSet.of(Feature.TABLES)),
                "random",
                -3,
                17,
                "NoFreedTableWalk",
                List.of(
                        "LoadVcpu(v1, p1)",
                        "PublishVcpuCpu(v1)",
                        "ServeRequests(v1)",
                        "EnterGuest(v1)",
                        "HookTable(v1, x1)",
                        "CacheTable(v1)",
                        "UnhookTable(v1, m1)",
                        "FreeTable(v1)"));
    }

    private Path write(String text) throws IOException {
        Path file = folder.resolve("recording.yaml");
        Files.writeString(file, text);
        return file;
    }

    private String complaint(String text) throws IOException {
        Path file = write(text);
        String sentence =
                assertThrows(BadInput.class, () -> RecordingFile.read(file)).getMessage();
        assertEquals(1, sentence.lines().count(), sentence);
        assertTrue(sentence.startsWith(file.toString()), sentence);
        return sentence.substring(file.toString().length());
    }

    @Test
    void readsWhatItWrites() {
        Path file = folder.resolve("new/folder/failure.yaml");
        RecordingFile.write(freedEarly(), file);
        assertEquals(freedEarly(), RecordingFile.read(file));
    }

    @Test
    void keepsEverySizeOfTheMachine() {
        Scope scope =
                new Scope(List.of(2, 3), 4, 2, 6, 5, 1, 4, 3, TlbGeometry.UNBOUNDED, EnumSet.allOf(Feature.class));
        Recording recording = new Recording(
                "0.1.0", "shoot4u", List.of(), scope, "pct", 1, 0, "NoStaleTranslation", List.of("LoadVcpu(v5, p4)"));
        Path file = folder.resolve("failure.yaml");
        RecordingFile.write(recording, file);
        assertEquals(recording, RecordingFile.read(file));
    }

    @Test
    void breaksTheInvariantAgain() {
        assertEquals(Invariant.NO_FREED_TABLE_WALK, Replay.run(freedEarly(), (machine, number, step, broken) -> {}));
    }

    @ParameterizedTest
    @CsvSource({
        "scheme: baseline, scheme: nosuchscheme, :3: no scheme is called 'nosuchscheme'",
        "free-before-flush, nosuchbug, :3: scheme baseline has no bug 'nosuchbug'",
        "features: [tables], features: [chairs], :13: there is no feature 'chairs'",
        "pcpus: 1, pcpus: 0, :6: key 'pcpus' is '0'",
        "window: 1, window: 2, :11: key 'window' is '2'",
        "tables: 1, tables: 0, :10: feature tables needs at least one page-table page",
        "vcpus_of_vm: [1], vcpus_of_vm: [], :5: key 'vcpus_of_vm' needs one VM at least",
        "vcpus_of_vm: [1], 'vcpus_of_vm: [4096, 4096]', :5: vCPUs must be between 1 and 4096",
        "pcpus: 1, pcpus: -1, :6: key 'pcpus' is '-1'",
        "pcpus: 1, pcpus: many, :6: key 'pcpus' is 'many'",
        "pcpus: 1, pcpus: [1], :6: key 'pcpus' needs one value",
        "vcpus_of_vm: [1], vcpus_of_vm: [10000000], :5: key 'vcpus_of_vm' is '10000000'",
        "vcpus_of_vm: [1], vcpus_of_vm: 1, :5: key 'vcpus_of_vm' needs a list",
        "seed: -3, sead: -3, :1: key 'seed' is missing",
        "seed: -3, sd: 3|seed: -3, :15: key 'sd' is unknown",
        "seed: -3, seed: -3|seed: 3, :16: key 'seed' appears twice",
        "invariant: No, invariant: Any, :17: there is no invariant 'AnyFreedTableWalk'",
        "- EnterGuest(v1), - EnterGuest(v2), :22: step 'EnterGuest(v2)': there is no 'v2' in this scope",
        "- EnterGuest(v1), - Hypercall(v1), :22: scheme baseline has no step 'Hypercall(v1)'",
        "- EnterGuest(v1), - [EnterGuest], :22: a plain value is expected here",
    })
    void saysWhatIsWrongAndWhere(String old, String replacement, String complaint) throws IOException {
        String text = RecordingFile.text(freedEarly());
        assertTrue(text.contains(old));
        String said = complaint(text.replace(old, replacement.replace("|", "\n")));
        assertTrue(said.startsWith(complaint), said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[1, 2]", "plain", "a: [[[", "a: b: c", "\tx", "a: *b", "&a a: 1\n*a : 2", "%", "? [x]\n: 1"
            })
    void refusesWhatIsNoRecording(String text) throws IOException {
        complaint(text);
    }

    @Test
    void refusesBytesThatAreNoText() throws IOException {
        Path file = folder.resolve("noise.tape");
        byte[] noise = new byte[4096];
        long bits = 1;
        for (int k = 0; k < noise.length; k++) {
            bits = bits * 6364136223846793005L + 1442695040888963407L;
            noise[k] = (byte) (bits >>> 56);
        }
        Files.write(file, noise);
        assertThrows(BadInput.class, () -> RecordingFile.read(file));
        Files.write(file, "scheme: ".getBytes(StandardCharsets.UTF_16));
        assertThrows(BadInput.class, () -> RecordingFile.read(file));
        assertThrows(BadInput.class, () -> RecordingFile.read(folder.resolve("absent")));
        assertThrows(BadInput.class, () -> RecordingFile.read(folder));
    }

    @Test
    void refusesAStepThatIsNotEnabledAnyMore() {
        Recording r = freedEarly();
        Recording edited = new Recording(
                r.tool(),
                r.scheme(),
                List.of(),
                r.scope(),
                r.strategy(),
                r.seed(),
                r.schedule(),
                r.invariant(),
                r.steps());
        String sentence =
                assertThrows(BadInput.class, () -> Timeline.of(edited)).getMessage();
        assertTrue(sentence.startsWith("step 8, FreeTable(v1), is not enabled here"), sentence);
    }

    @Test
    void namesTheLineOfAStepThatIsNotEnabled() throws IOException {
        Path file = write(RecordingFile.text(freedEarly())
                .replace("  - CacheTable(v1)\n", "\n# nothing cached\n  - EnterGuest(v1)\n"));
        Replay.NotEnabled refused = assertThrows(Replay.NotEnabled.class, () -> Timeline.of(RecordingFile.read(file)));
        String sentence = refused.in(file).getMessage();
        assertTrue(sentence.startsWith(file + ":26: step 6, EnterGuest(v1), is not enabled here: "), sentence);
        assertEquals("  - EnterGuest(v1)", Files.readAllLines(file).get(25));
    }

    /** More than three million characters, at which the parser of YAML would stop. */
    @Test
    void readsALongSchedule() throws IOException {
        Recording r = freedEarly();
        String text = RecordingFile.text(r) + "  - HookTable(v1, x1)\n".repeat(150_000);
        assertEquals(
                150_000 + r.steps().size(),
                RecordingFile.read(write(text)).steps().size());
    }

    @Test
    void leavesNoHalfWrittenFile() throws IOException {
        Path occupied = folder.resolve("occupied");
        Files.createDirectories(occupied.resolve("by"));
        assertThrows(BadInput.class, () -> RecordingFile.write(freedEarly(), occupied));
        assertThrows(
                BadInput.class,
                () -> RecordingFile.write(freedEarly(), write("a").resolve("below a file")));
        try (var left = Files.list(folder)) {
            assertFalse(left.anyMatch(file -> file.toString().endsWith(".tmp")));
        }
    }
}
