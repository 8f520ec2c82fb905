package dev.shootdown.testbed;

import dev.shootdown.machine.Hardware;
import dev.shootdown.machine.State;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.Steps;
import dev.shootdown.testbed.profile.TlbGeometry;

/**
 * What touching a page costs: the TLBs of a pCPU with their real size. The machine keeps what the second level holds
 * (tags, entries, what a flush drops); this class decides when an entry is filled and which one makes room, and keeps of
 * the first level only which pages it knows.
 *
 * <p>Assumed: the second level holds all that the first one does, and both replace the entry that was filled earliest.
 */
final class TlbPolicy {
    /** Of a first-level tag: the page is in the bits below, the vCPU above. */
    private static final int PAGE_BITS = 20;

    private final Stepper steps;
    private final State state;
    private final Hardware hardware;
    private final int sets;
    private final int ways;
    /** Per pCPU and set, the way that was filled earliest. */
    private final byte[] oldest;

    private final int firstSets;
    private final int firstWays;
    private final int[] firstLevel;
    private final byte[] firstOldest;
    private final long secondLevelHit;
    private final long walk;

    TlbPolicy(Stepper steps, TlbGeometry geometry, int pcpus) {
        this.steps = steps;
        state = steps.state;
        hardware = steps.machine.hardware;
        sets = geometry.stlbSets();
        ways = geometry.stlbWays();
        firstSets = Integer.highestOneBit(geometry.l1Sets());
        firstWays = geometry.l1Ways();
        secondLevelHit = geometry.stlbHit();
        walk = geometry.nestedWalk();
        oldest = new byte[pcpus * sets];
        firstLevel = new int[pcpus * firstSets * firstWays];
        java.util.Arrays.fill(firstLevel, -1);
        firstOldest = new byte[pcpus * firstSets];
    }

    /** v, in guest mode on p, touches a mapped page: the cycles beyond a first-level hit. */
    long touch(int p, int v, int page) {
        if (state.tlb(p, v, page) == State.NO_ENTRY) {
            if (!hardware.hasRoom(p, v, page)) {
                evict(p, page);
            }
            steps.take(Step.of(Steps.FILL_TLB, v, page));
            rememberInFirstLevel(p, v, page);
            return walk;
        }
        return rememberInFirstLevel(p, v, page) ? 0 : secondLevelHit;
    }

    private void evict(int p, int page) {
        int set = p * sets + (page & sets - 1);
        int way = oldest[set];
        oldest[set] = (byte) (way + 1 == ways ? 0 : way + 1);
        long victim = hardware.occupant(p, page, way);
        steps.take(Step.of(Steps.EVICT_TLB, p, (int) (victim >>> 32), (int) victim));
    }

    /** Whether the first level knew the page; it does afterwards. */
    private boolean rememberInFirstLevel(int p, int v, int page) {
        int tag = v << PAGE_BITS | page;
        int set = p * firstSets + (page & firstSets - 1);
        int base = set * firstWays;
        for (int k = base; k < base + firstWays; k++) {
            if (firstLevel[k] == tag) {
                return true;
            }
        }
        int way = firstOldest[set];
        firstLevel[base + way] = tag;
        firstOldest[set] = (byte) (way + 1 == firstWays ? 0 : way + 1);
        return false;
    }

    /** p's TLBs lost power: every entry goes. */
    void loseAll(int p) {
        for (int set = 0; set < sets; set++) {
            for (int way = 0; way < ways; way++) {
                long entry = hardware.occupant(p, set, way);
                if (entry >= 0) {
                    steps.take(Step.of(Steps.EVICT_TLB, p, (int) (entry >>> 32), (int) entry));
                }
            }
        }
    }
}
