package dev.shootdown.report;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Scope;
import dev.shootdown.trace.Frame;
import dev.shootdown.trace.Recording;
import dev.shootdown.trace.Signal;
import dev.shootdown.trace.Storyboard;
import dev.shootdown.trace.WholeFile;
import dev.shootdown.trace.Word;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A schedule as one page that needs nothing else: lanes, steps to go through one by one, what is cached and what the page
 * tables say at each. The machine has been run before; the script on the page only shows what it did, and puts names in as
 * text only.
 */
public final class SchedulePage {
    /** Beyond that a browser is no longer quick. */
    public static final int MOST_STEPS = 5_000;

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private SchedulePage() {}

    /**
     * What stands above a schedule.
     *
     * @param title whose schedule it is
     * @param machine its size, in words
     * @param note what is to be said of it; may be empty
     * @param bugs the planted bugs
     * @param rest what that is which belongs to no CPU
     */
    public record Heading(String title, String machine, String note, List<String> bugs, String rest) {
        public Heading {
            bugs = List.copyOf(bugs);
        }

        /** Of a machine with page tables. */
        public Heading(String title, String machine, String note, List<String> bugs) {
            this(title, machine, note, bugs, "page tables");
        }

        /** The heading of a recording. */
        public static Heading of(Recording recording, String note) {
            return new Heading(recording.scheme(), SchedulePage.machine(recording.scope()), note, recording.bugs());
        }
    }

    /** A scope in words: {@code 2 vCPUs, 2 pCPUs, 1 page, 1 frame; concurrent, migrate}. */
    public static String machine(Scope scope) {
        List<String> sizes = new ArrayList<>();
        sizes.add(
                scope.vms() == 1
                        ? count(scope.vcpus(), "vCPU")
                        : scope.vms() + " VMs with "
                                + scope.vcpusOfVm().stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(" + "))
                                + " vCPUs");
        sizes.add(count(scope.pcpus(), "pCPU"));
        if (scope.spaces() > 1) {
            sizes.add(count(scope.spaces(), "address space"));
        }
        sizes.add(count(scope.pages(), "page"));
        sizes.add(count(scope.frames(), "frame"));
        if (scope.tables() > 0) {
            sizes.add(count(scope.tables(), "page-table page"));
        }
        String features = scope.features().stream().map(Feature::label).collect(Collectors.joining(", "));
        return String.join(", ", sizes) + (features.isEmpty() ? "" : "; " + features);
    }

    private static String count(int n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }

    /** The page of a schedule. */
    public static String render(Heading heading, Storyboard board) {
        if (board.frames().size() > MOST_STEPS + 1) {
            throw new BadInput("a page shows at most " + MOST_STEPS + " steps, and this schedule has "
                    + (board.frames().size() - 1));
        }
        return PageText.fill(
                "schedule.html",
                Map.of(
                        "TITLE",
                        PageText.escaped(title(heading, board)),
                        "STYLE",
                        PageText.resource("page.css") + PageText.resource("schedule.css"),
                        "SCRIPT",
                        PageText.resource("schedule.js") + PageText.resource("replay.js"),
                        "DATA",
                        PageText.json(MAPPER.writeValueAsString(data(heading, board)))));
    }

    private static String title(Heading heading, Storyboard board) {
        return board.broken().isEmpty() ? heading.title() : heading.title() + " breaks " + board.broken();
    }

    /** Writes the page into a folder, which is made if it is not there. */
    public static Path write(Path folder, String name, Heading heading, Storyboard board) {
        Path file = folder.resolve(FileNames.safe(name) + ".html");
        WholeFile.write(file, render(heading, board));
        return file;
    }

    /** The schedule as the script on the page reads it. */
    public static ObjectNode data(Heading heading, Storyboard board) {
        StepGlossary glossary = StepGlossary.packed();
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("title", heading.title());
        data.put("machine", heading.machine());
        data.put("note", heading.note());
        data.put("rest", heading.rest());
        ArrayNode bugs = data.putArray("bugs");
        heading.bugs().forEach(bug -> bugs.addArray().add(bug).add(glossary.bug(bug)));
        data.put("broken", board.broken());
        data.put("claim", claim(board.broken()));
        data.put("why", board.why());
        data.put("announcement", board.announcement());
        ArrayNode lanes = data.putArray("lanes");
        board.lanes().forEach(lanes::add);
        Map<Word, Integer> words = new LinkedHashMap<>();
        ArrayNode frames = JsonNodeFactory.instance.arrayNode();
        board.frames().forEach(frame -> frames.add(frame(frame, glossary, words)));
        ArrayNode dictionary = data.putArray("words");
        words.keySet().forEach(word -> dictionary
                .addArray()
                .add(word.text())
                .add(word.meaning())
                .add(word.mark().name()));
        data.set("frames", frames);
        ArrayNode signals = data.putArray("signals");
        for (Signal signal : board.signals()) {
            int from = board.lanes().indexOf(signal.from());
            int to = board.lanes().indexOf(signal.to());
            if (from >= 0 && to >= 0) {
                signals.addArray().add(from).add(signal.sent()).add(to).add(signal.taken());
            }
        }
        if (board.backTo().isPresent()) {
            data.put("back_to", board.backTo().getAsInt());
        } else {
            data.putNull("back_to");
        }
        return data;
    }

    /** What the invariant of that name says; empty if it is none that the code knows. */
    private static String claim(String label) {
        for (Invariant invariant : Invariant.values()) {
            if (invariant.label().equals(label)) {
                return invariant.claim();
            }
        }
        return "";
    }

    private static ObjectNode frame(Frame frame, StepGlossary glossary, Map<Word, Integer> words) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        StepGlossary.Entry entry = glossary.entry(frame.step());
        node.put("step", frame.step());
        node.put("does", entry.does());
        node.put("stands_for", entry.standsFor());
        node.put("bug", frame.bug());
        node.put("actor", frame.actor());
        ArrayNode named = node.putArray("named");
        frame.named().forEach(named::add);
        ArrayNode places = node.putArray("places");
        for (Frame.Place place : frame.places()) {
            places.addObject().put("mode", place.mode()).set("words", numbers(place.words(), words));
        }
        node.set("memory", numbers(frame.memory(), words));
        return node;
    }

    /** The places of these words in the list of all words, in which each stands once. */
    private static ArrayNode numbers(List<Word> some, Map<Word, Integer> all) {
        ArrayNode numbers = JsonNodeFactory.instance.arrayNode();
        for (Word word : some) {
            Integer number = all.putIfAbsent(word, all.size());
            numbers.add(number == null ? all.size() - 1 : number);
        }
        return numbers;
    }
}
