package dev.shootdown.cli;

import dev.shootdown.engine.Engine;
import dev.shootdown.explore.search.Search;
import dev.shootdown.explore.search.SearchedMachine;
import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Schemes;
import dev.shootdown.modelcheck.CodeReplay;
import dev.shootdown.modelcheck.Model;
import dev.shootdown.modelcheck.ModelCatalog;
import dev.shootdown.report.ResultFile;
import dev.shootdown.trace.Recording;
import dev.shootdown.trace.RecordingFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code search}: every state of one machine, however many there are. */
@Command(
        name = "search",
        description = {
            "Searches every state that a machine can reach, breadth-first, and checks every invariant in each.",
            "What does not fit into memory is in files; what is found is the shortest schedule there is, and",
            "the same whatever the number of threads and partitions.",
        },
        footer = {
            "",
            "Who is interrupted (Ctrl-C, kill) gives the same command again: it goes on from --out.",
            "How it works, and how large a search can be: docs/search.md.",
            "Exit code 1: an invariant broke. ./shootdown replay FILE shows how.",
        })
final class SearchCommand implements Callable<Integer> {
    private static final String NONE = "none";

    @Mixin
    private CommonOptions common;

    @Mixin
    private EngineOption spark;

    @Mixin
    private ThreadsOption threads;

    @Parameters(paramLabel = "SCHEME", description = "The scheme to search.")
    private String scheme;

    @Option(names = "--bug", paramLabel = "NAME", description = "Switch this bug of the scheme on.")
    private Optional<String> bug;

    @Option(names = "--vcpus", paramLabel = "N", description = "vCPUs; 2 if not given.")
    private Optional<Integer> vcpus;

    @Option(names = "--pcpus", paramLabel = "N", description = "pCPUs; 2 if not given.")
    private Optional<Integer> pcpus;

    @Option(names = "--spaces", paramLabel = "N", description = "Address spaces; 1 if not given.")
    private Optional<Integer> spaces;

    @Option(names = "--pages", paramLabel = "N", description = "Pages of an address space; 1 if not given.")
    private Optional<Integer> pages;

    @Option(names = "--frames", paramLabel = "N", description = "Page frames; 1 if not given.")
    private Optional<Integer> frames;

    @Option(names = "--tables", paramLabel = "N", description = "Page-table pages; 0 if not given.")
    private Optional<Integer> tables;

    @Option(
            names = "--features",
            paramLabel = "NAME",
            split = ",",
            description = "What is switched on, as in concurrent,migrate (which it is if not given), or none.")
    private List<String> features = new ArrayList<>();

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "Size, features and bugs of this model in model-checking, instead of the options above.")
    private Optional<String> model;

    @Option(
            names = "--symmetry",
            description = "Of states that differ only by an exchange of vCPUs, pCPUs or frames, look at one.")
    private boolean symmetry;

    @Option(
            names = "--states",
            paramLabel = "MAX",
            description = "Give up after the level with which there are more states than this.")
    private long states = Long.MAX_VALUE;

    @Option(
            names = "--partitions",
            paramLabel = "P",
            description = "Into how many parts each level is divided, at most " + Search.MOST_PARTITIONS + "; "
                    + Search.PARTITIONS + " if not given; changes no result. More need less memory each.")
    private int partitions = Search.PARTITIONS;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = MemorySize.Converter.class,
            description = "What each process may use to keep fingerprints in memory, as in 512m or 2g;"
                    + " two fifths of its heap if not given. Those for which there is no room are read from files.")
    private Optional<MemorySize> memory;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "results/search",
            description = "Where the files of the search go, and that of a failure; results/search if not given.")
    private Path out;

    @Option(names = "--keep", description = "Keep the files of a search that is finished.")
    private boolean keep;

    @Option(
            names = "--result",
            paramLabel = "FILE",
            description = "Write what came out to this file as well; the same bytes whoever did the work.")
    private Optional<Path> result;

    /** What {@code --json} prints. */
    private record Document(
            String scheme,
            String bug,
            boolean symmetry,
            String verdict,
            boolean complete,
            long distinctStates,
            long transitions,
            int levels,
            List<Long> statesOfLevels,
            long brokenStates,
            int steps,
            String file,
            double wallS,
            long sentBytes,
            long sentStates,
            long statesInFiles,
            long lastingBytes,
            long writtenBytes,
            long mostBytes) {}

    @Override
    public Integer call() {
        if (states < 1) {
            throw new BadInput("--states must be at least 1, not " + states);
        }
        result.ifPresent(ResultFile::requirePlace);
        SearchedMachine machine = machine();
        OutFolder.require("--out", out);
        Search search = new Search(
                machine,
                Version.build(),
                out.resolve("data"),
                partitions,
                memory.map(MemorySize::bytes).orElse(-1L));
        long start = System.nanoTime();
        Search.Result found = run(search);
        double seconds = (System.nanoTime() - start) / 1e9;
        Optional<Path> file = Optional.ofNullable(found.broken()).map(any -> write(machine, found));
        result.ifPresent(path -> resultFile(machine, found).write(path));
        if (!keep) {
            search.delete();
        }
        Document document = document(found, file, seconds);
        if (common.json()) {
            common.print(document);
        } else {
            print(document, found);
        }
        return found.broken() == null ? Main.HOLDS : Main.FAILS;
    }

    /** Where the units of work are done. */
    private Engine engine() {
        return spark.open(threads.count());
    }

    private Search.Result run(Search search) {
        LastWords lastWords = new LastWords(common.err(), () -> interrupted(search));
        try (Engine engine = engine();
                Progress progress = common.progress("search " + scheme, -1)) {
            long start = System.nanoTime();
            return search.run(states, engine, standing -> progress.at(standing.states(), note(standing, start)));
        } finally {
            lastWords.close();
        }
    }

    private static String interrupted(Search search) {
        int kept = search.finishedLevel();
        if (kept >= 0) {
            return "Interrupted. The levels up to " + kept + " are kept; the same command goes on after them.";
        }
        search.deleteUnlessKept();
        return "Interrupted. The same command begins anew.";
    }

    private static String note(Search.Standing standing, long start) {
        double seconds = (System.nanoTime() - start) / 1e9;
        return String.format(
                Locale.ROOT,
                "states, level %d: %d/%d, frontier %,d, %,.0f/s, %d FAIL",
                standing.level(),
                standing.unitsDone(),
                standing.units(),
                standing.frontier(),
                standing.states() / Math.max(seconds, 1e-3),
                standing.brokenStates());
    }

    private SearchedMachine machine() {
        if (model.isPresent()) {
            return ofModel(model.get());
        }
        List<String> on = features.isEmpty() ? List.of("concurrent", "migrate") : features;
        SearchedMachine machine = new SearchedMachine(
                Schemes.named(scheme).name(),
                bug.orElse(""),
                vcpus.orElse(2),
                pcpus.orElse(2),
                spaces.orElse(1),
                pages.orElse(1),
                frames.orElse(1),
                tables.orElse(0),
                on.equals(List.of(NONE)) ? "" : String.join(",", on),
                symmetry);
        return SearchedMachine.of(machine.scheme(), machine.bugNames(), machine.scope(), symmetry);
    }

    private SearchedMachine ofModel(String name) {
        if (bug.isPresent()
                || !features.isEmpty()
                || List.of(vcpus, pcpus, spaces, pages, frames, tables).stream().anyMatch(Optional::isPresent)) {
            throw new BadInput("--model says it all: leave out --bug, --features and the sizes.");
        }
        Model found = ModelCatalog.read(Home.path()).all().stream()
                .filter(one -> one.name().equals(name) && one.scheme().equals(scheme))
                .findFirst()
                .orElseThrow(() -> new BadInput(
                        "There is no model '" + name + "' of " + scheme + " in model-checking/models.yaml."));
        Set<String> bugs = new TreeSet<>();
        found.bug().ifPresent(bugs::add);
        return SearchedMachine.of(Schemes.named(scheme).name(), bugs, CodeReplay.scope(found), symmetry);
    }

    private Path write(SearchedMachine machine, Search.Result found) {
        Recording recording = new Recording(
                Version.number(),
                machine.scheme(),
                machine.bugNames(),
                machine.scope(),
                "search",
                0,
                0,
                found.broken().label(),
                steps(machine, found));
        String name = String.join(
                        "-",
                        machine.scheme(),
                        machine.bugs().replace(',', '-'),
                        found.broken().label())
                .replace("--", "-");
        Path file = out.resolve(name + ".yaml");
        RecordingFile.write(recording, file);
        return file;
    }

    private static List<String> steps(SearchedMachine machine, Search.Result found) {
        Machine shows =
                new Machine(Schemes.named(machine.scheme()), machine.scope(), new TreeSet<>(machine.bugNames()));
        return Arrays.stream(found.path()).mapToObj(shows::show).toList();
    }

    private ResultFile resultFile(SearchedMachine machine, Search.Result found) {
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("scheme", machine.scheme());
        configuration.put("bugs", machine.bugs());
        configuration.put("vcpus", Integer.toString(machine.vcpus()));
        configuration.put("pcpus", Integer.toString(machine.pcpus()));
        configuration.put("spaces", Integer.toString(machine.spaces()));
        configuration.put("pages", Integer.toString(machine.pages()));
        configuration.put("frames", Integer.toString(machine.frames()));
        configuration.put("tables", Integer.toString(machine.tables()));
        configuration.put(
                "features",
                machine.scope().features().stream().map(Feature::label).collect(Collectors.joining(",")));
        configuration.put("symmetry", Boolean.toString(machine.symmetry()));
        configuration.put("most_states", states == Long.MAX_VALUE ? NONE : Long.toString(states));
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("complete", found.complete());
        node.put("states", found.states());
        node.put("transitions", found.transitions());
        ArrayNode levels = node.putArray("states_of_levels");
        found.levels().forEach(levels::add);
        node.put("broken", found.broken() == null ? NONE : found.broken().label());
        node.put("broken_states", found.brokenStates());
        ArrayNode path = node.putArray("path");
        steps(machine, found).forEach(path::add);
        return ResultFile.whole(
                new ResultFile.Header(Version.number(), Version.build(), "search", configuration, 1), node);
    }

    private Document document(Search.Result found, Optional<Path> file, double seconds) {
        Search.Volume volume = found.volume();
        return new Document(
                scheme,
                bug.orElse(null),
                symmetry,
                found.broken() != null ? found.broken().label() : found.complete() ? "holds" : "gave up",
                found.complete(),
                found.states(),
                found.transitions(),
                found.levels().size(),
                found.levels(),
                found.brokenStates(),
                found.path().length,
                file.map(Path::toString).orElse(null),
                seconds,
                volume.entryBytes(),
                volume.entries(),
                volume.states(),
                volume.lasting(),
                volume.written(),
                volume.most());
    }

    private void print(Document d, Search.Result found) {
        String what = (model.isPresent()
                        ? model.get()
                        : bug.map(name -> scheme + " with " + name).orElse(scheme))
                + (symmetry ? " up to exchanges" : "");
        common.out()
                .printf(
                        Locale.ROOT,
                        "%s: %,d states, %,d steps, %d levels in %.1f s, %,.0f states/s.%n",
                        what,
                        d.distinctStates,
                        d.transitions,
                        d.levels,
                        d.wallS,
                        d.distinctStates / Math.max(d.wallS, 1e-3));
        if (d.statesInFiles > d.distinctStates / 2) { // of a small search they say nothing
            common.out()
                    .printf(
                            Locale.ROOT,
                            "Files: %.1f bytes a state that stay, %.1f that are sent; %,d MiB at most.%n",
                            (double) d.lastingBytes / d.distinctStates,
                            (double) d.sentBytes / d.statesInFiles,
                            d.mostBytes >> 20);
        }
        if (found.broken() != null) {
            common.out()
                    .printf(
                            Locale.ROOT,
                            "%s is broken after %d steps, in %,d of the states there; no shorter schedule breaks anything.%n",
                            d.verdict,
                            d.steps,
                            d.brokenStates);
            common.out().println("See it: ./shootdown replay " + d.file);
        } else if (d.complete) {
            common.out().println("Every invariant holds in every state.");
        } else {
            common.out()
                    .printf(
                            Locale.ROOT,
                            "Given up at --states: every invariant holds in the first %d levels, which are not all.%n",
                            d.levels);
        }
    }
}
