package dev.shootdown.machine;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A machine on which tests take steps by name, or at random. */
final class Walk {
    final Machine machine;
    private final Offers offers;
    private long seed;

    Walk(Machine machine, long seed) {
        this.machine = machine;
        this.offers = machine.offers();
        this.seed = seed;
    }

    static Walk of(String scheme, Scope scope, String... bugs) {
        return new Walk(new Machine(Schemes.named(scheme), scope, Set.of(bugs)), 1);
    }

    static Set<Feature> features(Feature... features) {
        Set<Feature> set = EnumSet.noneOf(Feature.class);
        set.addAll(List.of(features));
        return set;
    }

    /** Several VMs, every feature, TLBs as given. */
    static Scope several(List<Integer> vcpusOfVm, int pcpus, TlbGeometry tlb) {
        return new Scope(vcpusOfVm, pcpus, 2, 2, 2, 1, 2, 1, tlb, EnumSet.allOf(Feature.class));
    }

    /** Takes each step, in order; fails when one is not enabled. */
    Walk take(String... steps) {
        for (String text : steps) {
            long step = machine.step(text);
            if (!machine.can(step)) {
                throw new AssertionError(text + " is not enabled");
            }
            machine.apply(step);
        }
        return this;
    }

    boolean can(String step) {
        return machine.can(machine.step(step));
    }

    /** Everything enabled, as text. */
    Set<String> enabled() {
        machine.enabled(offers);
        Set<String> found = new TreeSet<>();
        for (int k = 0; k < offers.size(); k++) {
            found.add(machine.show(offers.get(k)));
        }
        return found;
    }

    /** Takes one enabled step, chosen by the seed, and returns it; -1 when none is enabled. */
    long takeAny() {
        machine.enabled(offers);
        if (offers.size() == 0) {
            return -1;
        }
        long step = offers.get(below(offers.size()));
        machine.apply(step);
        return step;
    }

    int below(int bound) {
        return (int) Long.remainderUnsigned(Fingerprint.mix(seed += 0x9E3779B97F4A7C15L), bound);
    }

    int[] snapshot() {
        int[] words = new int[machine.state.size()];
        machine.state.save(words);
        return words;
    }

    /** Loads the vCPU and brings it into guest mode. */
    Walk enter(int v, int p) {
        take("LoadVcpu(v" + v + ", p" + p + ")");
        for (String kind : List.of(
                "PublishVcpuCpu", "ServeRequests", "ServeStealUpdate", "SetInGuestMode", "ServeDeferredFlush")) {
            boolean known = Machine.kindsOf(machine.scheme).stream()
                    .anyMatch(k -> k.name().equals(kind));
            if (known && can(kind + "(v" + v + ")")) {
                take(kind + "(v" + v + ")");
            }
        }
        return take("EnterGuest(v" + v + ")");
    }
}
