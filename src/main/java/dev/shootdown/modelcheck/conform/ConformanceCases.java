package dev.shootdown.modelcheck.conform;

import static dev.shootdown.machine.Feature.CONCURRENT;
import static dev.shootdown.machine.Feature.EMULATION;
import static dev.shootdown.machine.Feature.EVICT;
import static dev.shootdown.machine.Feature.HALT;
import static dev.shootdown.machine.Feature.IRQS_OFF;
import static dev.shootdown.machine.Feature.LAZY;
import static dev.shootdown.machine.Feature.MIGRATE;
import static dev.shootdown.machine.Feature.MOVE_PAGE;
import static dev.shootdown.machine.Feature.MOVE_THREAD;
import static dev.shootdown.machine.Feature.PROTECT;
import static dev.shootdown.machine.Feature.STORE_BUFFERS;
import static dev.shootdown.machine.Feature.TABLES;
import static dev.shootdown.machine.Feature.WALKERS;

import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.TlbGeometry;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The machines whose graphs are compared with their specifications': every scheme, every bug, every feature, each at a scope
 * small enough that all of them take a minute or two; and every scheme once more with half a million states or more.
 */
public final class ConformanceCases {
    private ConformanceCases() {}

    /**
     * One machine.
     *
     * @param states how many states TLC finds for it
     */
    public record Case(String scheme, Optional<String> bug, Scope scope, int states) {
        public Machine machine() {
            return new Machine(Schemes.named(scheme), scope, bug.map(Set::of).orElse(Set.of()));
        }

        /** How many vCPUs, pCPUs, spaces, pages, frames and page-table pages there are, as in {@code 2x2x1x1x1x0}. */
        public String size() {
            return scope.vcpus() + "x" + scope.pcpus() + "x" + scope.spaces() + "x" + scope.pages() + "x"
                    + scope.frames() + "x" + scope.tables();
        }

        /** As in {@code kvm_tlb with free-before-flush [TABLES]}. */
        public String name() {
            return scheme + bug.map(name -> " with " + name).orElse("") + " " + scope.features();
        }
    }

    /** The small cases, those that take longest first. The flush ceiling is one page. */
    public static final List<Case> ALL = List.of(
            // vCPUs, pCPUs, spaces, pages, frames, tables
            bug("shoot4u", "shoot4u-shared-info", 55_743, scope(3, 2, 1, 1, 1, 0)),
            plain("baseline", 26_355, scope(2, 2, 1, 1, 1, 0, CONCURRENT, MIGRATE)),
            plain("shoot4u", 26_643, scope(2, 2, 1, 1, 1, 0, CONCURRENT, MIGRATE)),
            plain("pv_tlb_flush", 23_361, scope(2, 2, 1, 1, 1, 0)),
            plain("shoot4u", 44_991, scope(2, 1, 1, 2, 1, 0, STORE_BUFFERS, CONCURRENT, PROTECT)),
            plain("baseline", 23_594, scope(2, 1, 2, 1, 1, 0, STORE_BUFFERS, LAZY, MOVE_THREAD)),
            plain("baseline", 20_736, scope(2, 1, 2, 1, 1, 0, CONCURRENT, LAZY)),
            plain("kvm_tlb", 15_105, scope(2, 2, 1, 1, 1, 0, HALT)),
            plain("shoot4u", 21_013, scope(2, 1, 1, 2, 2, 0, CONCURRENT)),
            plain(
                    "shoot4u",
                    58_404,
                    scope(2, 1, 1, 1, 1, 1, CONCURRENT, TABLES, PROTECT, EVICT, HALT, MOVE_THREAD, IRQS_OFF)),
            bug("pv_tlb_flush", "CVE-2019-3016-a", 24_273, scope(2, 2, 1, 1, 1, 0)),
            bug("pv_tlb_flush", "CVE-2019-3016-b", 31_721, scope(2, 2, 1, 1, 1, 0)),
            bug("pv_tlb_flush", "preempted-never-reset", 29_593, scope(2, 2, 1, 1, 1, 0)),
            bug("kvm_tlb", "kvmtlb-cmpxchg-old-value", 7_367, scope(2, 2, 1, 1, 1, 0, CONCURRENT)),
            bug("baseline", "vpid-no-migration-flush", 13_005, scope(2, 2, 1, 1, 1, 0, MIGRATE)),
            bug("kvm_tlb", "vpid-no-migration-flush", 339, scope(1, 2, 1, 1, 1, 0, MIGRATE)),
            bug("shoot4u", "vpid-no-migration-flush", 195, scope(1, 2, 1, 1, 1, 0, MIGRATE)),
            bug("pv_tlb_flush", "vpid-no-migration-flush", 293, scope(1, 2, 1, 1, 1, 0, MIGRATE)),
            bug("baseline", "free-before-flush", 5_275, scope(2, 1, 1, 1, 1, 1, TABLES)),
            bug("kvm_tlb", "free-before-flush", 284, scope(1, 1, 1, 1, 1, 1, TABLES)),
            bug("shoot4u", "free-before-flush", 172, scope(1, 1, 1, 1, 1, 1, TABLES)),
            plain("baseline", 4_171, scope(2, 1, 1, 1, 1, 1, TABLES, WALKERS)),
            plain("kvm_tlb", 29_992, scope(2, 1, 1, 1, 1, 1, TABLES, WALKERS)),
            plain("shoot4u", 23_053, scope(2, 2, 1, 1, 1, 1, TABLES, WALKERS)),
            plain("baseline", 2_415, scope(2, 1, 1, 1, 1, 1, TABLES, MOVE_THREAD)),
            plain("kvm_tlb", 520, scope(1, 1, 2, 1, 1, 0, HALT, LAZY)),
            plain("pv_tlb_flush", 524, scope(1, 1, 2, 1, 1, 0, HALT, LAZY)),
            plain("baseline", 3_513, scope(2, 2, 1, 1, 1, 0, EMULATION)),
            plain("kvm_tlb", 14_515, scope(2, 2, 1, 1, 1, 0, EMULATION)),
            plain("pv_tlb_flush", 38_881, scope(2, 2, 1, 1, 1, 0, EMULATION)),
            plain("shoot4u", 4_701, scope(2, 2, 1, 1, 1, 0, EMULATION)),
            plain("shoot4u", 331, scope(1, 2, 1, 1, 1, 0, EMULATION, MIGRATE)),
            bug("kvm_tlb", "kvmtlb-emulation", 4_374, scope(2, 1, 1, 1, 1, 0, EMULATION, MIGRATE)),
            bug("pv_tlb_flush", "CVE-2022-39189", 10_039, scope(2, 1, 1, 1, 1, 0, EMULATION, MIGRATE)),
            bug("shoot4u", "shoot4u-emulation", 935, scope(2, 1, 1, 1, 1, 0, EMULATION, MIGRATE)),
            plain("baseline", 2_925, scope(2, 1, 1, 2, 1, 0, CONCURRENT, MOVE_PAGE)),
            plain("kvm_tlb", 18_244, scope(2, 1, 1, 2, 1, 0, CONCURRENT, MOVE_PAGE)),
            plain("pv_tlb_flush", 223, scope(1, 1, 1, 2, 1, 0, MOVE_PAGE)),
            plain("shoot4u", 2_741, scope(2, 1, 1, 2, 1, 0, CONCURRENT, MOVE_PAGE)),
            plain("shoot4u", 2_931, scope(2, 1, 1, 2, 1, 0, CONCURRENT, MOVE_PAGE, STORE_BUFFERS)),
            bug("baseline", "CVE-2018-18281", 133, scope(1, 1, 1, 2, 1, 0, CONCURRENT, MOVE_PAGE)),
            bug("kvm_tlb", "CVE-2018-18281", 219, scope(1, 1, 1, 2, 1, 0, CONCURRENT, MOVE_PAGE)),
            bug("pv_tlb_flush", "CVE-2018-18281", 223, scope(1, 1, 1, 2, 1, 0, CONCURRENT, MOVE_PAGE)),
            bug("shoot4u", "CVE-2018-18281", 133, scope(1, 1, 1, 2, 1, 0, CONCURRENT, MOVE_PAGE)),
            bug("kvm_tlb", "no-rcu-table-free", 29_392, scope(2, 1, 1, 1, 1, 1, TABLES, WALKERS)),
            bug("pv_tlb_flush", "no-rcu-table-free", 238, scope(1, 1, 1, 1, 1, 1, TABLES, WALKERS)),
            bug("shoot4u", "shoot4u-gup-race", 4_151, scope(2, 1, 1, 1, 1, 1, TABLES, WALKERS)),
            bug("pv_tlb_flush", "free-before-flush", 288, scope(1, 1, 1, 1, 1, 1, TABLES)),
            bug("baseline", "CVE-2016-2069", 7_094, scope(2, 1, 2, 1, 1, 0, STORE_BUFFERS)),
            bug("kvm_tlb", "CVE-2016-2069", 325, scope(1, 1, 2, 1, 1, 0, STORE_BUFFERS)),
            bug("shoot4u", "CVE-2016-2069", 7_026, scope(2, 1, 2, 1, 1, 0, STORE_BUFFERS)),
            bug("pv_tlb_flush", "CVE-2016-2069", 329, scope(1, 1, 2, 1, 1, 0, STORE_BUFFERS)),
            bug("shoot4u", "shoot4u-cpu-order", 3_957, scope(2, 2, 1, 1, 1, 0, STORE_BUFFERS)),
            bug("baseline", "lazy-freed-tables", 31_304, scope(2, 1, 1, 1, 1, 1, CONCURRENT, LAZY, TABLES)),
            bug("kvm_tlb", "lazy-freed-tables", 474, scope(1, 1, 1, 1, 1, 1, CONCURRENT, LAZY, TABLES)),
            bug("shoot4u", "lazy-freed-tables", 286, scope(1, 1, 1, 1, 1, 1, CONCURRENT, LAZY, TABLES)),
            bug("pv_tlb_flush", "lazy-freed-tables", 478, scope(1, 1, 1, 1, 1, 1, CONCURRENT, LAZY, TABLES)));

    /**
     * Every scheme at half a million states or more, a minute or two each. What the small cases have no room for: a third
     * vCPU, two spaces while vCPUs migrate, interrupts off while operations overlap, evictions everywhere, and kvm_tlb's vCPUs
     * that migrate.
     */
    public static final List<Case> MEDIUM = List.of(
            plain("kvm_tlb", 977_775, scope(3, 2, 1, 1, 1, 0)),
            plain("kvm_tlb", 201_551, scope(2, 2, 1, 1, 1, 0, CONCURRENT, MIGRATE)),
            plain("pv_tlb_flush", 664_635, scope(2, 2, 1, 1, 1, 0, CONCURRENT, MIGRATE, IRQS_OFF)),
            plain("baseline", 599_823, scope(2, 2, 2, 1, 1, 0, MIGRATE, EVICT)),
            plain("shoot4u", 655_871, scope(2, 2, 2, 1, 1, 0, MIGRATE, EVICT)));

    private static Case plain(String scheme, int states, Scope scope) {
        return new Case(scheme, Optional.empty(), scope, states);
    }

    private static Case bug(String scheme, String bug, int states, Scope scope) {
        return new Case(scheme, Optional.of(bug), scope, states);
    }

    private static Scope scope(
            int vcpus, int pcpus, int spaces, int pages, int frames, int tables, Feature... features) {
        Set<Feature> on = EnumSet.noneOf(Feature.class);
        on.addAll(List.of(features));
        return new Scope(List.of(vcpus), pcpus, spaces, pages, frames, tables, pages, 1, TlbGeometry.UNBOUNDED, on);
    }
}
