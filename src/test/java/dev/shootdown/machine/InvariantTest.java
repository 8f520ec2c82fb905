package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The invariants on states made by hand, most of which no schedule reaches: v4, of the second VM with its spaces m3 and m4, its
 * frames f4 to f6 and its tables x3 and x4, was last on p2 and has something of m3 in its hands that the page table no longer
 * says.
 */
class InvariantTest {
    private static final int V4 = 3;
    private static final int V3 = 2;
    private static final int M3 = 2;
    private static final int M4 = 3;
    private static final int G3 = 2;
    private static final int P2 = 1;
    private static final int X4 = 3;
    private static final int F5_WRITABLE = State.entry(4, true);
    private static final int F5_READ_ONLY = State.entry(4, false);
    private static final int F6 = State.entry(5, true);

    private static final int[] IN_FLIGHT = {State.CHANGED, State.PINNED, State.LOCAL, State.REMOTE, State.HYPERCALL};
    private static final int[] NOT_IN_FLIGHT = {State.IDLE, State.RETURNED, State.GRACE};

    private Machine m = machine("baseline");
    private State s = m.state;

    private static Machine machine(String scheme) {
        Scope scope =
                new Scope(List.of(2, 2), 3, 2, 3, 3, 2, 3, 3, TlbGeometry.UNBOUNDED, EnumSet.allOf(Feature.class));
        Machine m = new Machine(Schemes.named(scheme), scope, Set.of());
        m.state.set(V4, State.VMCS_CPU, P2);
        return m;
    }

    private void assertSays(String sentence, Invariant invariant) {
        assertEquals(sentence, invariant.explain(m));
        assertEquals(sentence.isEmpty(), invariant.holds(m));
    }

    private void assertBroken(Invariant invariant, String where) {
        assertFalse(invariant.holds(m), where);
    }

    private void assertHolds(Invariant invariant, String where) {
        assertEquals("", invariant.explain(m), where);
    }

    private void cache(int entry) {
        Tlb.put(s, P2, V4, G3, entry);
    }

    /** An operation of i stands there, holds one entry, and changed that space. */
    private void operation(int i, int pc, int op, int space, int page, int entry) {
        s.set(i, State.PC, pc);
        s.set(i, State.OP, op);
        s.set(i, State.OP_MM, space);
        s.hold(i, page, entry);
    }

    private void forget(int i) {
        for (int page = s.firstHeld(i), end = s.endHeld(i); page < end; page++) {
            if (s.held(i, page) != State.NO_ENTRY) {
                s.release(i, page);
            }
        }
        s.set(i, State.PC, State.IDLE);
        s.set(i, State.OP, State.NO_OP);
        s.set(i, State.OP_MM, State.KERNEL);
    }

    @Test
    void haveTheNamesOfTheSpecificationAndSayWhatTheyClaim() throws IOException {
        String spec = Files.readString(Path.of("spec/State.tla")) + Files.readString(Path.of("spec/Baseline.tla"));
        for (Invariant invariant : Invariant.values()) {
            assertTrue(spec.contains("\n" + invariant.label() + " =="), invariant.label());
            assertTrue(invariant.claim().matches("[A-Z].{20,}\\."), invariant.claim());
            assertSays("", invariant);
        }
        assertNull(Invariant.firstBroken(m));
    }

    // --- NoStaleTranslation

    @Test
    void anEntryOtherThanThePageTablesIsStale() {
        cache(F5_WRITABLE);
        assertSays(
                "p2 caches for v4 that page g3 is frame f5, writable, but the page table says not present"
                        + " and no shootdown in flight announces the change",
                Invariant.NO_STALE_TRANSLATION);
        assertEquals(Invariant.NO_STALE_TRANSLATION, Invariant.firstBroken(m));
        s.pt(M3, G3, F5_READ_ONLY);
        assertSays(
                "p2 caches for v4 that page g3 is frame f5, writable, but the page table says f5, read-only"
                        + " and no shootdown in flight announces the change",
                Invariant.NO_STALE_TRANSLATION);
        s.pt(M3, G3, F5_WRITABLE);
        assertSays("", Invariant.NO_STALE_TRANSLATION);
        Tlb.drop(s, P2, V4, G3);
        cache(F5_READ_ONLY);
        s.pt(M3, G3, F6);
        assertSays(
                "p2 caches for v4 that page g3 is frame f5, read-only, but the page table says f6, writable"
                        + " and no shootdown in flight announces the change",
                Invariant.NO_STALE_TRANSLATION);
    }

    @Test
    void aStaleEntryIsAllowedWhileAShootdownAnnouncesTheChange() {
        cache(F5_WRITABLE);
        for (int i : new int[] {V3, V4}) {
            for (int pc : IN_FLIGHT) {
                operation(i, pc, State.UNMAP, M3, G3, F5_WRITABLE);
                assertHolds(Invariant.NO_STALE_TRANSLATION, "v" + (i + 1) + " at " + pc);
                forget(i);
            }
            for (int pc : NOT_IN_FLIGHT) {
                operation(i, pc, State.UNMAP, M3, G3, F5_WRITABLE);
                assertBroken(Invariant.NO_STALE_TRANSLATION, "v" + (i + 1) + " at " + pc);
                forget(i);
            }
        }
    }

    @Test
    void aShootdownAnnouncesOnlyWhatItHoldsInTheSpaceThatItChanged() {
        cache(F5_WRITABLE);
        operation(V3, State.REMOTE, State.UNMAP, M4, G3, F5_WRITABLE);
        assertBroken(Invariant.NO_STALE_TRANSLATION, "another space");
        forget(V3);
        operation(V3, State.REMOTE, State.UNMAP, M3, 0, F5_WRITABLE);
        assertBroken(Invariant.NO_STALE_TRANSLATION, "another page");
        forget(V3);
        operation(V3, State.REMOTE, State.UNMAP, M3, G3, F5_READ_ONLY);
        assertBroken(Invariant.NO_STALE_TRANSLATION, "another entry");
    }

    /** A VM's vCPUs and no others answer for its page tables. */
    @Test
    void aShootdownOfAnotherVmAnnouncesNothing() {
        cache(F5_WRITABLE);
        operation(1, State.REMOTE, State.UNMAP, M3, G3, F5_WRITABLE);
        assertBroken(Invariant.NO_STALE_TRANSLATION, "v2 is of the first VM");
        m = machine("baseline");
        s = m.state;
        s.set(0, State.VMCS_CPU, 0);
        Tlb.put(s, 0, 0, 1, State.entry(0, true));
        operation(V3, State.REMOTE, State.UNMAP, 0, 1, State.entry(0, true));
        assertSays(
                "p1 caches for v1 that page g2 is frame f1, writable, but the page table says not present"
                        + " and no shootdown in flight announces the change",
                Invariant.NO_STALE_TRANSLATION);
        forget(V3);
        operation(1, State.REMOTE, State.UNMAP, 0, 1, State.entry(0, true));
        assertSays("", Invariant.NO_STALE_TRANSLATION);
    }

    @ParameterizedTest
    @ValueSource(ints = {State.VMCS_CPU, State.LAZY, State.CR3, State.FLUSH_REQUEST})
    void anEntryThatNobodyCanUseIsNotStale(int variable) {
        cache(F5_WRITABLE);
        assertBroken(Invariant.NO_STALE_TRANSLATION, "it can be used");
        assertBroken(Invariant.NO_USE_AFTER_FREE, "it can be used");
        int value = variable == State.VMCS_CPU ? State.NONE : variable == State.CR3 ? State.KERNEL : 1;
        s.set(V4, variable, value);
        assertSays("", Invariant.NO_STALE_TRANSLATION);
        assertSays("", Invariant.NO_USE_AFTER_FREE);
    }

    @Test
    void anEntryOnAPcpuThatTheVcpuHasLeftIsNotUsable() {
        for (int p = 0; p < 3; p++) {
            for (int v = 0; v < 4; v++) {
                if (p != P2 || v != V4) {
                    Tlb.put(s, p, v, G3, F5_WRITABLE);
                    Tlb.put(s, p, v, 0, F6);
                }
            }
        }
        assertSays("", Invariant.NO_STALE_TRANSLATION);
        assertSays("", Invariant.NO_USE_AFTER_FREE);
        s.set(V4, State.VMCS_CPU, 2);
        assertBroken(Invariant.NO_STALE_TRANSLATION, "back on p3");
    }

    /** v3 could use what it has, but has nothing; v4 has something and cannot. */
    @Test
    void anEntryOfAnotherVcpuIsNotUsable() {
        s.set(V3, State.VMCS_CPU, P2);
        s.set(V4, State.LAZY, 1);
        for (int page = 0; page < 3; page++) {
            Tlb.put(s, P2, V4, page, F6);
        }
        assertSays("", Invariant.NO_STALE_TRANSLATION);
        assertSays("", Invariant.NO_USE_AFTER_FREE);
    }

    // --- NoUseAfterFree

    @Test
    void aFrameIsUsedAfterItsEndUnlessThePageTableStillNamesIt() {
        cache(F5_WRITABLE);
        assertSays(
                "p2 caches for v4 that page g3 is frame f5, writable, but the page table says not present"
                        + " and no shootdown in flight announces the change",
                Invariant.NO_USE_AFTER_FREE);
        s.pt(M3, G3, F6);
        assertBroken(Invariant.NO_USE_AFTER_FREE, "another frame");
        s.pt(M3, G3, F5_READ_ONLY);
        assertHolds(Invariant.NO_USE_AFTER_FREE, "too much access, but the same frame");
        assertBroken(Invariant.NO_STALE_TRANSLATION, "too much access");
    }

    @Test
    void anUnmapInFlightKeepsItsFrame() {
        cache(F5_WRITABLE);
        for (int i : new int[] {V3, V4}) {
            for (int pc : IN_FLIGHT) {
                operation(i, pc, State.UNMAP, M3, G3, F5_READ_ONLY);
                assertHolds(Invariant.NO_USE_AFTER_FREE, "v" + (i + 1) + " at " + pc);
                forget(i);
            }
            for (int pc : NOT_IN_FLIGHT) {
                operation(i, pc, State.UNMAP, M3, G3, F5_READ_ONLY);
                assertBroken(Invariant.NO_USE_AFTER_FREE, "v" + (i + 1) + " at " + pc);
                forget(i);
            }
        }
        operation(V3, State.REMOTE, State.UNMAP, M4, G3, F5_WRITABLE);
        assertBroken(Invariant.NO_USE_AFTER_FREE, "another space");
        forget(V3);
        operation(V3, State.REMOTE, State.UNMAP, M3, G3, F6);
        assertBroken(Invariant.NO_USE_AFTER_FREE, "another frame");
        forget(V3);
        operation(V3, State.REMOTE, State.PROTECT, M3, G3, F5_WRITABLE);
        assertBroken(Invariant.NO_USE_AFTER_FREE, "to take away write access keeps no frame");
        forget(V3);
        operation(1, State.REMOTE, State.UNMAP, M3, G3, F5_WRITABLE);
        assertBroken(Invariant.NO_USE_AFTER_FREE, "of another VM");
    }

    @Test
    void whatAMoveInFlightHoldsIsTheSpacesAsLongAsTheSpaceHasIt() {
        cache(F5_WRITABLE);
        operation(V3, State.REMOTE, State.MOVE, M3, G3, F5_WRITABLE);
        assertBroken(Invariant.NO_USE_AFTER_FREE, "moved, and nowhere");
        for (int page = 0; page < 2; page++) {
            s.pt(M3, page, F5_READ_ONLY);
            assertHolds(Invariant.NO_USE_AFTER_FREE, "moved to page " + page);
            s.pt(M3, page, State.NO_ENTRY);
            s.pt(M4, page, F5_READ_ONLY);
            assertBroken(Invariant.NO_USE_AFTER_FREE, "another space maps it");
            s.pt(M4, page, State.NO_ENTRY);
        }
        s.set(V3, State.PC, State.RETURNED);
        s.pt(M3, 0, F5_WRITABLE);
        assertBroken(Invariant.NO_USE_AFTER_FREE, "the move's flush is over");
    }

    @Test
    void whatWasMovedAndUnmappedIsTheUnmapsUntilItIsFreed() {
        cache(F5_WRITABLE);
        operation(V3, State.REMOTE, State.MOVE, M3, G3, F5_WRITABLE);
        for (int page = 0; page < 3; page++) {
            for (int pc : new int[] {State.CHANGED, State.REMOTE, State.RETURNED}) {
                operation(V4, pc, State.UNMAP, M3, page, F5_WRITABLE);
                assertHolds(Invariant.NO_USE_AFTER_FREE, "page " + page + " at " + pc);
                forget(V4);
            }
        }
        operation(V4, State.RETURNED, State.UNMAP, M4, 0, F5_WRITABLE);
        assertBroken(Invariant.NO_USE_AFTER_FREE, "an unmap of another space");
        forget(V4);
        operation(V4, State.RETURNED, State.PROTECT, M3, 0, F5_WRITABLE);
        assertBroken(Invariant.NO_USE_AFTER_FREE, "no unmap");
        forget(V4);
        operation(V4, State.RETURNED, State.UNMAP, M3, 0, F6);
        assertBroken(Invariant.NO_USE_AFTER_FREE, "another frame");
        forget(V4);
        operation(1, State.RETURNED, State.UNMAP, M3, 0, F5_WRITABLE);
        assertBroken(Invariant.NO_USE_AFTER_FREE, "of another VM");
    }

    /** The first VM's vCPUs end where the second's begin. */
    @Test
    void theNextVmKeepsNoFrameOfThisOne() {
        s.set(1, State.VMCS_CPU, 0);
        Tlb.put(s, 0, 1, 0, State.entry(1, true));
        operation(V3, State.REMOTE, State.UNMAP, 0, 0, State.entry(1, true));
        assertSays(
                "p1 caches for v2 that page g1 is frame f2, writable, but the page table says not present"
                        + " and no shootdown in flight announces the change",
                Invariant.NO_USE_AFTER_FREE);
        operation(0, State.REMOTE, State.MOVE, 0, 0, State.entry(1, true));
        assertBroken(Invariant.NO_USE_AFTER_FREE, "moved, and v3's unmap is of another VM");
        s.pt(1, 0, State.entry(1, true));
        assertBroken(Invariant.NO_USE_AFTER_FREE, "moved, and mapped by another space");
        s.pt(0, 2, State.entry(1, true));
        assertSays("", Invariant.NO_USE_AFTER_FREE);
    }

    // --- emulation

    private void emulate(int entry) {
        s.set(V4, State.EMULATED_PAGE, G3);
        s.set(V4, State.EMULATED_ENTRY, entry);
    }

    @Test
    void anEmulationMakesItsAccessWithWhatItReadOfThePageTable() {
        emulate(F5_WRITABLE);
        assertSays(
                "the VMM emulates an access of v4 to page g3, frame f5, but the page table says not present"
                        + " and no shootdown in flight announces the change",
                Invariant.NO_USE_AFTER_FREE);
        s.pt(M3, G3, F6);
        assertSays(
                "the VMM emulates an access of v4 to page g3, frame f5, but the page table says f6, writable"
                        + " and no shootdown in flight announces the change",
                Invariant.NO_USE_AFTER_FREE);
        s.pt(M3, G3, F5_READ_ONLY);
        assertSays("", Invariant.NO_USE_AFTER_FREE);
        s.pt(M3, G3, State.NO_ENTRY);
        operation(V3, State.PINNED, State.UNMAP, M3, G3, F5_WRITABLE);
        assertSays("", Invariant.NO_USE_AFTER_FREE);
    }

    @Test
    void noEmulationMakesNoAccess() {
        emulate(State.NO_ENTRY);
        assertHolds(Invariant.NO_USE_AFTER_FREE, "no entry in its hands");
        emulate(F5_WRITABLE);
        s.set(V4, State.EMULATED_PAGE, State.NONE);
        assertHolds(Invariant.NO_USE_AFTER_FREE, "no page in its hands");
        emulate(F5_WRITABLE);
        assertBroken(Invariant.NO_USE_AFTER_FREE, "both");
        s.set(V4, State.CR3, State.KERNEL);
        assertHolds(Invariant.NO_USE_AFTER_FREE, "the kernel's root is loaded");
    }

    @Test
    void anEmulationThatIsGivenUpMakesNoAccess() {
        m = machine("shoot4u");
        s = m.state;
        emulate(F5_WRITABLE);
        assertBroken(Invariant.NO_USE_AFTER_FREE, "nothing outdated it");
        s.set(V4, State.EMULATION_STALE, 1);
        assertHolds(Invariant.NO_USE_AFTER_FREE, "it would be executed again");
    }

    // --- NoFreedTableWalk

    @Test
    void aPagingStructureCacheReachesATableThatIsHookedOrHeld() {
        s.psc(P2, V4, X4);
        assertSays(
                "p2 caches for v4 that page table x4 belongs to m3, which gave it back", Invariant.NO_FREED_TABLE_WALK);
        s.set(V4, State.LAZY, 1);
        assertBroken(Invariant.NO_FREED_TABLE_WALK, "a lazy vCPU's pCPU may still walk");
        s.table(M3, X4);
        assertHolds(Invariant.NO_FREED_TABLE_WALK, "hooked");
        s.table(M3, X4 - 1);
        assertBroken(Invariant.NO_FREED_TABLE_WALK, "another one is hooked");
        for (int i = 0; i < 4; i++) {
            s.set(i, State.HELD_TABLE, X4);
            s.set(i, State.OP_MM, M3);
            assertHolds(Invariant.NO_FREED_TABLE_WALK, "held by v" + (i + 1));
            s.set(i, State.OP_MM, M4);
            assertBroken(Invariant.NO_FREED_TABLE_WALK, "of another space");
            s.set(i, State.OP_MM, M3);
            s.set(i, State.HELD_TABLE, X4 - 1);
            assertBroken(Invariant.NO_FREED_TABLE_WALK, "another one is held");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {State.VMCS_CPU, State.CR3, State.FLUSH_REQUEST})
    void aCacheThatNobodyWalksThroughDoesNotMatter(int variable) {
        s.psc(P2, V4, X4);
        assertBroken(Invariant.NO_FREED_TABLE_WALK, "it can be walked through");
        s.set(V4, variable, variable == State.FLUSH_REQUEST ? 1 : -1);
        assertSays("", Invariant.NO_FREED_TABLE_WALK);
    }

    @Test
    void aWalkInSoftwareNeedsNoPcpuAndMindsNoFlush() {
        s.set(V4, State.WALK, X4);
        s.set(V4, State.VMCS_CPU, State.NONE);
        s.set(V4, State.FLUSH_REQUEST, 1);
        assertSays("v4 walks page table x4 of m3 in software, which gave it back", Invariant.NO_FREED_TABLE_WALK);
        s.table(M3, X4);
        assertSays("", Invariant.NO_FREED_TABLE_WALK);
    }

    @Test
    void aMachineWithoutTablesHasNoFreedOnes() {
        Machine none = new Machine(Schemes.named("baseline"), Scope.small(1, 1, 1, 1, 1, 0, Walk.features()), Set.of());
        none.state.set(0, State.WALK, 0);
        assertTrue(Invariant.NO_FREED_TABLE_WALK.holds(none));
    }

    // --- DeferredFlushBeforeEntry

    @Test
    void aFlushIsOwedInGuestModeOnly() {
        s.set(V4, State.FLUSH_REQUEST, 1);
        for (int mode : new int[] {State.OUT, State.HOST}) {
            s.set(V4, State.MODE, mode);
            assertSays("", Invariant.DEFERRED_FLUSH_BEFORE_ENTRY);
        }
        s.set(V4, State.MODE, State.GUEST);
        assertSays("v4 is in guest mode and still owes a flush", Invariant.DEFERRED_FLUSH_BEFORE_ENTRY);
        s.set(V4, State.FLUSH_REQUEST, 0);
        assertSays("", Invariant.DEFERRED_FLUSH_BEFORE_ENTRY);
    }

    /** v1 has gone on to m2 and v3 to m4: nobody owes anything for that. */
    @Test
    void aMaskOwesNoFlush() {
        s.remove(s.cpumask(0), 0);
        s.add(s.cpumask(1), 0);
        s.remove(s.cpumask(M3), V3);
        s.add(s.cpumask(M4), V3);
        for (Invariant invariant : Invariant.values()) {
            assertSays("", invariant);
        }
    }

    @Test
    void aFlagThatWasSetWhileTheVcpuRunsIsOwedToo() {
        m = machine("pv_tlb_flush");
        s = m.state;
        s.set(V4, State.MODE, State.GUEST);
        assertSays("", Invariant.DEFERRED_FLUSH_BEFORE_ENTRY);
        s.set(V4, State.PV_STATE, State.PV_FLUSH);
        assertSays("v4 is in guest mode and still owes a flush", Invariant.DEFERRED_FLUSH_BEFORE_ENTRY);
    }

    // --- TypeOK

    /** Of two VMs with two vCPUs, spaces and tables and three frames each, on three pCPUs, with three pages of a space. */
    @Test
    void everyVariableIsInItsSet() {
        int[][] sets = {
            {State.MODE, 0, 2},
            {State.VMCS_CPU, -1, 2},
            {State.VCPU_CPU, -1, 2},
            {State.FLUSH_REQUEST, 0, 1},
            {State.HALTED, 0, 1},
            {State.CR3, -1, 3},
            {State.ACTIVE_MM, 0, 3},
            {State.LAZY, 0, 1},
            {State.IRQS_OFF, 0, 1},
            {State.PC, 0, 7},
            {State.OP, 0, 3},
            {State.OP_MM, -1, 3},
            {State.HELD_TABLE, -1, 3},
            {State.VECTOR, 0, 1},
            {State.PV_STATE, 0, 2},
            {State.PV_FLUSH_DUE, 0, 1},
            {State.CHECKING, -1, 3},
            {State.SEEN, -1, 2}, // but not 1: who is in is not flagged
            {State.ASKED_CPU, -1, 2},
            {State.INFO, -1, 3},
            {State.STEAL_UPDATE, 0, 1},
            {State.PV_COPY, 0, 1},
            {State.PTE_STORE, -1, 2},
            {State.MASK_STORE, 0, 1},
            {State.CPU_STORE, 0, 1},
            {State.WALK, -1, 3},
            {State.EMULATED_PAGE, -1, 2},
            {State.EMULATED_ENTRY, -1, 11},
            {State.EMULATION_STALE, 0, 1},
        };
        for (int[] set : sets) {
            for (int v = 0; v < 4; v++) {
                int before = s.get(v, set[0]);
                for (int value = set[1] - 1; value <= set[2] + 1; value++) {
                    boolean in = value >= set[1] && value <= set[2] && (set[0] != State.SEEN || value != State.PV_IN);
                    assertIn(in, v, set[0], value);
                }
                assertIn(false, v, set[0], Integer.MIN_VALUE);
                assertIn(false, v, set[0], Integer.MAX_VALUE);
                s.set(v, set[0], before);
            }
        }
        assertEquals(State.EMULATION_STALE + 1, sets.length);
    }

    private void assertIn(boolean in, int v, int variable, int value) {
        s.set(v, variable, value);
        assertSays(in ? "" : "variable " + variable + " of v" + (v + 1) + " is " + value, Invariant.TYPE_OK);
    }

    @Test
    void thereMayBeMoreTablesThanFrames() {
        Machine many = new Machine(
                Schemes.named("baseline"), Scope.small(1, 1, 1, 1, 1, 5, Walk.features(Feature.TABLES)), Set.of());
        many.state.table(0, 4);
        assertEquals("", Invariant.TYPE_OK.explain(many));
    }

    @Test
    void everyEntryOfAPageTableNamesAFrame() {
        for (int space = 0; space < 4; space++) {
            for (int page = 0; page < 3; page++) {
                for (int entry : new int[] {State.NO_ENTRY, 0, 1, F6, 11}) {
                    s.pt(space, page, entry);
                    assertSays("", Invariant.TYPE_OK);
                }
                for (int entry : new int[] {12, -2}) {
                    s.pt(space, page, entry);
                    assertSays(
                            "entry of page g" + (page + 1) + " of m" + (space + 1) + " is " + entry, Invariant.TYPE_OK);
                    assertEquals(Invariant.TYPE_OK, Invariant.firstBroken(m));
                }
                s.pt(space, page, State.NO_ENTRY);
            }
        }
    }
}
