package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The state beside plain tables of what was written: each write changes what it names and nothing else. */
class StateTest {
    private static final int WORDS_OF_SCHEME = 3;

    static Stream<Arguments> scopes() {
        Set<Feature> all = EnumSet.allOf(Feature.class);
        TlbGeometry none = TlbGeometry.UNBOUNDED;
        return Stream.of(
                Arguments.of(new Scope(List.of(2, 3), 3, 2, 5, 3, 2, 2, 2, none, all), 250),
                Arguments.of(new Scope(List.of(1), 1, 1, 1, 1, 0, 1, 1, none, Set.of()), 60),
                Arguments.of(new Scope(List.of(3), 2, 3, 4, 2, 1, 4, 4, new TlbGeometry(2, 2), all), 200),
                Arguments.of(new Scope(List.of(3, 34), 2, 1, 2, 1, 0, 2, 1, new TlbGeometry(1, 3), Set.of()), 80),
                Arguments.of(new Scope(List.of(32), 1, 1, 1, 1, 0, 1, 1, none, Set.of()), 40),
                Arguments.of(new Scope(List.of(65), 33, 1, 1, 2, 1, 1, 1, none, all), 40));
    }

    @ParameterizedTest
    @MethodSource("scopes")
    void aWriteChangesWhatItNamesAndNothingElse(Scope scope, int writes) {
        for (long seed = 0; seed < 2; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            State s = new State(scope, WORDS_OF_SCHEME);
            Tables tables = new Tables(s);
            tables.compare();
            int[] snapshot = new int[s.size()];
            for (int k = 0; k < writes; k++) {
                tables.writeAny(random);
                s.save(snapshot);
                tables.compare();
                if (k % 16 == 0) {
                    s.restore(new int[s.size()]);
                    s.restore(snapshot);
                    tables.compare();
                }
            }
        }
    }

    /** Requests of vCPUs in every word of a set, to the last vCPU and the last pCPU: each goes its way alone. */
    @Test
    void aHandlerTakesWhatIsQueuedAndAcknowledgesOneByOne() {
        State s = new State(new Scope(List.of(65), 3, 1, 1, 1, 0, 1, 1, TlbGeometry.UNBOUNDED, Set.of()), 0);
        int[] callers = {0, 31, 32, 63, 64};
        for (int i : callers) {
            s.queueCall(i, 64);
            s.sendHostCall(i, 2);
        }
        s.queueCall(5, 63);
        s.sendHostCall(5, 1);
        assertTrue(s.hostIpiPending(2) && !s.inHostHandler(2) && !s.inHandler(64));
        s.takeCalls(64);
        s.takeHostCalls(2);
        s.queueCall(7, 64);
        s.sendHostCall(7, 2);
        for (int i : callers) {
            assertEquals(State.TAKEN, s.call(i, 64));
            assertEquals(State.TAKEN, s.hostCall(i, 2));
        }
        for (int i : callers) {
            assertTrue(s.inHandler(64) && s.inHostHandler(2) && s.isOwed(i) && s.waitsForHost(i), "v" + (i + 1));
            s.flushCall(i, 64);
            s.flushHostCall(i, 2);
            assertEquals(State.FLUSHED, s.call(i, 64));
            assertEquals(State.FLUSHED, s.hostCall(i, 2));
            s.ackCall(i, 64);
            s.ackHostCall(i, 2);
            assertEquals(State.FREE, s.call(i, 64));
            assertEquals(State.FREE, s.hostCall(i, 2));
            assertTrue(!s.isOwed(i) && !s.waitsForHost(i));
        }
        assertTrue(!s.inHandler(64) && !s.inHostHandler(2), "every request that was taken is acknowledged");
        assertEquals(State.QUEUED, s.call(7, 64));
        assertEquals(State.QUEUED, s.hostCall(7, 2));
        assertEquals(State.QUEUED, s.call(5, 63));
        assertEquals(State.QUEUED, s.hostCall(5, 1));
        assertTrue(s.hostIpiPending(2) && s.hostIpiPending(1) && !s.inHostHandler(1) && !s.inHandler(63));
    }

    /** What {@code Init} of the specification says; the tables below begin the same way. */
    @Test
    void nothingHasHappenedAtFirst() {
        State s = new State(new Scope(List.of(1, 2), 2, 2, 2, 2, 1, 2, 1, TlbGeometry.UNBOUNDED, Set.of()), 1);
        for (int v = 0; v < 3; v++) {
            int space = v == 0 ? 0 : 2;
            assertEquals(State.OUT, s.get(v, State.MODE));
            assertEquals(State.IDLE, s.get(v, State.PC));
            assertEquals(State.NO_OP, s.get(v, State.OP));
            assertEquals(State.PV_OUT, s.get(v, State.PV_STATE));
            assertEquals(space, s.get(v, State.CR3));
            assertEquals(space, s.get(v, State.ACTIVE_MM));
            for (int variable : Tables.NOTHING) {
                assertEquals(-1, s.get(v, variable), "variable " + variable);
            }
            assertTrue(s.has(s.cpumask(space), v), "the mask of the first space");
            assertTrue(s.isEmpty(s.cpumask(space + 1)), "the mask of the second");
        }
        assertEquals(0, s.ofScheme(0));
    }

    /**
     * Two vCPUs: 29 scalars, six sets and a held entry for each; three sets of callers for the pCPU; a mask, an entry and a table;
     * two TLB entries; one empty set where nobody walks. Then six counts for each vCPU, three for the pCPU and one for the frame.
     */
    @Test
    void aStateHasNoWordTooMany() {
        State small = new State(Scope.small(2, 1, 1, 1, 1, 0, Set.of()), 0);
        assertEquals(2 * 29 + 2 * (3 + 3) + 2 + 3 + 3 + 2 + 1, small.variableWords());
        assertEquals(small.variableWords() + 2 * 6 + 3 + 1, small.size());
        // sets of 33 vCPUs have two words; with walkers each has one more; a word of a scheme; paging-structure caches
        State wide = new State(Scope.small(33, 2, 2, 3, 5, 1, Walk.features(Feature.WALKERS, Feature.TABLES)), 4);
        int sets = 2 * (2 + 33 * (4 + 3) + 2 * 3);
        int tlb = 2 * 33 * (3 + 1);
        assertEquals(33 * (29 + 3) + sets + 2 * (3 + 1) + tlb + 4, wide.variableWords());
        assertEquals(wide.variableWords() + 33 * 6 + 2 * 3 + 5, wide.size());
    }

    @Test
    void aMachineThatDoesNotFitIntoAnArrayIsRefused() {
        Scope scope = new Scope(List.of(4096), 4096, 1, 128, 1, 0, 1, 1, TlbGeometry.UNBOUNDED, Set.of());
        assertEquals(
                "a machine of this size needs more than 8 GiB of state: fewer vCPUs, pCPUs or pages",
                assertThrows(BadInput.class, () -> new State(scope, 0)).getMessage());
    }

    /** Counts follow from the variables: they are not part of what tells states apart. */
    @Test
    void fingerprintsSeeEveryVariableAndNoCount() {
        State s = new State(Scope.small(2, 2, 1, 2, 2, 1, EnumSet.allOf(Feature.class)), 2);
        int[] first = new int[s.size()];
        s.save(first);
        for (int k = 0; k < s.size(); k++) {
            long one = s.fingerprint(0);
            long other = s.fingerprint(1);
            int[] changed = first.clone();
            changed[k]++;
            s.restore(changed);
            assertEquals(k >= s.variableWords(), one == s.fingerprint(0), "word " + k);
            assertEquals(k >= s.variableWords(), other == s.fingerprint(1), "word " + k);
            assertNotEquals(s.fingerprint(0), s.fingerprint(1));
            s.restore(first);
        }
    }

    @Test
    void anEntryIsAFrameAndItsAccess() {
        for (int frame : new int[] {0, 1, 7, Scope.MOST_PAGES - 1}) {
            for (boolean writable : new boolean[] {false, true}) {
                int entry = State.entry(frame, writable);
                assertTrue(entry != State.NO_ENTRY && entry >= 0);
                assertEquals(frame, State.frameOf(entry));
                assertEquals(writable, State.isWritable(entry));
            }
        }
    }

    /** Everything that was written, in tables of its own. */
    private static final class Tables {
        private static final int[] NOTHING = {
            State.VMCS_CPU,
            State.VCPU_CPU,
            State.OP_MM,
            State.HELD_TABLE,
            State.CHECKING,
            State.SEEN,
            State.ASKED_CPU,
            State.INFO,
            State.PTE_STORE,
            State.WALK,
            State.EMULATED_PAGE,
            State.EMULATED_ENTRY
        };

        private final State s;
        private final Scope scope;
        private final int vcpus;
        private final int spaces;
        private final int[][] scalar;
        private final boolean[][] masks;
        private final boolean[][][] sets;
        private final int[][] call;
        private final int[][] hostCall;
        private final int[] loaded;
        private final int[][] pt;
        private final int[] table;
        private final int[] uses;
        private final int[][] held;
        private final int[][][] tlb;
        private final int[][] psc;
        private final int[] ofScheme = new int[WORDS_OF_SCHEME];

        Tables(State s) {
            this.s = s;
            scope = s.scope;
            vcpus = scope.vcpus();
            spaces = scope.spaces() * scope.vms();
            scalar = new int[vcpus][State.EMULATION_STALE + 1];
            masks = new boolean[spaces][vcpus];
            sets = new boolean[4][vcpus][vcpus];
            call = new int[vcpus][vcpus];
            hostCall = new int[vcpus][scope.pcpus()];
            loaded = filled(scope.pcpus());
            pt = new int[spaces][];
            Arrays.setAll(pt, m -> filled(scope.pages()));
            table = filled(spaces);
            uses = new int[scope.frames() * scope.vms()];
            held = new int[vcpus][];
            Arrays.setAll(held, v -> filled(scope.pages()));
            tlb = new int[scope.pcpus()][vcpus][];
            psc = new int[scope.pcpus()][];
            for (int p = 0; p < scope.pcpus(); p++) {
                Arrays.setAll(tlb[p], v -> filled(scope.pages()));
                psc[p] = filled(vcpus);
            }
            for (int v = 0; v < vcpus; v++) {
                for (int variable : NOTHING) {
                    scalar[v][variable] = -1;
                }
                int first = vm(v) * scope.spaces();
                scalar[v][State.CR3] = first;
                scalar[v][State.ACTIVE_MM] = first;
                masks[first][v] = true;
            }
        }

        private static int[] filled(int n) {
            int[] all = new int[n];
            Arrays.fill(all, -1);
            return all;
        }

        private int vm(int v) {
            int vm = 0;
            for (int end = 0; ; vm++) {
                end += scope.vcpusOfVm().get(vm);
                if (v < end) {
                    return vm;
                }
            }
        }

        private int first(int vm) {
            int sum = 0;
            for (int k = 0; k < vm; k++) {
                sum += scope.vcpusOfVm().get(k);
            }
            return sum;
        }

        /** Another of v's VM, or v itself. */
        private int sibling(int v, SplittableRandom random) {
            return first(vm(v)) + random.nextInt(scope.vcpusOfVm().get(vm(v)));
        }

        void writeAny(SplittableRandom random) {
            int v = random.nextInt(vcpus);
            int u = sibling(v, random);
            int p = random.nextInt(scope.pcpus());
            int page = random.nextInt(scope.pages());
            int space = random.nextInt(spaces);
            int value = random.nextInt(100);
            switch (random.nextInt(17)) {
                case 0 -> {
                    int variable = random.nextInt(scalar[v].length);
                    s.set(v, variable, scalar[v][variable] = value);
                }
                case 1 -> {
                    int ofVm = vm(v) * scope.spaces() + random.nextInt(scope.spaces());
                    write(s.cpumask(ofVm), masks[ofVm], v, random.nextBoolean());
                }
                case 2, 3 -> {
                    int kind = random.nextInt(scope.has(Feature.WALKERS) ? 4 : 3);
                    write(set(kind, v), sets[kind][v], u, random.nextInt(3) > 0);
                }
                case 4 -> {
                    s.copySet(set(0, v), set(1, u));
                    sets[1][u] = sets[0][v].clone();
                }
                case 5, 6 -> {
                    s.load(value % 3 == 0 ? State.NONE : v, p);
                    loaded[p] = value % 3 == 0 ? State.NONE : v;
                }
                case 7 -> s.pt(space, page, pt[space][page] = value);
                case 8 -> s.table(space, table[space] = value);
                case 9 -> {
                    int frame = random.nextInt(uses.length);
                    int more = uses[frame] > 0 && random.nextBoolean() ? -1 : 1;
                    s.useFrame(frame, more);
                    uses[frame] += more;
                }
                case 10, 11 -> hold(v, page, value);
                case 12 -> {
                    if (v != u && !holdsAny(u)) {
                        s.moveHeld(v, u);
                        held[u] = held[v];
                        held[v] = filled(scope.pages());
                    }
                }
                case 13 -> {
                    s.psc(p, v, value);
                    psc[p][v] = scope.tables() == 0 ? State.NONE : value;
                }
                case 14 -> {
                    int k = random.nextInt(WORDS_OF_SCHEME);
                    s.ofScheme(k, ofScheme[k] = value);
                }
                case 15 -> {
                    if (tlb[p][v][page] == State.NO_ENTRY && Tlb.hasRoom(s, p, v, page)) {
                        Tlb.put(s, p, v, page, tlb[p][v][page] = value);
                    }
                }
                default -> {
                    callAny(v, u);
                    hostCallAny(v, p);
                    takeAny(random);
                }
            }
        }

        private void write(int set, boolean[] members, int v, boolean in) {
            if (in) {
                s.add(set, v);
            } else {
                s.remove(set, v);
            }
            members[v] = in;
        }

        private int set(int kind, int i) {
            return switch (kind) {
                case 0 -> s.targets(i);
                case 1 -> s.ipis(i);
                case 2 -> s.unchecked(i);
                default -> s.graceFor(i);
            };
        }

        /** The next step in the life of a call-function request from i to t, but for its taking. */
        private void callAny(int i, int t) {
            switch (call[i][t]) {
                case State.FREE -> s.queueCall(i, t);
                case State.TAKEN -> s.flushCall(i, t);
                case State.FLUSHED -> s.ackCall(i, t);
                default -> {
                    return;
                }
            }
            call[i][t] = (call[i][t] + 1) % 4;
        }

        private void hostCallAny(int i, int p) {
            switch (hostCall[i][p]) {
                case State.FREE -> s.sendHostCall(i, p);
                case State.TAKEN -> s.flushHostCall(i, p);
                case State.FLUSHED -> s.ackHostCall(i, p);
                default -> {
                    return;
                }
            }
            hostCall[i][p] = (hostCall[i][p] + 1) % 4;
        }

        /** A handler takes whatever is queued. */
        private void takeAny(SplittableRandom random) {
            if (random.nextInt(3) == 0) {
                int t = random.nextInt(vcpus);
                s.takeCalls(t);
                for (int i = 0; i < vcpus; i++) {
                    call[i][t] = call[i][t] == State.QUEUED ? State.TAKEN : call[i][t];
                }
                int p = random.nextInt(scope.pcpus());
                s.takeHostCalls(p);
                for (int i = 0; i < vcpus; i++) {
                    hostCall[i][p] = hostCall[i][p] == State.QUEUED ? State.TAKEN : hostCall[i][p];
                }
            }
        }

        private void hold(int v, int page, int entry) {
            if (held[v][page] != State.NO_ENTRY) {
                s.release(v, page);
                held[v][page] = State.NO_ENTRY;
            } else if (s.fitsWindow(v, page)) {
                s.hold(v, page, entry);
                held[v][page] = entry;
            }
        }

        private boolean holdsAny(int v) {
            return Arrays.stream(held[v]).anyMatch(entry -> entry != State.NO_ENTRY);
        }

        // --- what the state says, beside the tables

        void compare() {
            assertEquals(vcpus, s.vcpus());
            for (int v = 0; v < vcpus; v++) {
                assertEquals(vm(v), s.vmOf(v));
                assertEquals(first(vm(v)), s.firstOf(vm(v)));
                for (int variable = 0; variable < scalar[v].length; variable++) {
                    assertEquals(scalar[v][variable], s.get(v, variable), "a scalar");
                    assertEquals(scalar[v][variable] != 0, s.is(v, variable));
                }
                for (int kind = 0; kind < 4; kind++) {
                    compareSet(vm(v), sets[kind][v], set(kind, v));
                }
                compareHeld(v);
                compareCalls(v);
            }
            assertEquals(vcpus, s.firstOf(scope.vms()));
            for (int m = 0; m < spaces; m++) {
                assertEquals(m / scope.spaces(), s.vmOfSpace(m));
                compareSet(m / scope.spaces(), masks[m], s.cpumask(m));
                assertEquals(table[m], s.table(m), "table");
                for (int page = 0; page < scope.pages(); page++) {
                    assertEquals(pt[m][page], s.pt(m, page), "entry");
                }
            }
            for (int p = 0; p < scope.pcpus(); p++) {
                comparePcpu(p);
            }
            for (int frame = 0; frame < uses.length; frame++) {
                assertEquals(uses[frame] == 0, s.isFree(frame), "frame");
            }
            for (int k = 0; k < ofScheme.length; k++) {
                assertEquals(ofScheme[k], s.ofScheme(k), "word of the scheme");
            }
        }

        private void compareSet(int vm, boolean[] members, int set) {
            int next = State.NONE;
            for (int v = first(vm + 1) - 1; v >= first(vm); v--) {
                assertEquals(members[v], s.has(set, v), "a member");
                next = members[v] ? v : next;
                assertEquals(next, s.next(set, vm, v), "the next member");
            }
            assertEquals(State.NONE, s.next(set, vm, first(vm + 1)), "behind the last");
            assertEquals(next == State.NONE, s.isEmpty(set));
        }

        private void compareHeld(int v) {
            int first = 0;
            int end = 0;
            int n = 0;
            for (int page = 0; page < scope.pages(); page++) {
                assertEquals(held[v][page], s.held(v, page), "what an operation holds");
                if (held[v][page] != State.NO_ENTRY) {
                    first = n++ == 0 ? page : first;
                    end = page + 1;
                }
            }
            assertEquals(n, s.heldCount(v));
            assertEquals(first, s.firstHeld(v));
            assertEquals(end, s.endHeld(v));
            for (int page = 0; page < scope.pages(); page++) {
                boolean fits = n == 0 || page >= end - scope.window() && page < first + scope.window();
                assertEquals(fits, s.fitsWindow(v, page), "the window");
            }
        }

        private void compareCalls(int v) {
            boolean owed = false;
            boolean inHandler = false;
            for (int u = first(vm(v)); u < first(vm(v) + 1); u++) {
                assertEquals(call[v][u], s.call(v, u), "a call");
                owed |= call[v][u] != State.FREE;
                inHandler |= call[u][v] == State.TAKEN || call[u][v] == State.FLUSHED;
            }
            assertEquals(owed, s.isOwed(v));
            assertEquals(inHandler, s.inHandler(v));
            for (int state = State.QUEUED; state <= State.FLUSHED; state++) {
                int next = State.NONE;
                for (int u = first(vm(v) + 1) - 1; u >= first(vm(v)); u--) {
                    next = call[u][v] == state ? u : next;
                    assertEquals(next, s.nextCaller(v, state, u));
                }
            }
            boolean waits = false;
            for (int p = 0; p < scope.pcpus(); p++) {
                assertEquals(hostCall[v][p], s.hostCall(v, p), "a host request");
                waits |= hostCall[v][p] != State.FREE;
            }
            assertEquals(waits, s.waitsForHost(v));
        }

        private void comparePcpu(int p) {
            assertEquals(loaded[p], s.loadedOn(p));
            boolean[] any = new boolean[4];
            for (int state = State.QUEUED; state <= State.FLUSHED; state++) {
                int next = State.NONE;
                for (int v = vcpus - 1; v >= 0; v--) {
                    next = hostCall[v][p] == state ? v : next;
                    assertEquals(next, s.nextHostCaller(p, state, v));
                }
                any[state] = next != State.NONE;
                assertEquals(State.NONE, s.nextHostCaller(p, state, vcpus));
            }
            assertEquals(any[State.QUEUED], s.hostIpiPending(p));
            assertEquals(any[State.TAKEN] || any[State.FLUSHED], s.inHostHandler(p));
            for (int v = 0; v < vcpus; v++) {
                assertEquals(psc[p][v], s.psc(p, v), "paging-structure cache");
                for (int page = 0; page < scope.pages(); page++) {
                    assertEquals(tlb[p][v][page], s.tlb(p, v, page), "TLB");
                }
            }
        }
    }
}
