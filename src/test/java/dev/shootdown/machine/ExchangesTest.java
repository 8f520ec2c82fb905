package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an exchange makes of each variable, read by its name; and what {@link Symmetry} says of a machine that has favourites. */
class ExchangesTest {
    private static final Scope SCOPE = Scope.small(2, 2, 2, 3, 2, 1, EnumSet.allOf(Feature.class));

    /** Who becomes whom: read from what becomes of steps that name them. */
    private record Names(int[] vcpus, int[] pcpus, int[] frames) {
        static Names of(Symmetry symmetry, Scope scope, int n) {
            int[] vcpus = new int[scope.vcpus()];
            for (int v = 0; v < vcpus.length; v++) {
                vcpus[v] = Step.a(symmetry.exchanged(n, Step.of(Steps.WAKE, v)));
            }
            int[] pcpus = new int[scope.pcpus()];
            for (int p = 0; p < pcpus.length; p++) {
                pcpus[p] = Step.a(symmetry.exchanged(n, Step.of(Steps.EVICT_TLB, p, 0, 0)));
            }
            int[] frames = new int[scope.frames()];
            for (int f = 0; f < frames.length; f++) {
                frames[f] = Step.c(symmetry.exchanged(n, Step.of(Steps.MAP_PAGE, 0, 0, f)));
            }
            return new Names(vcpus, pcpus, frames);
        }

        private int vcpu(int v) {
            return v == State.NONE ? v : vcpus[v];
        }

        private int pcpu(int p) {
            return p == State.NONE ? p : pcpus[p];
        }

        private int entry(int entry) {
            return entry == State.NO_ENTRY ? entry : State.entry(frames[State.frameOf(entry)], State.isWritable(entry));
        }

        private int scalar(int variable, int value) {
            return switch (variable) {
                case State.VMCS_CPU, State.VCPU_CPU, State.ASKED_CPU -> pcpu(value);
                case State.CHECKING, State.INFO -> vcpu(value);
                case State.EMULATED_ENTRY -> entry(value);
                default -> value;
            };
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush"})
    void renamesCpusAndFramesInEveryVariable(String scheme) {
        Walk walk = new Walk(new Machine(Schemes.named(scheme), SCOPE, Machine.bugsOf(Schemes.named(scheme))), 11);
        Symmetry symmetry = new Symmetry(walk.machine);
        State s = walk.machine.state;
        State before = new State(SCOPE, 0);
        Set<List<Integer>> different = new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
        for (int k = 0; k < 600; k++) {
            walk.takeAny();
            int[] reached = walk.snapshot();
            s.add(s.graceFor(walk.below(2)), walk.below(2)); // few walks meet the end of a grace period
            int[] here = walk.snapshot();
            before.restore(here);
            for (int n = 0; n < symmetry.size(); n++) {
                Names names = Names.of(symmetry, SCOPE, n);
                different.add(List.of(names.vcpus[0], names.pcpus[0], names.frames[0]));
                symmetry.exchange(n);
                compare(names, before, s);
                if (n == 0) {
                    assertArrayEquals(here, walk.snapshot(), "the first exchange changes nothing");
                }
                s.restore(here);
            }
            s.restore(reached);
        }
        assertEquals(2 * 2 * 2, different.size());
    }

    private static void compare(Names names, State before, State s) {
        for (int v = 0; v < s.vcpus(); v++) {
            int to = names.vcpus[v];
            for (int variable = 0; variable <= State.EMULATION_STALE; variable++) {
                assertEquals(names.scalar(variable, before.get(v, variable)), s.get(to, variable));
            }
            for (int u = 0; u < s.vcpus(); u++) {
                int other = names.vcpus[u];
                assertEquals(before.has(before.targets(v), u), s.has(s.targets(to), other));
                assertEquals(before.has(before.ipis(v), u), s.has(s.ipis(to), other));
                assertEquals(before.has(before.unchecked(v), u), s.has(s.unchecked(to), other));
                assertEquals(before.has(before.graceFor(v), u), s.has(s.graceFor(to), other));
                assertEquals(before.call(v, u), s.call(to, other));
            }
            for (int page = 0; page < SCOPE.pages(); page++) {
                assertEquals(names.entry(before.held(v, page)), s.held(to, page));
            }
            assertEquals(before.heldCount(v), s.heldCount(to));
            assertEquals(before.isOwed(v), s.isOwed(to));
            assertEquals(before.inHandler(v), s.inHandler(to));
            assertEquals(before.waitsForHost(v), s.waitsForHost(to));
            for (int p = 0; p < SCOPE.pcpus(); p++) {
                int there = names.pcpus[p];
                assertEquals(before.hostCall(v, p), s.hostCall(to, there));
                assertEquals(before.psc(p, v), s.psc(there, to));
                for (int page = 0; page < SCOPE.pages(); page++) {
                    assertEquals(names.entry(before.tlb(p, v, page)), s.tlb(there, to, page));
                }
            }
        }
        for (int m = 0; m < SCOPE.spaces(); m++) {
            assertEquals(before.table(m), s.table(m));
            for (int v = 0; v < s.vcpus(); v++) {
                assertEquals(before.has(before.cpumask(m), v), s.has(s.cpumask(m), names.vcpus[v]));
            }
            for (int page = 0; page < SCOPE.pages(); page++) {
                assertEquals(names.entry(before.pt(m, page)), s.pt(m, page));
            }
        }
        for (int p = 0; p < SCOPE.pcpus(); p++) {
            assertEquals(names.vcpu(before.loadedOn(p)), s.loadedOn(names.pcpus[p]));
            assertEquals(before.inHostHandler(p), s.inHostHandler(names.pcpus[p]));
            assertEquals(before.hostIpiPending(p), s.hostIpiPending(names.pcpus[p]));
        }
        for (int frame = 0; frame < SCOPE.frames(); frame++) {
            assertEquals(before.isFree(frame), s.isFree(names.frames[frame]));
        }
    }

    /** Where nobody can be exchanged, the fingerprint is the state's own. */
    @Test
    void theLeastOfOneFingerprintIsItself() {
        Walk walk = new Walk(
                new Machine(
                        Schemes.named("baseline"),
                        Scope.small(1, 1, 2, 2, 1, 1, EnumSet.allOf(Feature.class)),
                        Set.of()),
                3);
        Symmetry symmetry = new Symmetry(walk.machine);
        assertEquals(1, symmetry.size());
        for (int k = 0; k < 50; k++) {
            walk.takeAny();
            symmetry.fingerprint();
            assertEquals(walk.machine.state.fingerprint(0), symmetry.first());
            assertEquals(walk.machine.state.fingerprint(1), symmetry.second());
        }
    }

    @Test
    void exchangedStatesShareTheLeastOfTheirFingerprints() {
        Walk walk = new Walk(new Machine(Schemes.named("kvm_tlb"), SCOPE, Set.of()), 5);
        Symmetry symmetry = new Symmetry(walk.machine);
        for (int k = 0; k < 100; k++) {
            walk.takeAny();
            int[] here = walk.snapshot();
            long least = Long.MAX_VALUE;
            long other = Long.MAX_VALUE;
            for (int n = 0; n < symmetry.size(); n++) {
                symmetry.exchange(n);
                least = Math.min(least, walk.machine.state.fingerprint(0));
                other = Math.min(other, walk.machine.state.fingerprint(1));
                walk.machine.state.restore(here);
            }
            Fingerprints seen = new Fingerprints();
            assertEquals(0, symmetry.addTo(seen));
            assertEquals(-1, symmetry.addTo(seen));
            assertEquals(-1, seen.add(least, other));
            symmetry.fingerprint();
            assertEquals(least, symmetry.first());
            assertEquals(other, symmetry.second());
        }
    }

    @Test
    void everySchemeTreatsItsCpusAlike() {
        for (Scheme scheme : Schemes.all()) {
            Walk walk = new Walk(new Machine(scheme, SCOPE, Set.of()), 2);
            Symmetry symmetry = new Symmetry(walk.machine);
            for (int k = 0; k < 40; k++) {
                walk.takeAny();
                int[] here = walk.snapshot();
                assertTrue(symmetry.holds());
                assertArrayEquals(here, walk.snapshot(), "the machine is where it was");
            }
        }
    }

    /** How {@link Favouring} differs from the baseline. */
    private enum Favour {
        NOTHING,
        /** Only the first vCPU may enter the guest. */
        GUARD,
        /** Exits of the second vCPU leave a trace. */
        EFFECT,
        /** The second vCPU halts when it is loaded, and can be woken. */
        STEP
    }

    /** The baseline with a favourite among its vCPUs. */
    private static final class Favouring extends AddedScheme {
        private final Favour favour;
        private final int words;

        Favouring(Favour favour, int words) {
            super("favouring");
            this.favour = favour;
            this.words = words;
        }

        @Override
        public int words(Scope scope) {
            return words;
        }

        @Override
        public Protocol on(Machine machine) {
            return new Protocol(machine) {
                @Override
                public boolean mayEnterGuest(int v) {
                    return favour != Favour.GUARD || v == 0;
                }

                @Override
                public void guestExited(int v) {
                    s.set(v, State.PV_COPY, favour == Favour.EFFECT ? v : 0);
                }

                @Override
                public void vcpuLoaded(int v) {
                    if (favour == Favour.STEP && v == 1) {
                        s.set(v, State.HALTED, 1);
                    }
                }
            };
        }
    }

    private static boolean holdsOnAWalk(Favour favour) {
        Walk walk = new Walk(new Machine(new Favouring(favour, 0), SCOPE, Set.of()), 1);
        Symmetry symmetry = new Symmetry(walk.machine);
        for (int k = 0; k < 40; k++) {
            if (!symmetry.holds()) {
                return false;
            }
            walk.takeAny();
        }
        return true;
    }

    @Test
    void aSchemeWithAFavouriteIsNoticed() {
        assertTrue(holdsOnAWalk(Favour.NOTHING));
        assertFalse(holdsOnAWalk(Favour.GUARD));
        assertFalse(holdsOnAWalk(Favour.EFFECT));
        assertFalse(holdsOnAWalk(Favour.STEP));
    }

    @Test
    void wordsThatOnlyASchemeUnderstandsAreRefused() {
        Machine machine = new Machine(new Favouring(Favour.NOTHING, 2), SCOPE, Set.of());
        assertEquals(
                "scheme favouring has words of state of its own: which of its states differ by an exchange only is not known",
                assertThrows(BadInput.class, () -> new Symmetry(machine)).getMessage());
    }

    /** n! m! k! exchanges, 720 at most. */
    @Test
    void thereAreAsManyAsOrdersOfCpusAndFrames() {
        for (int[] n : new int[][] {{6, 1, 1, 720}, {3, 2, 3, 72}, {1, 5, 3, 720}, {1, 1, 4, 24}, {3, 5, 1, 720}}) {
            Scope scope = Scope.small(n[0], n[1], 1, 1, n[2], 0, Set.of());
            Symmetry symmetry = new Symmetry(machine(scope));
            assertEquals(n[3], symmetry.size());
            Set<String> different = new TreeSet<>();
            for (int k = 0; k < symmetry.size(); k++) {
                Names names = Names.of(symmetry, scope, k);
                different.add(orders(names.vcpus) + orders(names.pcpus) + orders(names.frames));
            }
            assertEquals(n[3], different.size());
        }
        for (Scope scope : List.of(
                Scope.small(6, 2, 1, 1, 1, 0, Set.of()),
                Scope.small(1, 1, 1, 1, 1000, 0, Set.of()),
                Scope.small(300, 300, 1, 1, 300, 0, Set.of()),
                new Scope(List.of(2), 1, 1, 1, 1, 0, 1, 1, new TlbGeometry(1, 1), Set.of()),
                new Scope(List.of(1, 1), 1, 1, 1, 1, 0, 1, 1, TlbGeometry.UNBOUNDED, Set.of()))) {
            Machine machine = machine(scope);
            assertEquals(
                    "exchanges are for one VM of a model's size, with at most 720 of them",
                    assertThrows(BadInput.class, () -> new Symmetry(machine)).getMessage());
        }
    }

    /** Everybody becomes somebody else, or himself. */
    private static String orders(int[] names) {
        assertEquals(names.length, Arrays.stream(names).distinct().count());
        assertTrue(Arrays.stream(names).allMatch(name -> name >= 0 && name < names.length));
        return Arrays.toString(names);
    }

    private static Machine machine(Scope scope) {
        return new Machine(Schemes.named("baseline"), scope, Set.of());
    }
}
