package dev.shootdown.testbed;

import dev.shootdown.machine.State;
import dev.shootdown.machine.Step;
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
    private final Sim sim;
    private final State state;
    private final TlbPolicy tlb;

    /** First thread of each VM, and pages of one of its threads. */
    private final int[] firstThread;

    private final int[] pagesOfThread;
    /** Per thread: the first page of its working set, how many there are, and how many of them are mapped. */
    private final int[] first;

    private final int[] pages;
    private final int[] mapped;
    /** Per thread: the pages that the TLB knows as bits, how many, on which pCPU and after how many drops. */
    private final int[][] known;

    private final int[] count;
    private final int[] pcpu;
    private final int[] drops;
    /** Per thread: cycles of a touch that hits, on average. */
    private final double[] hit;

    WorkingSets(Sim sim, TlbPolicy tlb) {
        this.sim = sim;
        this.tlb = tlb;
        state = sim.state;
        int vms = sim.scenario.vms().size();
        firstThread = new int[vms];
        pagesOfThread = new int[vms];
        first = new int[sim.threads];
        pages = new int[sim.threads];
        mapped = new int[sim.threads];
        known = new int[sim.threads][];
        count = new int[sim.threads];
        pcpu = new int[sim.threads];
        Arrays.fill(pcpu, Sim.NONE);
        drops = new int[sim.threads];
        hit = new double[sim.threads];
        int t = 0;
        for (int vm = 0; vm < vms; vm++) {
            VmPlan plan = sim.scenario.vms().get(vm);
            Workload workload = plan.workload();
            firstThread[vm] = t;
            pagesOfThread[vm] = Memory.pagesOfThread(workload);
            for (int k = 0; k < plan.vcpus() * workload.threadsPerVcpu(); k++, t++) {
                first[t] = k * pagesOfThread[vm];
                pages[t] = workload.workingSetPages();
                known[t] = new int[(pages[t] + 31) >>> 5];
                hit[t] = tlb.meanHit(pages[t]);
            }
        }
        tlb.connect(this);
    }

    int firstPage(int t) {
        return first[t];
    }

    /** Thread t, on v in guest mode on p, touches so many pages at random: the cycles beyond first-level hits. */
    long touch(int t, int v, int p, int touches, Rng rng) {
        settle(t, v, p);
        long cycles = Math.round(touches * hit[t]);
        for (int k = 0; k < touches && count[t] < pages[t]; k++) {
            int missing = pages[t] - count[t];
            int rank = (int) rng.nextBelow(pages[t]);
            if (rank < missing) {
                cycles += bringIn(t, v, p, missing(t, rank));
            }
        }
        return cycles;
    }

    /** Forgets what is not true any more of where t's vCPU is now. */
    private void settle(int t, int v, int p) {
        int dropped = tlb.drops(p, v);
        if (pcpu[t] != p || drops[t] != dropped) {
            pcpu[t] = p;
            drops[t] = dropped;
            count[t] = 0;
            Arrays.fill(known[t], 0);
        }
    }

    /** The page that is the rank-th of those that the TLB does not know. */
    private int missing(int t, int rank) {
        int[] bits = known[t];
        int k = 0;
        int left = rank;
        for (int zeros = 32 - Integer.bitCount(bits[0]); left >= zeros; zeros = 32 - Integer.bitCount(bits[k])) {
            left -= zeros;
            k++;
        }
        int free = ~bits[k];
        for (; left > 0; left--) {
            free &= free - 1;
        }
        return (k << 5) + Integer.numberOfTrailingZeros(free);
    }

    private long bringIn(int t, int v, int p, int k) {
        int page = first[t] + k;
        long cycles = 0;
        if (mapped[t] < pages[t] && state.pt(state.get(v, State.CR3), page) == State.NO_ENTRY) {
            // touched for the first time: the page stays mapped, to the frame of its number
            sim.steps.take(Step.of(Steps.MAP_PAGE, v, page, state.vmOf(v) * state.scope.frames() + page));
            mapped[t]++;
            cycles = sim.guestCosts.minorFault();
        }
        known[t][k >>> 5] |= 1 << k;
        count[t]++;
        return cycles + tlb.walk(p, v, page);
    }

    /** Whether page k of t's working set is in the TLB of v's pCPU p, as far as is remembered. */
    boolean knows(int t, int v, int p, int k) {
        return pcpu[t] == p && drops[t] == tlb.drops(p, v) && (known[t][k >>> 5] >>> k & 1) != 0;
    }

    int pages(int t) {
        return pages[t];
    }

    /** p's TLB lost v's entry of a page. */
    void evicted(int p, int v, int page) {
        int vm = state.vmOf(v);
        int t = firstThread[vm] + page / pagesOfThread[vm];
        int k = page - first[t];
        if (k < pages[t] && pcpu[t] == p && (known[t][k >>> 5] >>> k & 1) != 0) {
            known[t][k >>> 5] &= ~(1 << k);
            count[t]--;
        }
    }
}
