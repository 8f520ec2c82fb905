package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a machine may be as large as: each limit is allowed, and one beyond it is refused in a sentence. */
class ScopeTest {
    /** Two VMs of two vCPUs; with one of the numbers as given. */
    private static Scope with(String key, int n) {
        return new Scope(
                key.equals("vcpus of a VM") ? List.of(2, n) : List.of(2, 2),
                key.equals("pcpus") ? n : 2,
                key.equals("spaces") ? n : 1,
                key.equals("pages") ? n : 8,
                key.equals("frames") ? n : 1,
                key.equals("tables") ? n : 0,
                key.equals("window") ? n : 1,
                key.equals("ceiling") ? n : 1,
                TlbGeometry.UNBOUNDED,
                Set.of());
    }

    @ParameterizedTest
    @CsvSource({
        "vcpus of a VM, vCPUs of a VM, 1, 4094",
        "pcpus, pCPUs, 1, 4096",
        "spaces, address spaces of a VM, 1, 1024",
        "pages, pages of an address space, 1, 4194304",
        "window, pages that one operation may span, 1, 8",
        "ceiling, flush ceiling, 0, 4194304",
        "frames, frames of all VMs, 1, 2097152",
        "tables, page-table pages of all VMs, 0, 32768",
    })
    void keepsItsLimits(String key, String name, int least, int most) {
        assertEquals(2, with(key, least).vms());
        assertEquals(2, with(key, most).vms());
        assertTrue(refusal(key, least - 1).startsWith(name + " must be between " + least + " and "));
        assertTrue(refusal(key, most + 1).contains("must be between "));
    }

    private static String refusal(String key, int n) {
        return assertThrows(BadInput.class, () -> with(key, n)).getMessage();
    }

    /** Frames and tables are counted over all VMs, since steps name them so. */
    @Test
    void countsWhatStepsNameOverAllVms() {
        assertEquals("frames of all VMs must be between 1 and 4194304, not 4194306", refusal("frames", 2_097_153));
        assertEquals("page-table pages of all VMs must be between 0 and 65536, not 65538", refusal("tables", 32_769));
        assertEquals("vCPUs must be between 1 and 4096, not 4097", refusal("vcpus of a VM", 4095));
        assertEquals("vCPUs of a VM must be between 1 and 4096, not 4097", refusal("vcpus of a VM", 4097));
        List<Integer> many = Collections.nCopies(4096, 1);
        assertEquals(4096, new Scope(many, 1, 1, 1, 1, 1, 1, 1, TlbGeometry.UNBOUNDED, Set.of()).vcpus());
        assertThrows(BadInput.class, () -> new Scope(List.of(), 1, 1, 1, 1, 1, 1, 1, TlbGeometry.UNBOUNDED, Set.of()));
    }

    @Test
    void tablesNeedATable() {
        Set<Feature> tables = EnumSet.of(Feature.TABLES);
        assertTrue(Scope.small(1, 1, 1, 1, 1, 1, tables).has(Feature.TABLES));
        assertFalse(Scope.small(1, 1, 1, 1, 1, 0, Set.of()).has(Feature.TABLES));
        assertEquals(
                "feature tables needs at least one page-table page",
                assertThrows(BadInput.class, () -> Scope.small(1, 1, 1, 1, 1, 0, tables))
                        .getMessage());
    }

    @Test
    void isTheSumOfItsVms() {
        Scope scope = new Scope(List.of(3, 1, 5), 2, 1, 1, 1, 0, 1, 1, TlbGeometry.UNBOUNDED, Set.of());
        assertEquals(3, scope.vms());
        assertEquals(9, scope.vcpus());
    }

    /** A geometry is none at all, or a power of two of sets with a way each. */
    @Test
    void tlbsHaveAPowerOfTwoOfSets() {
        assertTrue(TlbGeometry.UNBOUNDED.unbounded());
        assertFalse(new TlbGeometry(1, 1).unbounded());
        assertEquals(1 << 20, new TlbGeometry(1 << 20, 3).sets());
        for (int[] g : new int[][] {{6, 1}, {Integer.MIN_VALUE, 1}, {-1, 1}, {2, 0}}) {
            assertEquals(
                    "a TLB needs a power of two of sets and at least one way, not " + g[0] + " × " + g[1],
                    assertThrows(BadInput.class, () -> new TlbGeometry(g[0], g[1]))
                            .getMessage());
        }
    }

    /** spec/State.tla, FeatureNames. */
    @Test
    void featuresHaveTheNamesOfTheSpecification() {
        assertEquals(
                List.of(
                        "concurrent",
                        "migrate",
                        "halt",
                        "lazy",
                        "irqs-off",
                        "protect",
                        "tables",
                        "evict",
                        "move-thread",
                        "store-buffers",
                        "walkers",
                        "emulation",
                        "move-page"),
                Arrays.stream(Feature.values()).map(Feature::label).toList());
    }
}
