package dev.shootdown.machine;

import static dev.shootdown.machine.State.NO_ENTRY;

/**
 * Where TLB entries are kept inside the state's words. Unbounded: one word for each pCPU, vCPU and page, as in the
 * specification. Otherwise set-associative, for machines with thousands of pages: ways of a set hold (vCPU, page,
 * epoch, entry), and dropping everything of a vCPU begins a new epoch of it, in constant time. How many entries each vCPU
 * has on a pCPU is counted, so that nobody looks for what is not there.
 *
 * <p>Which entry makes room for another is not decided here: {@code FillTlb} needs a free way, and who wants one takes
 * an {@code EvictTlb} step first.
 */
final class Tlb {
    private static final int VCPU = 0;
    private static final int PAGE = 1;
    private static final int EPOCH = 2;
    private static final int ENTRY = 3;
    private static final int WORDS_OF_WAY = 4;

    // Of a vCPU on a pCPU: its epoch, and how many entries of that epoch there are.
    private static final int LIVE = 1;
    private static final int WORDS_OF_OWNER = 2;

    private Tlb() {}

    static long words(Scope scope, int vcpus) {
        TlbGeometry g = scope.tlb();
        return g.unbounded()
                ? (long) scope.pcpus() * vcpus * scope.pages()
                : (long) scope.pcpus() * ((long) vcpus * WORDS_OF_OWNER + (long) g.sets() * g.ways() * WORDS_OF_WAY);
    }

    static void init(State s) {
        TlbGeometry g = s.scope.tlb();
        if (!g.unbounded()) {
            java.util.Arrays.fill(s.words(), s.tlbBase(), firstWay(s, 0, 0), 0);
        }
    }

    static int get(State s, int p, int v, int page) {
        if (s.hasUnboundedTlb) {
            return s.words()[place(s, p, v, page)];
        }
        int way = find(s, p, v, page);
        return way < 0 ? NO_ENTRY : s.words()[way + ENTRY];
    }

    /** Whether an entry for that page of v could be stored now. */
    static boolean hasRoom(State s, int p, int v, int page) {
        return s.hasUnboundedTlb || freeWay(s, p, page) >= 0;
    }

    /** Stores an entry where there is none and room for one. */
    static void put(State s, int p, int v, int page, int entry) {
        int[] w = s.words();
        if (s.hasUnboundedTlb) {
            w[place(s, p, v, page)] = entry;
            return;
        }
        int way = freeWay(s, p, page);
        int owner = owner(s, p, v);
        w[way + VCPU] = v;
        w[way + PAGE] = page;
        w[way + EPOCH] = w[owner];
        w[way + ENTRY] = entry;
        w[owner + LIVE]++;
    }

    static void drop(State s, int p, int v, int page) {
        if (s.hasUnboundedTlb) {
            s.words()[place(s, p, v, page)] = NO_ENTRY;
            return;
        }
        int way = find(s, p, v, page);
        if (way >= 0) {
            s.words()[way + ENTRY] = NO_ENTRY;
            s.words()[owner(s, p, v) + LIVE]--;
        }
    }

    static void dropAll(State s, int p, int v) {
        int[] w = s.words();
        if (s.hasUnboundedTlb) {
            int first = place(s, p, v, 0);
            java.util.Arrays.fill(w, first, first + s.scope.pages(), NO_ENTRY);
            return;
        }
        int owner = owner(s, p, v);
        w[owner]++;
        w[owner + LIVE] = 0;
    }

    /** How often everything of v was dropped on p. */
    static int epoch(State s, int p, int v) {
        return s.words()[owner(s, p, v)];
    }

    /** How many entries v has on p. */
    static int live(State s, int p, int v) {
        return s.words()[owner(s, p, v) + LIVE];
    }

    /** The k-th way of the set that serves {@code page} on p: its vCPU in the high half, its page in the low; -1: free. */
    static long occupant(State s, int p, int page, int k) {
        int way = firstWay(s, p, page) + k * WORDS_OF_WAY;
        return isFree(s, p, way) ? -1 : (long) s.words()[way + VCPU] << 32 | s.words()[way + PAGE];
    }

    private static int place(State s, int p, int v, int page) {
        return s.tlbBase() + (p * s.vcpus() + v) * s.scope.pages() + page;
    }

    private static int owner(State s, int p, int v) {
        return s.tlbBase() + (p * s.vcpus() + v) * WORDS_OF_OWNER;
    }

    private static int firstWay(State s, int p, int page) {
        TlbGeometry g = s.scope.tlb();
        int ways = s.tlbBase() + s.scope.pcpus() * s.vcpus() * WORDS_OF_OWNER;
        return ways + (p * g.sets() + (page & g.sets() - 1)) * g.ways() * WORDS_OF_WAY;
    }

    private static boolean isFree(State s, int p, int way) {
        int[] w = s.words();
        return w[way + ENTRY] == NO_ENTRY || w[way + EPOCH] != w[owner(s, p, w[way + VCPU])];
    }

    private static int find(State s, int p, int v, int page) {
        int[] w = s.words();
        int way = firstWay(s, p, page);
        for (int end = way + s.scope.tlb().ways() * WORDS_OF_WAY; way < end; way += WORDS_OF_WAY) {
            if (w[way + PAGE] == page && w[way + VCPU] == v && !isFree(s, p, way)) {
                return way;
            }
        }
        return -1;
    }

    private static int freeWay(State s, int p, int page) {
        int way = firstWay(s, p, page);
        for (int end = way + s.scope.tlb().ways() * WORDS_OF_WAY; way < end; way += WORDS_OF_WAY) {
            if (isFree(s, p, way)) {
                return way;
            }
        }
        return -1;
    }
}
