package dev.shootdown.modelcheck.conform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.modelcheck.prove.Concrete;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the solvers are told of a module is what TLC makes of its text: the same verdicts and the same steps. */
class TranslationTest {
    private static final Path SPEC = Path.of("spec");
    private static final int STATES = 12;
    private static final String FEATURES =
            "concurrent migrate halt lazy irqs-off protect tables evict move-thread emulation move-page walkers store-buffers";

    static String words(List<String> words) {
        return words.isEmpty() ? "{}" : "{\"" + String.join("\", \"", words) + "\"}";
    }

    private static String machine(List<String> features, List<String> bugs) {
        return String.join(
                "\n",
                "INIT Init NEXT Next INVARIANT Inv CHECK_DEADLOCK FALSE CONSTANTS",
                "Vcpu = {Vcpu1, Vcpu2} Pcpu = {Pcpu1, Pcpu2} Space = {Space1, Space2} Page = {Page1, Page2}",
                "Frame = {Frame1} Table = {Table1} NoPcpu = NoPcpu NoVcpu = NoVcpu NoEntry = NoEntry",
                "NoTable = NoTable Kernel = Kernel FirstSpace = Space1 FullRanges = {}",
                "Features = " + words(features),
                "Bugs = " + words(bugs));
    }

    @ParameterizedTest
    @CsvSource({
        "Baseline, CVE-2018-18281",
        "Shoot4U, shoot4u-shared-info",
        "KvmTlb, kvmtlb-cmpxchg-old-value",
        "PvTlbFlush, CVE-2019-3016-a"
    })
    void schemesTakeTheSameSteps(String name, String bug) {
        List<String> features = List.of(FEATURES.split(" "));
        Concrete translated = new Concrete(
                SPEC.resolve(name + ".tla"),
                Map.of("Features", features, "Bugs", List.of(bug), "FullRanges", List.of()),
                Map.of("Vcpu", 2, "Pcpu", 2, "Space", 2, "Page", 2, "Frame", 1, "Table", 1),
                List.of("Inv"));
        SpecificationGraph graph =
                Specification.open(SPEC.resolve(name + ".tla"), machine(features, List.of(bug)), new int[16]);
        Set<String> taken = compareOnAWalk(graph, translated);
        assertTrue(taken.size() > 5, "only " + taken + " were taken");
    }

    /** Compares all labels in states of random walks from the first state. */
    private static Set<String> compareOnAWalk(SpecificationGraph graph, Concrete translated) {
        Random random = new Random(7);
        Set<Long> seen = new HashSet<>();
        Set<String> taken = new TreeSet<>();
        Object state = graph.initialStates().get(0);
        for (int n = 0; seen.size() < STATES && n < 20 * STATES; n++) {
            List<Object> successors = new ArrayList<>();
            List<String> actions = new ArrayList<>();
            boolean fresh = seen.add(graph.fingerprint(state));
            Concrete.State here = translated.state(state.toString());
            if (fresh) {
                assertEquals(graph.holds("Inv", state), here.holds("Inv"), state.toString());
            }
            for (int label = 0; label < graph.labels().size(); label++) {
                List<Object> next = graph.successors(label, state);
                if (fresh) {
                    compare(graph.labels().get(label), here, next, translated);
                }
                for (Object one : next) {
                    successors.add(one);
                    actions.add(graph.labels().get(label).replaceFirst("\\(.*", ""));
                }
            }
            if (successors.isEmpty() || n % 60 == 59) {
                state = graph.initialStates().get(0);
            } else {
                // rare actions first: fills and evictions would drown the others
                int pick = random.nextInt(successors.size());
                for (int k = 0; k < successors.size(); k++) {
                    if (!taken.contains(actions.get(k))) {
                        pick = k;
                    }
                }
                taken.add(actions.get(pick));
                state = successors.get(pick);
            }
        }
        return taken;
    }

    static void compare(String label, Concrete.State here, List<Object> next, Concrete translated) {
        String action = label.replaceFirst("\\(.*", "");
        String inside = label.substring(label.indexOf('(') + 1, label.length() - 1);
        List<String> arguments = inside.isEmpty() ? List.of() : List.of(inside.split(", "));
        Set<Concrete.State> expected = new LinkedHashSet<>();
        next.forEach(one -> expected.add(translated.state(one.toString())));
        assertEquals(expected, here.after(action, arguments), label + " in " + here);
    }

    @ParameterizedTest
    @CsvSource({"TicketLock, ticket-read-then-write", "PreemptableTicketLock, hold-read-then-write"})
    void locksHaveTheSameVerdictsAndSteps(String name, String bug) {
        Path file = SPEC.resolve(name + ".tla");
        Map<String, List<String>> fixed = Map.of("Bugs", List.of(bug));
        String rest = " NEXT Next INVARIANTS Inv CHECK_DEADLOCK FALSE CONSTANTS Bugs = {\"" + bug + "\"} Vcpu = ";
        SpecificationGraph every = Specification.open(file, "INIT TypeOK" + rest + "{Vcpu1}", new int[16]);
        Concrete one = new Concrete(file, fixed, Map.of("Vcpu", 1), List.of("Inv"));
        int good = 0;
        for (Object state : every.initialStates()) {
            Concrete.State here = one.state(state.toString());
            assertEquals(every.holds("Inv", state), here.holds("Inv"), state.toString());
            good += here.holds("Inv") ? 1 : 0;
            for (int label = 0; label < every.labels().size(); label++) {
                compare(every.labels().get(label), here, every.successors(label, state), one);
            }
        }
        assertTrue(good > 4 && good < every.initialStates().size(), good + " states of Inv");
        SpecificationGraph three = Specification.open(file, "INIT Init" + rest + "{Vcpu1, Vcpu2, Vcpu3}", new int[16]);
        Set<String> taken = compareOnAWalk(three, new Concrete(file, fixed, Map.of("Vcpu", 3), List.of("Inv")));
        assertTrue(taken.size() > 4, "only " + taken + " were taken");
    }
}
