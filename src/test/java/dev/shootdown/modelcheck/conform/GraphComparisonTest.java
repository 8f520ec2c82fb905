package dev.shootdown.modelcheck.conform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.explore.Exhaustive;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.TlbGeometry;
import dev.shootdown.modelcheck.conform.ConformanceCases.Case;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The running code and the specification, state by state and label by label. */
class GraphComparisonTest {
    private static final Path SPEC = Path.of("spec");

    private static Scope scope(int vcpus, int pcpus, int spaces, int pages, int frames, int tables, String features) {
        Set<Feature> set = EnumSet.noneOf(Feature.class);
        for (String feature : features == null ? new String[0] : features.split(" ")) {
            set.add(Feature.valueOf(feature));
        }
        return new Scope(List.of(vcpus), pcpus, spaces, pages, frames, tables, pages, 1, TlbGeometry.UNBOUNDED, set);
    }

    private static Machine machine(String scheme, Scope scope, String... bugs) {
        return new Machine(Schemes.named(scheme), scope, Set.of(bugs));
    }

    /** One comparison per processor at a time, but few: each has a TLC of its own, with its states in memory. */
    @TestFactory
    Stream<DynamicTest> areTheSameGraph() {
        ExecutorService pool =
                Executors.newFixedThreadPool(Math.min(4, Runtime.getRuntime().availableProcessors()));
        List<DynamicTest> tests = new ArrayList<>();
        for (Case one : ConformanceCases.ALL) {
            Future<GraphComparison.Result> result = pool.submit(() -> GraphComparison.compare(one.machine(), SPEC));
            tests.add(DynamicTest.dynamicTest(one.name(), () -> {
                assertNull(result.get().difference());
                assertEquals(one.states(), result.get().states());
                assertTrue(result.get().verdicts() >= one.states() * (long) Invariant.values().length);
            }));
        }
        pool.shutdown();
        return tests.stream();
    }

    /** An agreement on states in which everything holds says little. */
    @Test
    void breakEveryInvariantInSomeState() {
        Machine machine = machine("pv_tlb_flush", scope(1, 2, 1, 1, 1, 2, "MIGRATE TABLES"));
        GraphComparison.Result result = GraphComparison.compare(machine, SPEC);
        assertNull(result.difference());
        assertEquals(EnumSet.complementOf(EnumSet.of(Invariant.TYPE_OK)), result.broken());
    }

    @Test
    void coverEverySchemeAndEveryBug() {
        for (Scheme scheme : Schemes.all()) {
            List<String> bugs = new ArrayList<>(Machine.bugsOf(scheme));
            bugs.add(null);
            for (String bug : bugs) {
                assertTrue(
                        ConformanceCases.ALL.stream()
                                .anyMatch(one -> one.scheme().equals(scheme.name())
                                        && Objects.equals(one.bug().orElse(null), bug)),
                        scheme.name() + " " + bug);
            }
        }
    }

    /** The graphs themselves take minutes: {@code ./shootdown conform --scope medium}. */
    @Test
    void coverEverySchemeWithHalfAMillionStates() {
        Set<String> left = new TreeSet<>();
        Schemes.all().forEach(scheme -> left.add(scheme.name()));
        for (Case one : ConformanceCases.MEDIUM) {
            assertEquals(
                    one.states(), Exhaustive.search(one.machine(), 1_000_000).states(), one.name());
            if (one.states() >= 500_000) {
                left.remove(one.scheme());
            }
        }
        assertEquals(Set.of(), left);
    }

    @Test
    void tellsThatStepsLeadToDifferentStates() {
        Scope scope = scope(1, 2, 1, 1, 1, 0, "MIGRATE");
        GraphComparison.Result result = GraphComparison.compare(
                machine("baseline", scope, "vpid-no-migration-flush"), SPEC, TlcConfiguration.text(scope, Set.of()));
        assertFalse(result.equal());
        assertEquals("""
                these steps lead to different states:
                  LoadVcpu(v1, p1)
                  flushRequest[v1]: machine FALSE, specification TRUE
                """, result.difference());
    }

    @Test
    void tellsThatDifferentStepsAreEnabled() {
        Scope halting = scope(1, 1, 1, 1, 1, 0, "HALT");
        Scope other = scope(1, 1, 1, 1, 1, 0, "EVICT");
        GraphComparison.Result result =
                GraphComparison.compare(machine("baseline", halting), SPEC, TlcConfiguration.text(other, Set.of()));
        assertFalse(result.equal());
        assertTrue(result.difference().startsWith("different steps are enabled after these:\n  LoadVcpu(v1, p1)\n"));
        assertTrue(result.difference().contains("only in the machine: [Halt(v1)]"), result.difference());
    }

    @Test
    void writesTheConstantsOfTheSpecification() {
        Scope scope = new Scope(
                List.of(2), 1, 1, 3, 2, 1, 3, 1, TlbGeometry.UNBOUNDED, EnumSet.of(Feature.TABLES, Feature.IRQS_OFF));
        List<String> lines = TlcConfiguration.text(scope, Set.of("free-before-flush"))
                .lines()
                .toList();
        assertTrue(lines.contains("Vcpu = {v1, v2}"));
        assertTrue(lines.contains("Table = {x1}"));
        assertTrue(lines.contains("FullRanges = {{g1, g2}, {g1, g3}, {g2, g3}, {g1, g2, g3}}"), lines.toString());
        assertTrue(lines.contains("Features = {\"irqs-off\", \"tables\"}"), lines.toString());
        assertTrue(lines.contains("Bugs = {\"free-before-flush\"}"));
    }
}
