package dev.shootdown.testbed;

import dev.shootdown.machine.Hardware;
import dev.shootdown.machine.State;
import dev.shootdown.machine.Steps;
import dev.shootdown.testbed.profile.TlbGeometry;

/**
 * What touching a page costs: the TLBs of a pCPU with their real size. The machine keeps what the second level holds
 * (tags, entries, what a flush drops); this class decides when an entry is filled and which one makes room.
 *
 * <p>Assumed: the second level holds all that the first one does, and the entry that was filled earliest makes room. Of the
 * first level only its size counts: of pages touched at random it knows as many as it has entries.
 */
final class TlbPolicy {
    private final Stepper steps;
    private final State state;
    private final Hardware hardware;
    private final int sets;
    private final int ways;
    /** Per pCPU and set, the way that was filled earliest. */
    private final byte[] oldest;

    private final int firstEntries;
    private final long secondLevelHit;
    private final long walk;
    private WorkingSets workingSets;

    TlbPolicy(Stepper steps, TlbGeometry geometry, int pcpus) {
        this.steps = steps;
        state = steps.state;
        hardware = steps.machine.hardware;
        sets = geometry.stlbSets();
        ways = geometry.stlbWays();
        firstEntries = geometry.l1Entries();
        secondLevelHit = geometry.stlbHit();
        walk = geometry.nestedWalk();
        oldest = new byte[pcpus * sets];
    }

    void connect(WorkingSets workingSets) {
        this.workingSets = workingSets;
    }

    /** Cycles, on average, of a touch that the second level knows, when so many pages are touched at random. */
    double meanHit(int pages) {
        return secondLevelHit * Math.max(0, 1 - firstEntries / (double) pages);
    }

    /** v, in guest mode on p, touches a mapped page for the first time in a while: the cycles beyond a first-level hit. */
    long touch(int p, int v, int page) {
        return state.tlb(p, v, page) == State.NO_ENTRY ? walk(p, v, page) : secondLevelHit;
    }

    /** v, in guest mode on p, touches a mapped page that p's TLB does not hold: the cycles of the walk. */
    long walk(int p, int v, int page) {
        if (!hardware.hasRoom(p, v, page)) {
            int set = p * sets + (page & sets - 1);
            int way = oldest[set];
            oldest[set] = (byte) (way + 1 == ways ? 0 : way + 1);
            evict(p, hardware.occupant(p, page, way));
        }
        steps.take(Steps.FILL_TLB, v, page);
        return walk;
    }

    private void evict(int p, long entry) {
        int v = (int) (entry >>> 32);
        int page = (int) entry;
        steps.take(Steps.EVICT_TLB, p, v, page);
        workingSets.evicted(p, v, page);
    }

    /** How often everything of v was dropped from p's TLB. */
    int drops(int p, int v) {
        return hardware.drops(p, v);
    }

    /** p's TLBs lost power: every entry goes. */
    void loseAll(int p) {
        lose(p, 0, state.vcpus());
    }

    /** INVEPT of the VM's root on p: the entries of every vCPU of the VM go, whatever their VPID (SDM 3C, INVEPT). */
    void invept(int p, int vm) {
        int first = state.firstOf(vm);
        lose(p, first, first + state.scope.vcpusOfVm().get(vm));
    }

    /** v on p drops everything, beyond what a step of the machine did. */
    void flushAll(int p, int v) {
        lose(p, v, v + 1);
    }

    /** Every entry of the vCPUs from {@code first} to before {@code end}, by evictions: they are allowed at any time. */
    private void lose(int p, int first, int end) {
        int left = 0;
        for (int v = first; v < end; v++) {
            left += hardware.entries(p, v);
        }
        for (int place = 0; left > 0; place++) {
            long entry = hardware.occupant(p, place / ways, place % ways);
            int v = (int) (entry >>> 32);
            if (entry >= 0 && v >= first && v < end) {
                evict(p, entry);
                left--;
            }
        }
    }
}
