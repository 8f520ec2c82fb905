package dev.shootdown.modelcheck.conform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.modelcheck.prove.Concrete;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code Inv} as the initial predicate of TLC, at small scopes: as many states as the translation has of it, the same steps out
 * of them, and TLC finds {@code Inv} inductive there, too.
 */
class InvariantCountTest {
    private static final Path SPEC = Path.of("spec");
    private static final String LOCK = "pc tickets front mode passed timedOut hold";
    private static final String MACHINE =
            "mode vmcsCpu vcpuCpu flushRequest activeMm cr3 pc op opMm held pt call targets";

    @TempDir
    Path folder;

    private record Counted(Concrete translated, long count, SpecificationGraph graph, Collection<Object> states) {
        /** Compares the steps out of every n-th state; how many there were. TLC has to find the invariant after each. */
        int compareSteps(int every) {
            int steps = 0;
            int n = 0;
            for (Object state : states) {
                if (n++ % every == 0) {
                    Concrete.State here = translated.state(state.toString());
                    assertTrue(here.holds("Inv"), state.toString());
                    for (int label = 0; label < graph.labels().size(); label++) {
                        List<Object> next = graph.successors(label, state);
                        TranslationTest.compare(graph.labels().get(label), here, next, translated);
                        next.forEach(one -> assertTrue(graph.holds("Inv", one), state + " to " + one));
                        steps += next.size();
                    }
                }
            }
            return steps;
        }
    }

    /** The conjuncts of a definition of the form x \in S or x = e, by x, as assignments that TLC can enumerate. */
    private static Map<String, String> assignments(String text, String definition) {
        Map<String, String> found = new LinkedHashMap<>();
        Matcher line =
                Pattern.compile("\\s*/\\\\ (\\w+) (\\\\in|\\\\subseteq|=) (.*)").matcher("");
        for (String one : text.substring(text.indexOf("\n" + definition + " ==\n") + definition.length() + 5)
                .lines()
                .takeWhile(one -> !one.isBlank())
                .toList()) {
            assertTrue(line.reset(one).matches(), one);
            boolean subset = line.group(2).equals("\\subseteq");
            found.put(
                    line.group(1),
                    subset
                            ? line.group(1) + " \\in SUBSET (" + line.group(3) + ")"
                            : line.group(1) + " " + line.group(2) + " " + line.group(3));
        }
        return found;
    }

    /** `Inv`, with each conjunct as early as TLC has values for all that it speaks of. */
    private static String module(String name, List<String> order, Map<String, String> values, Concrete translated) {
        Map<String, Set<String>> pending = new LinkedHashMap<>(translated.speaksOf("Inv"));
        pending.keySet().removeIf(conjunct -> conjunct.startsWith("TypeOK"));
        StringBuilder text = new StringBuilder("---- MODULE Counted ----\nEXTENDS " + name + "\nCounted ==\n");
        Set<String> known = new TreeSet<>();
        for (String variable : order) {
            text.append("    /\\ ").append(values.get(variable)).append('\n');
            known.add(variable);
            for (String conjunct : List.copyOf(pending.keySet())) {
                if (known.containsAll(pending.get(conjunct))) {
                    text.append("    /\\ ").append(conjunct).append('\n');
                    pending.remove(conjunct);
                }
            }
        }
        return text + "    /\\ Inv\n====\n";
    }

    /** Counts twice; variables not named keep their first values. */
    private Counted count(
            String name, String base, String vary, Map<String, Integer> sizes, String constants, String bug)
            throws IOException {
        boolean machine = base.equals("State");
        List<String> features = machine ? List.of("concurrent", "migrate", "lazy", "emulation", "protect") : List.of();
        List<String> bugs = bug == null ? List.of() : List.of(bug);
        Concrete translated = new Concrete(
                SPEC.resolve(name + ".tla"),
                Map.of("Features", features, "Bugs", bugs, "FullRanges", List.of()),
                sizes,
                List.of("Inv"));
        String text = Files.readString(SPEC.resolve(base + ".tla"));
        Map<String, String> values = new LinkedHashMap<>(assignments(text, "Init"));
        List<String> varied = List.of(vary.split(" "));
        List<String> order = new ArrayList<>(values.keySet());
        order.removeAll(varied);
        Set<String> atFirst = new TreeSet<>(order);
        order.addAll(varied);
        Map<String, String> typed = assignments(text, "TypeOK");
        varied.forEach(variable -> values.put(variable, typed.get(variable)));

        try (Stream<Path> modules = Files.list(SPEC)) {
            for (Path one :
                    modules.filter(file -> file.toString().endsWith(".tla")).toList()) {
                Files.copy(one, folder.resolve(one.getFileName()));
            }
        }
        Files.writeString(folder.resolve("Counted.tla"), module(name, order, values, translated));
        StringBuilder config = new StringBuilder(
                "INIT Counted NEXT Next INVARIANT Inv CHECK_DEADLOCK FALSE CONSTANTS\n" + constants + "\n");
        sizes.forEach((set, size) -> config.append(set)
                .append(" = {")
                .append(String.join(
                        ", ",
                        IntStream.rangeClosed(1, size).mapToObj(k -> set + k).toList()))
                .append("}\n"));
        if (machine) {
            config.append("Features = ").append(TranslationTest.words(features)).append('\n');
        }
        if (!base.equals("Shootdown")) {
            config.append("Bugs = ").append(TranslationTest.words(bugs)).append('\n');
        }
        SpecificationGraph graph = Specification.open(folder.resolve("Counted.tla"), config.toString(), new int[16]);
        Map<Long, Object> states = new TreeMap<>();
        graph.initialStates().forEach(state -> states.put(graph.fingerprint(state), state));
        return new Counted(translated, translated.count("Inv", order, atFirst), graph, states.values());
    }

    @ParameterizedTest
    @CsvSource({"TicketLock, 1152, 1", "PreemptableTicketLock, 6496, 4"})
    void ofTheLocksWithTwoVcpus(String name, int expected, int every) throws IOException {
        Counted counted = count(name, "Lock", LOCK, Map.of("Vcpu", 2), "", null);
        assertEquals(expected, counted.states().size());
        assertEquals(expected, counted.count());
        assertTrue(counted.compareSteps(every) > 3000);
    }

    @Test
    void ofTheAbstractModule() throws IOException {
        Counted counted = count(
                "Shootdown",
                "Shootdown",
                "mapping owed use",
                Map.of("Vcpu", 2, "Space", 1, "Page", 2, "Entry", 2),
                "NoEntry = NoEntry",
                null);
        assertEquals(11025, counted.states().size());
        assertEquals(11025, counted.count());
    }

    @ParameterizedTest
    @CsvSource({
        "Baseline, 2, tlb, 44160",
        "Shoot4U, 1, info askedCpu hostCall tlb emulation emulationStale, 35096",
        "KvmTlb, 1, pvState tlb, 19412",
        "PvTlbFlush, 1, pvState stealUpdate tlb, 19412"
    })
    void ofTheSchemesWithOneVcpu(String name, int pcpus, String more, int expected) throws IOException {
        Counted counted = count(
                name,
                "State",
                MACHINE + " " + more,
                Map.of("Vcpu", 1, "Pcpu", pcpus, "Space", 1, "Page", 1, "Frame", 1, "Table", 0),
                "NoPcpu = NoPcpu NoVcpu = NoVcpu NoEntry = NoEntry NoTable = NoTable Kernel = Kernel"
                        + " FirstSpace = Space1 FullRanges = {}",
                null);
        assertEquals(expected, counted.states().size());
        assertEquals(expected, counted.count());
        assertTrue(counted.compareSteps(300) > 100);
    }

    /** Otherwise the comparison of verdicts after a step says nothing. */
    @Test
    void notInductiveWithABug() throws IOException {
        Counted counted = count("TicketLock", "Lock", LOCK, Map.of("Vcpu", 2), "", "ticket-read-then-write");
        assertEquals(counted.states().size(), counted.count());
        boolean broken = false;
        for (Object state : counted.states()) {
            for (int label = 0; label < counted.graph().labels().size(); label++) {
                for (Object next : counted.graph().successors(label, state)) {
                    broken |= !counted.graph().holds("Inv", next);
                }
            }
        }
        assertTrue(broken, "Inv is kept although a ticket is read and written by two instructions");
    }
}
