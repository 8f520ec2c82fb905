package dev.shootdown.machine;

import static dev.shootdown.machine.State.NO_ENTRY;

/**
 * Where TLB entries are kept inside the state's words. Unbounded: one word for each pCPU, vCPU and page, as in the
 * specification. Otherwise set-associative, for machines with thousands of pages: ways of a set hold (vCPU, page, entry).
 * How many entries each vCPU has on a pCPU is counted, so that nobody looks for what is not there, and how often all of
 * them were dropped, for who remembers entries.
 *
 * <p>Which entry makes room for another is not decided here: {@code FillTlb} needs a free way, and who wants one takes
 * an {@code EvictTlb} step first.
 */
final class Tlb {
    /*
     * A way is two words, so that a set of four is half a cache line: large machines wait for memory most of all. Dropping all
     * of a vCPU goes through the pCPU's ways, one after the other as memory likes it. It could be done in constant time, with
     * a count of drops in each way; but then every look at a way is a look at its vCPU's count too, and of those there are
     * hundreds to each drop.
     */
    private static final int TAG = 0;
    private static final int ENTRY = 1;
    private static final int WORDS_OF_WAY = 2;

    /** Of a tag: a vCPU has the others. The low bits of a page are those of its set, and the tag has no room for them. */
    static final int PAGE_BITS = Integer.SIZE - Integer.numberOfTrailingZeros(Scope.MOST_CPUS);

    // Of a vCPU on a pCPU: how often all its entries were dropped, and how many there are.
    private static final int LIVE = 1;
    private static final int WORDS_OF_OWNER = 2;

    private Tlb() {}

    static long words(Scope scope, int vcpus) {
        TlbGeometry g = scope.tlb();
        return g.unbounded()
                ? (long) scope.pcpus() * vcpus * scope.pages()
                : wordsOfOwners(scope, vcpus) + (long) scope.pcpus() * g.sets() * g.ways() * WORDS_OF_WAY;
    }

    /** The words before those of the ways. */
    static long wordsOfOwners(Scope scope, int vcpus) {
        return (long) scope.pcpus() * vcpus * WORDS_OF_OWNER;
    }

    static void init(State s) {
        if (!s.hasUnboundedTlb) {
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
        w[way + TAG] = tag(s, v, page);
        w[way + ENTRY] = entry;
        w[owner(s, p, v) + LIVE]++;
    }

    static void drop(State s, int p, int v, int page) {
        if (s.hasUnboundedTlb) {
            s.words()[place(s, p, v, page)] = NO_ENTRY;
            return;
        }
        int owner = owner(s, p, v);
        int way = s.words()[owner + LIVE] == 0 ? -1 : find(s, p, v, page);
        if (way >= 0) {
            s.words()[way + ENTRY] = NO_ENTRY;
            s.words()[owner + LIVE]--;
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
        for (int way = firstWay(s, p, 0); w[owner + LIVE] > 0; way += WORDS_OF_WAY) {
            if (w[way + TAG] >>> PAGE_BITS == v && w[way + ENTRY] != NO_ENTRY) {
                w[way + ENTRY] = NO_ENTRY;
                w[owner + LIVE]--;
            }
        }
    }

    /** How often everything of v was dropped on p. */
    static int drops(State s, int p, int v) {
        return s.words()[owner(s, p, v)];
    }

    /** How many entries v has on p. */
    static int live(State s, int p, int v) {
        return s.words()[owner(s, p, v) + LIVE];
    }

    /** The k-th way of the set that serves {@code page} on p: its vCPU in the high half, its page in the low; -1: free. */
    static long occupant(State s, int p, int page, int k) {
        int way = firstWay(s, p, page) + k * WORDS_OF_WAY;
        int tag = s.words()[way + TAG];
        int there = (tag & (1 << PAGE_BITS) - 1) << s.tlbSetBits | page & s.tlbSets - 1;
        return s.words()[way + ENTRY] == NO_ENTRY ? -1 : (long) (tag >>> PAGE_BITS) << 32 | there;
    }

    private static int tag(State s, int v, int page) {
        return v << PAGE_BITS | page >>> s.tlbSetBits;
    }

    private static int place(State s, int p, int v, int page) {
        return s.tlbBase() + (p * s.vcpus() + v) * s.scope.pages() + page;
    }

    private static int owner(State s, int p, int v) {
        return s.tlbBase() + (p * s.vcpus() + v) * WORDS_OF_OWNER;
    }

    private static int firstWay(State s, int p, int page) {
        return s.tlbWays + (p * s.tlbSets + (page & s.tlbSets - 1)) * s.tlbWaysOfSet * WORDS_OF_WAY;
    }

    private static int find(State s, int p, int v, int page) {
        int[] w = s.words();
        int tag = tag(s, v, page);
        int way = firstWay(s, p, page);
        for (int end = way + s.tlbWaysOfSet * WORDS_OF_WAY; way < end; way += WORDS_OF_WAY) {
            if (w[way + TAG] == tag && w[way + ENTRY] != NO_ENTRY) {
                return way;
            }
        }
        return -1;
    }

    /**
     * The first free way. All are looked at, and none of it is a branch: where to stop would be guessed wrongly every other
     * time, and guessed only after the set has come from memory.
     */
    private static int freeWay(State s, int p, int page) {
        int[] w = s.words();
        int first = firstWay(s, p, page);
        int free = Integer.MAX_VALUE;
        for (int way = first, end = first + s.tlbWaysOfSet * WORDS_OF_WAY; way < end; way += WORDS_OF_WAY) {
            int taken = ~(w[way + ENTRY] >> 31) & Integer.MAX_VALUE; // the sign is that of NO_ENTRY alone
            free = Math.min(free, way | taken);
        }
        return free == Integer.MAX_VALUE ? -1 : free;
    }
}
