package dev.shootdown.modelcheck.conform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.TlbGeometry;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource({
        // scheme, vCPUs, pCPUs, spaces, pages, frames, tables, features, states
        "baseline, 2, 2, 1, 1, 1, 0, CONCURRENT MIGRATE, 26355",
        "kvm_tlb, 2, 2, 1, 1, 1, 0, CONCURRENT MIGRATE, 201551",
        "shoot4u, 2, 2, 1, 1, 1, 0, CONCURRENT MIGRATE, 23591",
        "pv_tlb_flush, 2, 2, 1, 1, 1, 0, , 23361",
        "baseline, 2, 1, 2, 1, 1, 0, CONCURRENT LAZY, 20284",
        "shoot4u, 2, 1, 2, 1, 1, 0, CONCURRENT LAZY, 18708",
        "shoot4u, 2, 1, 1, 2, 2, 0, CONCURRENT, 19065",
        "shoot4u, 2, 1, 1, 1, 1, 1, CONCURRENT TABLES PROTECT EVICT HALT MOVE_THREAD IRQS_OFF, 52236",
    })
    void areTheSameGraph(
            String scheme, int v, int p, int spaces, int pages, int frames, int tables, String features, int states) {
        Scope scope = scope(v, p, spaces, pages, frames, tables, features);
        GraphComparison.Result result = GraphComparison.compare(machine(scheme, scope), SPEC);
        assertNull(result.difference());
        assertEquals(states, result.states());
    }

    @ParameterizedTest
    @CsvSource({
        "baseline, vpid-no-migration-flush, 2, 2, 0, MIGRATE, 13005",
        "kvm_tlb, vpid-no-migration-flush, 1, 2, 0, MIGRATE, 339",
        "shoot4u, vpid-no-migration-flush, 2, 2, 0, MIGRATE, 11289",
        "baseline, free-before-flush, 2, 1, 1, TABLES, 5275",
        "kvm_tlb, free-before-flush, 1, 1, 1, TABLES, 284",
        "shoot4u, free-before-flush, 2, 1, 1, TABLES, 4559",
        "kvm_tlb, kvmtlb-cmpxchg-old-value, 2, 2, 0, CONCURRENT, 7367",
        "pv_tlb_flush, CVE-2019-3016-a, 2, 2, 0, , 24273",
        "pv_tlb_flush, CVE-2019-3016-b, 2, 2, 0, , 31721",
        "pv_tlb_flush, preempted-never-reset, 2, 2, 0, , 29593",
        "pv_tlb_flush, vpid-no-migration-flush, 1, 2, 0, MIGRATE, 0",
        "pv_tlb_flush, free-before-flush, 1, 1, 1, TABLES, 0",
        "shoot4u, shoot4u-shared-info, 3, 2, 0, , 50403",
    })
    void areTheSameGraphWithABugPlanted(
            String scheme, String bug, int v, int p, int tables, String features, int states) {
        Scope scope = scope(v, p, 1, 1, 1, tables, features);
        GraphComparison.Result result = GraphComparison.compare(machine(scheme, scope, bug), SPEC);
        assertNull(result.difference());
        assertEquals(states, result.states());
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
