package dev.shootdown.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.modelcheck.CodeReplay;
import dev.shootdown.modelcheck.Counterexample;
import dev.shootdown.modelcheck.Model;
import dev.shootdown.modelcheck.ModelCatalog;
import dev.shootdown.modelcheck.StateCount;
import dev.shootdown.modelcheck.TlcResult;
import dev.shootdown.trace.Frame;
import dev.shootdown.trace.Recording;
import dev.shootdown.trace.Storyboard;
import dev.shootdown.trace.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CounterexamplePageTest {
    private static final Path STORED = Path.of("model-checking", "counterexamples");

    @TempDir
    Path folder;

    private static Model model(String name) {
        return ModelCatalog.read(Path.of("")).all().stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static TlcResult.Violated violated(String property, List<String> steps, OptionalInt backTo) {
        List<Counterexample.Step> states = new ArrayList<>();
        states.add(new Counterexample.Step("Init", Map.of("mode", "(v1 :> \"out\" @@ v2 :> \"out\")", "n", "0")));
        for (String step : steps) {
            states.add(new Counterexample.Step(step, Map.of("mode", "(v1 :> \"guest\" @@ v2 :> \"out\")", "n", "1")));
        }
        return new TlcResult.Violated(
                TlcResult.Kind.INVARIANT, property, new Counterexample(states, backTo), new StateCount(0, 0, 0, 0));
    }

    @Test
    void marksWhatBreaksInEveryStoredCounterexampleAndNothingBefore() throws IOException {
        int seen = 0;
        for (Model model : ModelCatalog.read(Path.of("")).all()) {
            if (model.bug().isEmpty()) {
                continue;
            }
            List<String> steps = CounterexampleFile.steps(Files.readString(STORED.resolve(model.name() + ".txt")));
            Optional<Recording> recording =
                    CodeReplay.recording(model, model.violates().orElseThrow(), steps);
            if (recording.isEmpty()) {
                continue; // a lock
            }
            Storyboard board = Storyboard.of(recording.get());
            assertEquals(model.violates().orElseThrow(), board.broken(), model.name());
            for (int k = 0; k < board.frames().size(); k++) {
                boolean isLast = k == board.frames().size() - 1;
                assertEquals(isLast, isMarked(board.frames().get(k)), model.name() + " step " + k);
            }
            seen++;
        }
        assertTrue(seen > 25, seen + " counterexamples");
    }

    private static boolean isMarked(Frame frame) {
        return frame.places().stream()
                .flatMap(place -> place.words().stream())
                .anyMatch(word -> word.mark() == Word.Mark.BROKEN);
    }

    @Test
    void showsTheCodesStateWhereTheCodeFollows() throws IOException {
        Model model = model("kvm_tlb-bug-kvmtlb-cmpxchg-old-value");
        Path page = CounterexamplePage.write(
                folder,
                model,
                violated("NoStaleTranslation", SchedulePageTest.LOST_FLUSH.steps(), OptionalInt.empty()));
        assertEquals(
                "kvm_tlb-bug-kvmtlb-cmpxchg-old-value.html", page.getFileName().toString());
        String text = Files.readString(page);
        assertTrue(text.contains("v1.g1=f1*") && text.contains("The scheme as published"));
    }

    @Test
    void showsWhereABehaviourGoesOnForEver() throws IOException {
        Model model = model("baseline-small-without-targets");
        List<String> steps = List.of("LoadVcpu(v1, p1)", "PublishVcpuCpu(v1)", "ServeRequests(v1)", "EnterGuest(v1)");
        String text = Files.readString(
                CounterexamplePage.write(folder, model, violated("ReturnsWithoutTargets", steps, OptionalInt.of(2))));
        assertTrue(text.contains("\"back_to\":2"));
        assertTrue(text.contains("\"mode\":\"guest\""), "the code's words");
    }

    @Test
    void showsTlcsVariablesWhereItDoesNot() throws IOException {
        Model model = model("ticket_lock-bug-ticket-given-up");
        String text = Files.readString(CounterexamplePage.write(
                folder, model, violated("NoLostWaiter", List.of("EnterGuest(v1)"), OptionalInt.empty())));
        assertTrue(text.contains("\"rest\":\"shared\""), "there are no page tables");
        assertTrue(text.contains("mode=guest") && text.contains("\"n=1\""), text);
        Storyboard board = CounterexamplePage.ofValues(
                "NoLostWaiter",
                violated("NoLostWaiter", List.of("EnterGuest(v1)"), OptionalInt.empty())
                        .counterexample());
        assertEquals(List.of("v1", "v2"), board.lanes());
        assertEquals("guest", board.frames().get(1).places().get(0).mode());
        assertEquals(0, board.frames().get(1).actor());
        assertFalse(isMarked(board.frames().get(1)));
    }
}
