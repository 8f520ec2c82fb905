package dev.shootdown.trace;

import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.State;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.StepKind;
import dev.shootdown.machine.StepKind.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * A schedule as data for who draws it: the same facts as a {@link Timeline}, a frame for each state.
 *
 * @param lanes the names of the vCPUs and then of the pCPUs that are shown
 * @param frames the first state, and the state after each step
 * @param signals the IPIs
 * @param broken the name of what is broken; empty if nothing is
 * @param why a sentence on where it is broken, without a full stop
 * @param announcement a sentence on the shootdown that should have prevented it; may be empty
 * @param backTo for a schedule that goes on for ever: the number of the frame that the last one is again; the last one itself
 *     when nothing ever happens again
 */
public record Storyboard(
        List<String> lanes,
        List<Frame> frames,
        List<Signal> signals,
        String broken,
        String why,
        String announcement,
        OptionalInt backTo) {
    /** The names, in the specification, of what says that shootdowns return. */
    private static final List<String> CLAIMS_OF_RETURN = List.of("EveryShootdownReturns", "ReturnsWithoutTargets");

    public Storyboard {
        lanes = List.copyOf(lanes);
        frames = List.copyOf(frames);
        signals = List.copyOf(signals);
    }

    /** Replays a recording; lanes are the CPUs that take part. */
    public static Storyboard of(Recording recording) {
        return new Painter(recording, false).paint();
    }

    /** Replays a recording; every CPU has a lane. */
    public static Storyboard ofAllCpus(Recording recording) {
        return new Painter(recording, true).paint();
    }

    /**
     * Replays a recording after which the steps from {@code backTo} on come again and again, or, when that is the last state,
     * nothing ever happens again; a claim about what must happen in the end is violated.
     */
    public static Storyboard endless(Recording recording, String violated, int backTo) {
        Painter painter = new Painter(recording, false);
        Storyboard board = painter.paint();
        return new Storyboard(
                board.lanes,
                board.frames,
                board.signals,
                violated,
                CLAIMS_OF_RETURN.contains(violated) ? painter.whatNeverReturns(backTo) : "",
                "",
                OptionalInt.of(backTo));
    }

    private static final class Painter {
        private final Recording recording;
        private final List<Integer> vcpus = new ArrayList<>();
        private final List<Integer> pcpus = new ArrayList<>();
        private final List<Frame> frames = new ArrayList<>();
        private final Signals signals = new Signals();
        private final Changes changes = new Changes();
        private final PlantedBug planted;
        private Machine machine;
        private String why = "";

        Painter(Recording recording, boolean isEveryCpu) {
            this.recording = recording;
            planted = PlantedBug.of(recording);
            if (isEveryCpu) {
                for (int v = 0; v < recording.scope().vcpus(); v++) {
                    vcpus.add(v);
                }
                for (int p = 0; p < recording.scope().pcpus(); p++) {
                    pcpus.add(p);
                }
            } else {
                vcpus.addAll(named(recording, Argument.VCPU));
                pcpus.addAll(named(recording, Argument.PCPU));
            }
        }

        Storyboard paint() {
            Invariant broken = Replay.run(recording, this::at);
            List<String> lanes = new ArrayList<>();
            vcpus.forEach(v -> lanes.add(Argument.VCPU.show(v)));
            pcpus.forEach(p -> lanes.add(Argument.PCPU.show(p)));
            return new Storyboard(
                    lanes,
                    frames,
                    signals.all(),
                    broken == null ? "" : broken.label(),
                    why,
                    broken == null ? "" : changes.announcing(why),
                    OptionalInt.empty());
        }

        private void at(Machine now, int number, long step, Invariant broken) {
            machine = now;
            why = broken == null ? "" : broken.explain(machine);
            signals.at(machine, number, step);
            String bug = planted == null ? "" : planted.at(machine, step);
            if (number > 0) {
                changes.at(machine, number, step);
            }
            List<Frame.Place> places = new ArrayList<>();
            for (int v : vcpus) {
                places.add(new Frame.Place(
                        Cells.mode(machine, v), marked(Cells.wordsOfVcpu(machine, v), Argument.VCPU.show(v))));
            }
            for (int p : pcpus) {
                boolean isIdle = machine.state.loadedOn(p) == State.NONE;
                places.add(new Frame.Place(
                        isIdle ? "idle" : "loaded", marked(Cells.wordsOfPcpu(machine, p), Argument.PCPU.show(p))));
            }
            List<Word> memory = Cells.wordsOfMemory(machine);
            if (number == 0) {
                frames.add(new Frame("", -1, List.of(), places, memory, ""));
                return;
            }
            StepKind kind = machine.kind(step);
            List<Integer> named = new ArrayList<>();
            for (int k = 0; k < kind.arguments().size(); k++) {
                int lane = lane(kind.arguments().get(k), StepKind.argument(step, k));
                if (lane >= 0) {
                    named.add(lane);
                }
            }
            int actor = lane(kind.arguments().get(0), Step.a(step));
            named.remove((Integer) actor);
            frames.add(new Frame(machine.show(step), actor, named, places, memory, bug));
        }

        private int lane(Argument argument, int number) {
            if (argument == Argument.VCPU) {
                return vcpus.indexOf(number);
            }
            int place = argument == Argument.PCPU ? pcpus.indexOf(number) : -1;
            return place < 0 ? -1 : vcpus.size() + place;
        }

        /** The words of a place, with a mark on the one that the sentence about the broken invariant is about. */
        private List<Word> marked(List<Word> words, String place) {
            if (why.isEmpty()) {
                return words;
            }
            List<Word> marked = new ArrayList<>();
            for (Word word : words) {
                marked.add(
                        Cells.isSubject(word, place, why)
                                ? new Word(word.text(), word.meaning(), Word.Mark.BROKEN)
                                : word);
            }
            return marked;
        }

        /** Whom shootdowns wait for that do not return, and what becomes of those. */
        String whatNeverReturns(int backTo) {
            List<String> sentences = new ArrayList<>();
            for (Changes.Pending pending : changes.pending()) {
                String sentence = "the shootdown that step " + pending.number() + ", " + pending.step()
                        + ", announces never returns: " + Argument.VCPU.show(pending.vcpu());
                TreeSet<Integer> awaited = awaited(pending.vcpu());
                List<String> others = new ArrayList<>();
                for (int t : awaited) {
                    List<Word> words = Cells.wordsOfVcpu(machine, t);
                    String more = String.join(
                            ", ", words.stream().skip(1).map(Word::text).toList());
                    others.add(
                            Argument.VCPU.show(t) + ", which is " + words.get(0).meaning()
                                    + (more.isEmpty() ? "" : " (" + more + ")")
                                    + (acts(t, backTo) ? " in the end" : " and takes no step any more"));
                }
                boolean isStuck = !acts(pending.vcpu(), backTo);
                sentences.add(sentence
                        + (others.isEmpty()
                                ? isStuck ? " takes no step any more" : " does not come to its end"
                                : " waits for " + String.join("; and for ", others)));
            }
            return String.join("; ", sentences.stream().distinct().toList());
        }

        private TreeSet<Integer> awaited(int i) {
            State s = machine.state;
            TreeSet<Integer> awaited = new TreeSet<>();
            int vm = s.vmOf(i);
            for (int t = s.firstOf(vm); t < s.firstOf(vm + 1); t++) {
                if (s.has(s.targets(i), t) || s.call(i, t) != State.FREE) {
                    awaited.add(t);
                }
            }
            return awaited;
        }

        private boolean acts(int v, int backTo) {
            int lane = vcpus.indexOf(v);
            return frames.stream().skip(backTo + 1L).anyMatch(frame -> frame.actor() == lane);
        }
    }

    /** The CPUs of a kind that the steps name. */
    static TreeSet<Integer> named(Recording recording, Argument wanted) {
        TreeSet<Integer> found = new TreeSet<>();
        Machine machine = recording.machine();
        for (String text : recording.steps()) {
            long step = machine.step(text);
            List<Argument> arguments = machine.kind(step).arguments();
            for (int k = 0; k < arguments.size(); k++) {
                if (arguments.get(k) == wanted) {
                    found.add(StepKind.argument(step, k));
                }
            }
        }
        return found;
    }
}
