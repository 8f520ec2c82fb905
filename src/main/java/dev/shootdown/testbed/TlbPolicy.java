package dev.shootdown.testbed;

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
    private final Stepper steps;
    private final State state;
    private final TlbGeometry geometry;
    private final int ways;
    private final byte[] oldest;
    private final long[] firstLevel;
    private final byte[] firstOldest;
    private final long walk;

    TlbPolicy(Stepper steps, TlbGeometry geometry, int pcpus) {
        this.steps = steps;
        this.state = steps.state;
        this.geometry = geometry;
        ways = geometry.stlbWays();
        walk = geometry.nestedWalk();
        oldest = new byte[pcpus * geometry.stlbSets()];
        firstLevel = new long[pcpus * geometry.l1Entries()];
        java.util.Arrays.fill(firstLevel, -1);
        firstOldest = new byte[pcpus * geometry.l1Sets()];
    }

    /** v, in guest mode on p, touches a mapped page: the cycles beyond a first-level hit. */
    long touch(int p, int v, int page) {
        if (state.tlb(p, v, page) == State.NO_ENTRY) {
            if (!steps.machine.hardware.hasRoom(p, v, page)) {
                evict(p, page);
            }
            steps.take(Step.of(Steps.FILL_TLB, v, page));
            rememberInFirstLevel(p, v, page);
            return walk;
        }
        return rememberInFirstLevel(p, v, page) ? 0 : geometry.stlbHit();
    }

    private void evict(int p, int page) {
        int set = p * geometry.stlbSets() + page % geometry.stlbSets();
        int way = oldest[set];
        oldest[set] = (byte) ((way + 1) % ways);
        long victim = steps.machine.hardware.occupant(p, page, way);
        steps.take(Step.of(Steps.EVICT_TLB, p, (int) (victim >>> 32), (int) victim));
    }

    /** Whether the first level knew the page; it does afterwards. */
    private boolean rememberInFirstLevel(int p, int v, int page) {
        long key = (long) v << 32 | page;
        int sets = geometry.l1Sets();
        int set = page % sets;
        int base = p * geometry.l1Entries() + set * geometry.l1Ways();
        for (int k = 0; k < geometry.l1Ways(); k++) {
            if (firstLevel[base + k] == key) {
                return true;
            }
        }
        int slot = p * sets + set;
        firstLevel[base + firstOldest[slot]] = key;
        firstOldest[slot] = (byte) ((firstOldest[slot] + 1) % geometry.l1Ways());
        return false;
    }

    /** p's TLBs lost power: every entry goes. */
    void loseAll(int p) {
        for (int set = 0; set < geometry.stlbSets(); set++) {
            for (int way = 0; way < ways; way++) {
                long entry = steps.machine.hardware.occupant(p, set, way);
                if (entry >= 0) {
                    steps.take(Step.of(Steps.EVICT_TLB, p, (int) (entry >>> 32), (int) entry));
                }
            }
        }
    }
}
