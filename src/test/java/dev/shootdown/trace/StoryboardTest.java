package dev.shootdown.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.Scope;
import dev.shootdown.trace.Word.Mark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoryboardTest {
    /** A baseline shootdown of v1 up to where v2 has taken its IPI. */
    static final List<String> SHOOTDOWN = List.of(
            "LoadVcpu(v1, p1)",
            "PublishVcpuCpu(v1)",
            "ServeRequests(v1)",
            "EnterGuest(v1)",
            "LoadVcpu(v2, p2)",
            "PublishVcpuCpu(v2)",
            "ServeRequests(v2)",
            "EnterGuest(v2)",
            "MapPage(v1, g1, f1)",
            "FillTlb(v2, g1)",
            "ClearPte(v1, m1, g1)",
            "PinThread(v1)",
            "FlushLocal(v1)",
            "ReadCpumask(v1)",
            "QueueCall(v1, v2)",
            "SendFlushIpi(v1, v2)",
            "TakeFlushIpi(v2)");

    static Recording baseline(List<String> steps) {
        Scope scope = Scope.small(2, 3, 1, 1, 1, 0, EnumSet.of(Feature.MIGRATE));
        return new Recording("test", "baseline", List.of(), scope, "by hand", 0, 0, "NoStaleTranslation", steps);
    }

    @Test
    void saysWhereAPlantedBugActs() {
        Recording published = RecordingFile.read(Path.of("src/test/resources/trace/kvm_tlb-as-published.yaml"));
        List<Frame> frames = Storyboard.of(published).frames();
        List<String> acts = frames.stream()
                .filter(frame -> !frame.bug().isEmpty())
                .map(frame -> frame.step() + ": " + frame.bug())
                .toList();
        assertEquals(
                List.of("FlagFlush(v2): without it v2 would now be: guest word=in remote targets v1 holds g1=f1"),
                acts);
    }

    @Test
    void saysNothingOfBugsWhereNoneIsPlanted() {
        assertTrue(Storyboard.of(baseline(SHOOTDOWN)).frames().stream()
                .allMatch(frame -> frame.bug().isEmpty()));
    }

    @Test
    void hasTheFactsOfTheTimeline() {
        for (Recording recording : List.of(RecordingFileTest.freedEarly(), baseline(SHOOTDOWN))) {
            Storyboard board = Storyboard.of(recording);
            String[] rows = Timeline.of(recording).toString().split("\n");
            assertEquals(recording.steps().size() + 1, board.frames().size());
            List<String> before = new ArrayList<>();
            for (int k = 0; k < board.frames().size(); k++) {
                Frame frame = board.frames().get(k);
                assertTrue(rows[k + 1].contains(k == 0 ? "(first state)" : frame.step()), rows[k + 1]);
                for (int lane = 0; lane < board.lanes().size(); lane++) {
                    String cell = Word.line(frame.places().get(lane).words());
                    if (k == 0 || !cell.equals(before.get(lane))) {
                        assertTrue(rows[k + 1].contains((frame.actor() == lane ? "> " : "  ") + cell), rows[k + 1]);
                    }
                }
                before = frame.places().stream()
                        .map(place -> Word.line(place.words()))
                        .toList();
            }
        }
    }

    @Test
    void saysWhatBreaksAndMarksIt() {
        Storyboard board = Storyboard.of(RecordingFileTest.freedEarly());
        Timeline timeline = Timeline.of(RecordingFileTest.freedEarly());
        assertEquals("NoFreedTableWalk", board.broken());
        assertEquals(timeline.why(), board.why());
        assertTrue(timeline.toString().contains(board.announcement()));
        Frame last = board.frames().get(board.frames().size() - 1);
        Word marked = last.places().get(board.lanes().indexOf("p1")).words().get(1);
        assertEquals("v1 walks x1*", marked.text());
        assertEquals(Mark.BROKEN, marked.mark());
    }

    @Test
    void knowsFromWhenToWhenAnIpiIsOnItsWay() {
        Storyboard board = Storyboard.of(baseline(SHOOTDOWN));
        assertEquals(List.of(new Signal(1, "v1", 16, "v2", 17)), board.signals());
        board = Storyboard.of(baseline(SHOOTDOWN.subList(0, 16)));
        assertEquals(List.of(new Signal(1, "v1", 16, "v2", Signal.PENDING)), board.signals());
    }

    @Test
    void saysHowAnOldEntryStands() {
        List<Frame> frames = Storyboard.of(baseline(SHOOTDOWN)).frames();
        assertEquals(Mark.CURRENT, entry(frames.get(10)).mark());
        Word old = entry(frames.get(11));
        assertEquals("v2.g1=f1*", old.text());
        assertEquals(Mark.ANNOUNCED, old.mark());
        assertTrue(old.meaning().contains("the shootdown of v1, in flight, announces that"), old.meaning());
    }

    private static Word entry(Frame frame) {
        List<Word> words = frame.places().get(3).words(); // lanes are v1, v2, p1, p2
        return words.get(words.size() - 1);
    }

    @Test
    void hasLanesForThoseWhoTakePartOrForAll() {
        Recording recording = baseline(SHOOTDOWN);
        assertEquals(List.of("v1", "v2", "p1", "p2"), Storyboard.of(recording).lanes());
        assertEquals(
                List.of("v1", "v2", "p1", "p2", "p3"),
                Storyboard.ofAllCpus(recording).lanes());
        assertEquals(1, Storyboard.ofAllCpus(baseline(List.of())).frames().size());
    }

    @Test
    void saysWhatAShootdownWaitsForThatNeverReturns() {
        Storyboard board = Storyboard.endless(baseline(SHOOTDOWN.subList(0, 16)), "ReturnsWithoutTargets", 16);
        assertEquals("ReturnsWithoutTargets", board.broken());
        assertEquals(OptionalInt.of(16), board.backTo());
        assertEquals(
                "the shootdown that step 11, ClearPte(v1, m1, g1), announces never returns: v1 waits for v2, which is in"
                        + " guest mode on p2 (ipi pending) and takes no step any more",
                board.why());
        assertEquals(
                "", Storyboard.endless(baseline(SHOOTDOWN), "NeverAllRun", 16).why(), "that is another claim");
    }

    @Test
    void showsStoresThatOthersDoNotSeeYet() {
        Scope scope = Scope.small(2, 2, 1, 1, 1, 0, EnumSet.of(Feature.MIGRATE, Feature.STORE_BUFFERS));
        Machine machine = new Machine(Schemes.named("shoot4u"), scope, Set.of());
        assertEquals("host flush due", after(machine, "LoadVcpu(v1, p1)"));
        assertEquals("host store cpu flush due", after(machine, "PublishVcpuCpu(v1)"));
        assertEquals("host flush due", after(machine, "DrainStore(v1)"));
        assertEquals("guest", after(machine, "ServeRequests(v1)", "EnterGuest(v1)", "MapPage(v1, g1, f1)"));
        assertEquals("guest store m1.g1 changed holds g1=f1", after(machine, "ClearPte(v1, m1, g1)"));
        assertEquals("guest changed holds g1=f1", after(machine, "DrainStore(v1)"));
    }

    private static String after(Machine machine, String... steps) {
        for (String step : steps) {
            assertTrue(machine.can(machine.step(step)), step);
            machine.apply(machine.step(step));
        }
        return Cells.ofVcpu(machine, 0);
    }
}
