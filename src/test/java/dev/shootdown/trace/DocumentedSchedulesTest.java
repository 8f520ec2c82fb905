package dev.shootdown.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.shootdown.machine.State;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The schedules that docs/schemes.md shows are behaviours of the running code, and show what the text says of them. */
class DocumentedSchedulesTest {
    private static final Path FOLDER = Path.of("docs/schedules");

    @ParameterizedTest
    @CsvSource({"baseline, true", "kvm_tlb, false", "pv_tlb_flush, false", "shoot4u, false"})
    void onlyTheBaselineWaitsForTheVcpuThatIsOut(String scheme, boolean waits) {
        Recording recording = RecordingFile.read(FOLDER.resolve(scheme + ".yaml"));
        assertEquals(scheme, recording.scheme());
        boolean[] outThroughout = {true};
        assertNull(Replay.run(recording, (machine, number, step, broken) -> {
            int stage = machine.state.get(0, State.PC);
            if (stage != State.IDLE && stage != State.RETURNED) {
                outThroughout[0] &= machine.state.get(2, State.MODE) == State.OUT;
            }
        }));
        assertEquals(waits, !outThroughout[0]);
        assertEquals(
                1, recording.steps().stream().filter("FinishFlush(v1)"::equals).count());
    }

    @Test
    void thereIsOneForEachScheme() throws IOException {
        List<String> files = new ArrayList<>();
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(FOLDER)) {
            folder.forEach(file -> files.add(file.getFileName().toString()));
        }
        assertEquals(
                List.of("baseline.yaml", "kvm_tlb.yaml", "pv_tlb_flush.yaml", "shoot4u.yaml"),
                files.stream().sorted().toList());
    }
}
