package dev.shootdown.cli;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.scheme.KvmTlb;
import dev.shootdown.testbed.SystemName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A system, the bugs switched on in its scheme, and what results call it. */
record Contender(SystemName system, Set<String> bugs, String label) {
    /** What the paper compares. Its kvm_tlb is the scheme as published; as intended it stands beside it. */
    static final List<Contender> PAPER = List.of(
            named("baseline"),
            of(SystemName.parse("kvm_tlb"), Set.of(KvmTlb.CMPXCHG_OLD_VALUE)).called("kvm_tlb (as published)"),
            named("kvm_tlb"),
            named("shoot4u"));

    static Contender of(SystemName system, Set<String> bugs) {
        Set<String> ordered = new TreeSet<>(bugs);
        String label = ordered.isEmpty() ? system.label() : system.label() + " with " + String.join(", ", ordered);
        return new Contender(system, ordered, label);
    }

    /** The system of this name, without bugs. */
    static Contender named(String name) {
        return of(SystemName.parse(name), Set.of());
    }

    private Contender called(String name) {
        return new Contender(system, bugs, name);
    }

    /**
     * The same system can be written in several ways.
     *
     * @throws BadInput if one of them is
     */
    static void requireDistinct(List<Contender> chosen) {
        Set<String> labels = new HashSet<>();
        for (Contender one : chosen) {
            if (!labels.add(one.label())) {
                throw new BadInput(one.label() + " is named twice.");
            }
        }
    }
}
