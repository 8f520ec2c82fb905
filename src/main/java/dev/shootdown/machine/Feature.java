package dev.shootdown.machine;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a scope switches on, under the names of {@code FeatureNames} in {@code spec/State.tla}. */
public enum Feature {
    /** Operations on one VM's address spaces overlap. */
    CONCURRENT,
    /** A vCPU may be loaded on another pCPU than before. */
    MIGRATE,
    /** A vCPU may execute HLT. */
    HALT,
    /** Kernel threads borrow the address space (lazy TLB). */
    LAZY,
    /** The guest has sections with interrupts off. */
    IRQS_OFF,
    /** Write access can be taken away. */
    PROTECT,
    /** Page-table pages are hooked, unhooked and freed. */
    TABLES,
    /** A TLB entry may vanish at any time. */
    EVICT,
    /** The thread of an operation may move to another vCPU before it is pinned. */
    MOVE_THREAD,
    /** A CPU's stores reach other CPUs later than itself (x86-TSO). */
    STORE_BUFFERS,
    /** Guest code walks page tables in software, interrupts off (get_user_pages_fast). */
    WALKERS,
    /** The VMM emulates instructions of the guest, with a translation in its hands. */
    EMULATION,
    /** An entry moves to another page of its space (mremap). */
    MOVE_PAGE;

    /** The name used in specifications, files and on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The one with this label. */
    public static Optional<Feature> labelled(String label) {
        return Stream.of(values()).filter(one -> one.label().equals(label)).findFirst();
    }

    /**
     * The one that a user means.
     *
     * @throws BadInput if there is none with this label
     */
    public static Feature named(String label) {
        return labelled(label)
                .orElseThrow(() -> new BadInput("there is no feature '" + label + "'; there are "
                        + Stream.of(values()).map(Feature::label).collect(Collectors.joining(", "))));
    }
}
