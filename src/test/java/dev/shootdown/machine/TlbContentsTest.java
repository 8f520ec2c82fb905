package dev.shootdown.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TLBs of every shape beside a map of what was put into them and not dropped since. */
class TlbContentsTest {
    private static final int PCPUS = 3;
    private static final int VCPUS = 4;
    private static final int PAGES = 11;

    /** Words that belong to the TLB. */
    private static long size(State s) {
        return Tlb.words(s.scope, s.vcpus());
    }

    private static State state(int sets, int ways) {
        TlbGeometry tlb = sets == 0 ? TlbGeometry.UNBOUNDED : new TlbGeometry(sets, ways);
        return new State(new Scope(List.of(1, 3), PCPUS, 1, PAGES, 1, 1, 1, 1, tlb, Set.of()), 2);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "1, 5", "4, 2", "2, 3", "16, 1"})
    void holdWhatWasPutAndNotDroppedSince(int sets, int ways) {
        for (long seed = 0; seed < 2; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            State s = state(sets, ways);
            int[] others = outside(s);
            Map<List<Integer>, Integer> held = new HashMap<>();
            Map<List<Integer>, Integer> drops = new HashMap<>();
            boolean everFull = sets == 0;
            for (int k = 0; k < 250; k++) {
                int p = random.nextInt(PCPUS);
                int v = random.nextInt(VCPUS);
                int page = random.nextInt(PAGES);
                int choice = random.nextInt(20);
                if (choice == 0) {
                    Tlb.dropAll(s, p, v);
                    held.keySet().removeIf(at -> at.get(0) == p && at.get(1) == v);
                    drops.merge(List.of(p, v), 1, Integer::sum);
                } else if (choice < 6) {
                    Tlb.drop(s, p, v, page);
                    held.remove(List.of(p, v, page));
                } else if (!held.containsKey(List.of(p, v, page)) && Tlb.hasRoom(s, p, v, page)) {
                    Tlb.put(s, p, v, page, k);
                    held.put(List.of(p, v, page), k);
                }
                compare(s, held, drops);
                everFull |= !Tlb.hasRoom(s, p, v, page);
            }
            assertArrayEquals(others, outside(s), "no word beside the TLB's own");
            assertTrue(everFull, "a set became full");
        }
    }

    private static void compare(State s, Map<List<Integer>, Integer> held, Map<List<Integer>, Integer> drops) {
        TlbGeometry g = s.scope.tlb();
        for (int p = 0; p < PCPUS; p++) {
            for (int v = 0; v < VCPUS; v++) {
                int live = 0;
                for (int page = 0; page < PAGES; page++) {
                    Integer entry = held.get(List.of(p, v, page));
                    live += entry == null ? 0 : 1;
                    assertEquals(entry == null ? State.NO_ENTRY : entry, Tlb.get(s, p, v, page));
                }
                if (!g.unbounded()) {
                    assertEquals(live, Tlb.live(s, p, v));
                    assertEquals(drops.getOrDefault(List.of(p, v), 0), Tlb.drops(s, p, v));
                }
            }
            for (int set = 0; set < Math.min(g.sets(), PAGES); set++) {
                compareSet(s, p, set, held);
            }
            assertTrue(!g.unbounded() || Tlb.hasRoom(s, p, 0, 0), "unbounded");
        }
    }

    /** What the ways of one set say, for every page that the set serves. */
    private static void compareSet(State s, int p, int set, Map<List<Integer>, Integer> held) {
        TlbGeometry g = s.scope.tlb();
        Set<Long> expected = new TreeSet<>();
        held.forEach((at, entry) -> {
            if (at.get(0) == p && at.get(2) % g.sets() == set) {
                expected.add((long) at.get(1) << 32 | at.get(2));
            }
        });
        for (int page = set; page < PAGES; page += g.sets()) {
            Set<Long> found = new TreeSet<>();
            for (int k = 0; k < g.ways(); k++) {
                long occupant = Tlb.occupant(s, p, page, k);
                assertTrue(occupant == -1 || found.add(occupant), "once");
            }
            assertEquals(expected, found);
            assertEquals(expected.size() < g.ways(), Tlb.hasRoom(s, p, 0, page));
        }
    }

    private static int[] outside(State s) {
        int[] all = s.words().clone();
        Arrays.fill(all, s.tlbBase(), (int) (s.tlbBase() + size(s)), 0);
        return all;
    }

    /** One word for each pCPU, vCPU and page; or two for each pCPU and vCPU, and two for each way. */
    @Test
    void haveNoWordTooMany() {
        assertEquals(3 * 4 * 11, size(state(0, 0)));
        assertEquals(3 * (4 * 2 + 8 * 3 * 2), size(state(8, 3)));
        Scope large = new Scope(List.of(4096), 4096, 1, 1 << 20, 1, 0, 1, 1, TlbGeometry.UNBOUNDED, Walk.features());
        assertEquals(1L << 44, Tlb.words(large, 4096));
        Scope wide = new Scope(List.of(1), 4096, 1, 1, 1, 0, 1, 1, new TlbGeometry(1 << 20, 4), Walk.features());
        assertEquals(4096 * (2 + (8L << 20)), Tlb.words(wide, 1));
        assertThrows(BadInput.class, () -> new State(large, 0));
        assertThrows(BadInput.class, () -> new State(wide, 0));
    }

    @Test
    void serveThePagesInTurn() {
        State s = state(4, 2);
        for (int page : new int[] {0, 4, 1, 10}) {
            Tlb.put(s, 1, 2, page, page);
        }
        assertEquals(2L << 32, Tlb.occupant(s, 1, 8, 0));
        assertEquals(2L << 32 | 4, Tlb.occupant(s, 1, 8, 1));
        assertEquals(2L << 32 | 1, Tlb.occupant(s, 1, 5, 0));
        assertEquals(-1, Tlb.occupant(s, 1, 5, 1));
        assertEquals(2L << 32 | 10, Tlb.occupant(s, 1, 2, 0));
        assertEquals(-1, Tlb.occupant(s, 1, 3, 0));
        assertEquals(-1, Tlb.occupant(s, 0, 0, 0), "another pCPU");
    }

    /** What was dropped with everything is in nobody's way, and does not come back when the vCPU fills again. */
    @Test
    void reuseTheWaysOfWhatWasDropped() {
        State s = state(1, 2);
        Tlb.put(s, 0, 1, 3, 30);
        Tlb.put(s, 0, 1, 4, 40);
        Tlb.dropAll(s, 0, 1);
        Tlb.put(s, 0, 1, 4, 41);
        assertEquals(State.NO_ENTRY, Tlb.get(s, 0, 1, 3));
        assertEquals(41, Tlb.get(s, 0, 1, 4));
        assertEquals(1, Tlb.live(s, 0, 1));
        Tlb.drop(s, 0, 1, 3);
        assertEquals(1, Tlb.live(s, 0, 1), "what is not there is not dropped");
        Tlb.put(s, 0, 2, 3, 32);
        assertEquals(32, Tlb.get(s, 0, 2, 3));
        assertEquals(41, Tlb.get(s, 0, 1, 4));
    }

    /** The last vCPU and page that a machine can have, with the largest entry, beside the first. */
    @Test
    void tellTheLastPageOfTheLastVcpuFromAnyOther() {
        int last = Scope.MOST_PAGES - 1;
        int vcpu = Scope.MOST_CPUS - 1;
        int entry = State.entry(last, true);
        Scope scope = new Scope(
                List.of(Scope.MOST_CPUS), 1, 1, Scope.MOST_PAGES, 1, 0, 1, 1, new TlbGeometry(4, 2), Set.of());
        State s = new State(scope, 0);
        Tlb.put(s, 0, vcpu, last, entry);
        assertEquals(entry, Tlb.get(s, 0, vcpu, last));
        assertEquals((long) vcpu << 32 | last, Tlb.occupant(s, 0, last, 0));
        assertEquals(State.NO_ENTRY, Tlb.get(s, 0, 0, 0));
        Tlb.put(s, 0, 0, 0, 0);
        Tlb.dropAll(s, 0, 0);
        assertEquals(entry, Tlb.get(s, 0, vcpu, last), "another's");
        Tlb.dropAll(s, 0, vcpu);
        assertEquals(State.NO_ENTRY, Tlb.get(s, 0, vcpu, last));
        assertEquals(0, Tlb.live(s, 0, vcpu));
    }

    /** A tag has 20 bits for a page, and the set says the others. */
    @Test
    void haveSetsEnoughToTellAllPagesApart() {
        assertEquals(1 << 20, scope(1 << 20, 1).pages());
        BadInput e = assertThrows(BadInput.class, () -> scope((1 << 20) + 1, 1));
        assertEquals(
                "pages of an address space, with 1 set(s) of a TLB to tell them apart, must be between 1 and 1048576,"
                        + " not 1048577",
                e.getMessage());
        assertEquals(1 << 21, scope(1 << 21, 2).pages());
    }

    private static Scope scope(int pages, int sets) {
        return new Scope(List.of(1), 1, 1, pages, 1, 0, 1, 1, new TlbGeometry(sets, 2), Set.of());
    }
}
