package dev.shootdown.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.engine.Engine;
import dev.shootdown.engine.Threads;
import dev.shootdown.machine.Schemes;
import dev.shootdown.trace.RecordingFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A campaign is the sum of its segments, whoever runs them. */
class SegmentTest {
    /** Two segments and a bit. */
    private static final long RUNS = 2 * Segment.SCHEDULES + 700;

    @TempDir
    private Path folder;

    private static Campaign campaign(long runs, int threads) {
        return new Campaign(
                Schemes.named("pv_tlb_flush"),
                Set.of("preempted-never-reset"),
                "guided",
                3,
                runs,
                Long.MAX_VALUE,
                threads,
                20);
    }

    private static SegmentUnit sent(SegmentUnit unit) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new ObjectOutputStream(bytes).writeObject(unit);
            return (SegmentUnit) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Fuzzer.Report report) {
        StringBuilder text = new StringBuilder();
        Fuzzer.Standing s = report.standing();
        text.append(
                List.of(s.schedules(), s.steps(), s.distinctStates(), s.abstractStates(), s.unseenAbstractStates()));
        text.append(List.of(s.saturation(), s.conflictingPairs(), s.failing(), s.taken(), report.pct()));
        report.failures()
                .forEach(f -> text.append(f.schedules()).append('\n').append(RecordingFile.text(f.recording())));
        return text.toString();
    }

    /** One process; an engine; shards, one of them interrupted in the middle of a segment. */
    @Test
    void aCampaignIsTheSumOfItsSegments() {
        Campaign campaign = campaign(RUNS, 2);
        assertEquals(3, Segments.of(campaign));
        Fuzzer fuzzer = new Fuzzer(campaign, "test");
        Fuzzer.Report report = fuzzer.run(at -> {});
        byte[] whole = fuzzer.result().bytes();
        assertEquals(RUNS, report.schedules());
        assertFalse(report.failures().isEmpty());

        List<SegmentUnit> units = LongStream.range(0, 3)
                .mapToObj(k -> sent(SegmentUnit.of(campaign, k)))
                .toList();
        TreeMap<Integer, byte[]> results = new TreeMap<>();
        try (Engine engine = new Threads(1)) {
            engine.run(units, SegmentUnit::run, results::put);
        }
        CampaignResult sum = new CampaignResult();
        for (byte[] result : results.descendingMap().values()) {
            sum.merge(CampaignResult.parse(result));
        }
        assertArrayEquals(whole, sum.bytes());
        assertEquals(text(report), text(sum.report(campaign, "test", 1)));

        assertArrayEquals(
                results.get(0),
                SegmentUnit.of(campaign(Segment.SCHEDULES, 1), 0).run(),
                "a longer campaign begins with a shorter one");
        interrupt(campaign(RUNS, 1), new Segments(0, 2), 10_000);
        interrupt(campaign(RUNS, 1), new Segments(0, 2), Segment.SCHEDULES);
        Fuzzer even = new Fuzzer(campaign, new Segments(0, 2), "test", folder);
        assertEquals(Segment.SCHEDULES, even.earlier(), "it goes on with the second of its segments");
        assertEquals(
                0,
                new Fuzzer(campaign, new Segments(1, 2), "test", folder).earlier(),
                "another part of the same campaign in the same folder has a file of its own");
        assertEquals(0, new Fuzzer(campaign, Segments.ALL, "test", folder).earlier());
        even.run(at -> {});
        CampaignResult shards = CampaignResult.parse(results.get(1));
        shards.merge(even.result());
        assertArrayEquals(whole, shards.bytes());
    }

    private void interrupt(Campaign campaign, Segments segments, long schedules) {
        Fuzzer fuzzer = new Fuzzer(campaign, segments, "test", folder);
        assertThrows(
                IllegalStateException.class,
                () -> fuzzer.run(at -> {
                    if (at.schedules() >= schedules) {
                        fuzzer.save();
                        throw new IllegalStateException("killed");
                    }
                }));
    }

    @Test
    void aSegmentBeginsWithNothing() {
        Segment second = new Segment(campaign(RUNS, 1), 1);
        assertTrue(second.corpus.isEmpty());
        assertEquals(0, second.tally.schedules);
        assertEquals(Segment.SCHEDULES / Worker.BLOCK, second.roundBegins());
        assertEquals(Segment.ROUND, second.roundEnds() - second.roundBegins());
    }

    @Test
    void knowsHowManySchedulesItsSegmentsHave() {
        Campaign campaign = campaign(RUNS, 1);
        assertEquals(RUNS, Segments.ALL.schedules(campaign));
        assertEquals(Segment.SCHEDULES + 700, new Segments(0, 2).schedules(campaign));
        assertEquals(Segment.SCHEDULES, new Segments(1, 2).schedules(campaign));
        assertEquals(700, new Segments(2, 3).schedules(campaign));
        assertEquals(0, new Segments(3, 4).schedules(campaign), "more parts than segments");
        assertEquals(1, Segments.of(campaign(Segment.SCHEDULES, 1)));
        assertEquals(2, Segments.of(campaign(Segment.SCHEDULES + 1, 1)));
        Fuzzer nothing = new Fuzzer(campaign, new Segments(3, 4), "test", null);
        assertEquals(0, nothing.run(at -> {}).schedules());
        assertArrayEquals(new CampaignResult().bytes(), nothing.result().bytes());
    }
}
