package dev.shootdown.testbed;

import dev.shootdown.machine.State;
import dev.shootdown.machine.Steps;
import dev.shootdown.testbed.profile.VmPlan;
import dev.shootdown.testbed.profile.Workload;
import java.util.Arrays;

/**
 * The pages that each thread computes on, and which of them the TLB of its pCPU knows. A burst touches pages at random;
 * only what is missing costs a step, so that a burst with everything at hand costs no search.
 *
 * <p>What is remembered here is what the machine's TLB holds: everything is gone when the vCPU has come to another pCPU
 * or when all its entries were dropped, and {@link TlbPolicy} reports each eviction. Flushes of single pages do not concern
 * working sets, since operations have pages of their own ({@link Memory}).
 */
final class WorkingSets {
    private static final int MOST_DRAWS = 64;

    private final Sim sim;
    private final State state;
    private final TlbPolicy tlb;

    /** First thread of each VM, and pages of one of its threads. */
    private final int[] firstThread;

    private final int[] pagesOfThread;
    private final Known[] known;
    /** What a burst draws at once, which of it brings a page in, and where its random numbers were before. */
    private final int[] ranks = new int[MOST_DRAWS];

    private final int[] fresh = new int[MOST_DRAWS];
    private final long[] beforeDraws = new long[4];

    /** What the TLB knows of one thread's working set; together, since large machines wait for memory most of all. */
    private static final class Known {
        /** The first page of the working set, how many there are, and how many of them are mapped. */
        private final int first;

        private final int pages;
        private int mapped;
        /** The pages that the TLB knows as bits, how many, on which pCPU and after how many drops. */
        private final long[] bits;

        private int count;
        private int pcpu = Sim.NONE;
        private int drops;
        /** Cycles of a touch that hits, on average. */
        private final double hit;

        private Known(int first, int pages, double hit) {
            this.first = first;
            this.pages = pages;
            this.hit = hit;
            bits = new long[(pages + 63) >>> 6];
        }

        private boolean has(int k) {
            return (bits[k >>> 6] >>> k & 1) != 0;
        }

        private void add(int k) {
            bits[k >>> 6] |= 1L << k;
            count++;
        }

        private void remove(int k) {
            bits[k >>> 6] &= ~(1L << k);
            count--;
        }

        /** The page that is the rank-th of those that are not known. */
        private int missing(int rank) {
            int word = 0;
            int before = 0;
            int sum = 0;
            for (int k = 0; k < bits.length - 1; k++) {
                sum += 64 - Long.bitCount(bits[k]);
                int passed = ~(rank - sum >> 31); // all ones or none
                word -= passed;
                before = Math.max(before, sum & passed);
            }
            return (word << 6) + Selection.select(~bits[word], rank - before);
        }
    }

    WorkingSets(Sim sim, TlbPolicy tlb) {
        this.sim = sim;
        this.tlb = tlb;
        state = sim.state;
        int vms = sim.scenario.vms().size();
        firstThread = new int[vms];
        pagesOfThread = new int[vms];
        known = new Known[sim.threads];
        int t = 0;
        for (int vm = 0; vm < vms; vm++) {
            VmPlan plan = sim.scenario.vms().get(vm);
            Workload workload = plan.workload();
            firstThread[vm] = t;
            pagesOfThread[vm] = Memory.pagesOfThread(workload);
            int pages = workload.workingSetPages();
            for (int k = 0; k < plan.vcpus() * workload.threadsPerVcpu(); k++, t++) {
                known[t] = new Known(k * pagesOfThread[vm], pages, tlb.meanHit(pages));
            }
        }
        tlb.connect(this);
    }

    int firstPage(int t) {
        return known[t].first;
    }

    /**
     * Thread t, on v in guest mode on p, touches so many pages at random: the cycles beyond first-level hits.
     *
     * <p>Which touches bring a page in is known for all of them before the first does, so that nothing has to be guessed between
     * two steps. What was foreseen is wrong if a page of the set itself makes room, and nothing is drawn once no page is missing.
     */
    long touch(int t, int v, int p, int touches, Rng rng) {
        if (touches == 0) {
            return 0;
        }
        Known set = known[t];
        settle(set, v, p);
        long cycles = Math.round(touches * set.hit);
        for (int left = touches; left > 0 && set.count < set.pages; left -= MOST_DRAWS) {
            int n = Math.min(left, MOST_DRAWS);
            rng.save(beforeDraws);
            int found = rng.nextBelow(set.pages, set.pages - set.count, ranks, fresh, n);
            for (int done = 0; done < n; ) {
                if (done > 0) {
                    found = lookAnew(done, n, set.pages - set.count);
                }
                done = n;
                for (int k = 0; k < found; k++) {
                    int before = set.count;
                    cycles += bringIn(set, v, p, set.missing(ranks[fresh[k]]));
                    if (set.count == before) { // another page of the set made room
                        done = fresh[k] + 1;
                        break;
                    }
                    if (set.count == set.pages) {
                        rng.restore(beforeDraws, fresh[k] + 1);
                        return cycles;
                    }
                }
            }
        }
        return cycles;
    }

    /** Which of the draws from the k-th on are of pages that are missing ({@link Rng#nextBelow}): how many. */
    private int lookAnew(int k, int end, int missing) {
        int found = 0;
        for (int at = k; at < end; at++) {
            fresh[found] = at;
            found += ranks[at] - (missing - found) >>> 31;
        }
        return found;
    }

    /** Forgets what is not true any more of where t's vCPU is now. */
    private void settle(Known set, int v, int p) {
        int dropped = tlb.drops(p, v);
        if (set.pcpu != p || set.drops != dropped) {
            set.pcpu = p;
            set.drops = dropped;
            set.count = 0;
            Arrays.fill(set.bits, 0);
        }
    }

    private long bringIn(Known set, int v, int p, int k) {
        int page = set.first + k;
        long cycles = 0;
        if (set.mapped < set.pages && state.pt(state.get(v, State.CR3), page) == State.NO_ENTRY) {
            // touched for the first time: the page stays mapped, to the frame of its number
            sim.steps.take(Steps.MAP_PAGE, v, page, state.vmOf(v) * state.scope.frames() + page);
            set.mapped++;
            cycles = sim.guestCosts.minorFault();
        }
        set.add(k);
        return cycles + tlb.walk(p, v, page);
    }

    /** Whether page k of t's working set is in the TLB of v's pCPU p, as far as is remembered. */
    boolean knows(int t, int v, int p, int k) {
        Known set = known[t];
        return set.pcpu == p && set.drops == tlb.drops(p, v) && set.has(k);
    }

    int pages(int t) {
        return known[t].pages;
    }

    /** p's TLB lost v's entry of a page. */
    void evicted(int p, int v, int page) {
        int vm = state.vmOf(v);
        Known set = known[firstThread[vm] + page / pagesOfThread[vm]];
        int k = page - set.first;
        if (k < set.pages && set.pcpu == p && set.has(k)) {
            set.remove(k);
        }
    }
}
