package dev.shootdown.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Schemes;
import dev.shootdown.trace.RecordingFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A campaign that was interrupted comes to the same end as one that was not. */
class ResumedCampaignTest {
    private static final long RUNS = 7_000;

    @TempDir
    private Path folder;

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static Campaign campaign(String strategy, long seed, int threads) {
        return new Campaign(
                Schemes.named("pv_tlb_flush"),
                Set.of("preempted-never-reset"),
                strategy,
                seed,
                RUNS,
                Long.MAX_VALUE,
                threads,
                40);
    }

    /** Runs until so many schedules are done, writes them down and dies. */
    private void runUntil(long schedules, Campaign campaign) {
        Fuzzer fuzzer = new Fuzzer(campaign, Segments.ALL, "test", folder);
        assertThrows(
                Killed.class,
                () -> fuzzer.run(at -> {
                    if (at.schedules() >= schedules) {
                        fuzzer.save();
                        throw new Killed();
                    }
                }));
    }

    private static String text(Fuzzer.Report report) {
        Fuzzer.Standing s = report.standing();
        StringBuilder text = new StringBuilder();
        text.append(
                List.of(s.schedules(), s.steps(), s.distinctStates(), s.abstractStates(), s.unseenAbstractStates()));
        text.append(List.of(s.saturation(), s.conflictingPairs(), s.failing(), s.taken(), report.pct()));
        report.failures()
                .forEach(f -> text.append(f.schedules()).append('\n').append(RecordingFile.text(f.recording())));
        return text.toString();
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"portfolio", "guided"})
    void goesOnWhereItWas(String strategy) throws IOException {
        String whole = text(Fuzzer.run(campaign(strategy, 3, 1), "test", at -> {}));
        runUntil(1, campaign(strategy, 3, 2));
        runUntil(4_000, campaign(strategy, 3, 1));
        assertEquals(1, files().size(), "the file and nothing half-written");
        Fuzzer last = new Fuzzer(campaign(strategy, 3, 2), Segments.ALL, "test", folder);
        assertTrue(last.earlier() >= 4_000 && last.earlier() < RUNS, "" + last.earlier());
        assertEquals(whole, text(last.run(at -> {})));
        assertEquals(1, files().size(), "until the results are elsewhere");
        last.keep();
        Fuzzer finished = new Fuzzer(campaign(strategy, 3, 1), Segments.ALL, "test", folder);
        assertEquals(RUNS, finished.earlier());
        assertEquals(whole, text(finished.run(at -> {})), "nothing is done twice");
        finished.forget();
        assertEquals(List.of(), files(), "who is finished leaves nothing");
    }

    @Test
    void keepsCampaignsApart() {
        runUntil(1, campaign("random", 3, 1));
        assertEquals(0, new Fuzzer(campaign("random", 4, 1), Segments.ALL, "test", folder).earlier());
        assertEquals(0, new Fuzzer(campaign("swarm", 3, 1), Segments.ALL, "test", folder).earlier());
        assertTrue(new Fuzzer(campaign("random", 3, 1), Segments.ALL, "test", folder).earlier() > 0);
    }

    @Test
    void refusesWhatItCannotGoOnFrom() throws IOException {
        runUntil(1, campaign("random", 3, 1));
        Path file = files().get(0);
        BadInput other =
                assertThrows(BadInput.class, () -> new Fuzzer(campaign("random", 3, 1), Segments.ALL, "other", folder));
        assertTrue(other.getMessage().endsWith("delete it to begin anew."), other.getMessage());
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 4;
        Files.write(file, bytes);
        assertThrows(BadInput.class, () -> new Fuzzer(campaign("random", 3, 1), Segments.ALL, "test", folder));
        Files.write(file, new byte[3]);
        BadInput damaged =
                assertThrows(BadInput.class, () -> new Fuzzer(campaign("random", 3, 1), Segments.ALL, "test", folder));
        assertTrue(damaged.getMessage().contains("is damaged"), damaged.getMessage());
        assertFalse(damaged.getMessage().contains("Exception"));
    }
}
