package dev.shootdown.report;

import dev.shootdown.machine.BadInput;
import dev.shootdown.modelcheck.CodeReplay;
import dev.shootdown.modelcheck.Counterexample;
import dev.shootdown.modelcheck.Model;
import dev.shootdown.modelcheck.TlaValue;
import dev.shootdown.modelcheck.TlcResult.Violated;
import dev.shootdown.trace.Frame;
import dev.shootdown.trace.Recording;
import dev.shootdown.trace.Storyboard;
import dev.shootdown.trace.Word;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;

/**
 * A counterexample of TLC as a page. Where the running code can follow, what the page shows is the code's state after each step;
 * where it cannot (a lock, a module of one's own), TLC's variables.
 */
public final class CounterexamplePage {
    private CounterexamplePage() {}

    /** Writes the page of a model into a folder. */
    public static Path write(Path folder, Model model, Violated violated) {
        Optional<Recording> recording = recording(model, violated);
        Optional<Storyboard> ofCode = recording.flatMap(one -> ofCode(one, violated));
        SchedulePage.Heading heading = recording
                .filter(one -> ofCode.isPresent())
                .map(one -> SchedulePage.Heading.of(one, model.note()))
                .orElse(new SchedulePage.Heading(
                        model.scheme(), "", model.note(), model.bug().stream().toList(), "shared"));
        return SchedulePage.write(
                folder,
                model.name(),
                heading,
                ofCode.orElseGet(() -> ofValues(violated.property(), violated.counterexample())));
    }

    private static Optional<Recording> recording(Model model, Violated violated) {
        List<String> steps = violated.counterexample().states().stream()
                .skip(1)
                .map(Counterexample.Step::action)
                .toList();
        return CodeReplay.recording(model, violated.property(), steps);
    }

    /** Nothing if the code does not do the same. */
    private static Optional<Storyboard> ofCode(Recording recording, Violated violated) {
        OptionalInt backTo = violated.counterexample().backTo();
        try {
            Storyboard board = backTo.isPresent()
                    ? Storyboard.endless(recording, violated.property(), backTo.getAsInt())
                    : Storyboard.of(recording);
            boolean isSame = board.broken().equals(violated.property())
                    && board.frames().size()
                            == violated.counterexample().states().size();
            return isSame ? Optional.of(board) : Optional.empty();
        } catch (BadInput e) {
            return Optional.empty();
        }
    }

    /** A lane for each CPU that variables are functions of; a word is a variable there and its value. */
    static Storyboard ofValues(String property, Counterexample counterexample) {
        List<Counterexample.Step> states = counterexample.states();
        List<String> lanes = states.isEmpty() ? List.of() : CounterexampleText.cpus(states.get(0));
        List<Frame> frames = new ArrayList<>();
        for (Counterexample.Step state : states) {
            frames.add(frame(state, lanes, frames.isEmpty()));
        }
        return new Storyboard(lanes, frames, List.of(), property, "", "", counterexample.backTo());
    }

    private static Frame frame(Counterexample.Step state, List<String> lanes, boolean isFirst) {
        List<List<Word>> words = new ArrayList<>();
        String[] modes = new String[lanes.size()];
        lanes.forEach(lane -> words.add(new ArrayList<>()));
        List<Word> rest = new ArrayList<>();
        for (Map.Entry<String, String> variable : state.values().entrySet()) {
            TlaValue value = TlaValue.parse(variable.getValue());
            if (value instanceof TlaValue.Mapping mapping
                    && !mapping.isRecord()
                    && lanes.containsAll(mapping.entries().keySet())) {
                mapping.entries().forEach((cpu, here) -> {
                    int lane = lanes.indexOf(cpu);
                    words.get(lane).add(word(variable.getKey(), here.text()));
                    if (variable.getKey().equals("mode")) {
                        modes[lane] = here.text().replace("\"", "");
                    }
                });
            } else {
                rest.add(word(variable.getKey(), value.text()));
            }
        }
        List<Frame.Place> places = new ArrayList<>();
        for (int lane = 0; lane < lanes.size(); lane++) {
            places.add(new Frame.Place(modes[lane] == null ? "" : modes[lane], words.get(lane)));
        }
        String action = isFirst ? "" : state.action();
        Matcher actor = CounterexampleText.ACTOR.matcher(action);
        int acting = actor.matches() ? lanes.indexOf(actor.group(1)) : -1;
        return new Frame(action, acting, List.of(), places, rest, "");
    }

    private static Word word(String variable, String value) {
        return new Word(variable + "=" + value.replace("\"", ""), "", Word.Mark.PLAIN);
    }
}
