package dev.shootdown.testbed;

import dev.shootdown.machine.Hardware;
import dev.shootdown.machine.State;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.Steps;
import dev.shootdown.testbed.profile.TlbGeometry;

/**
 * Entries that an instruction takes from a pCPU's TLB beyond what a step of the machine says. They leave by evictions, which
 * the specification allows at any time: what is simulated stays a behaviour of it.
 *
 * <p>An INVEPT of a VM's root drops the entries of every VPID under that root: the VM's other vCPUs that ran on this pCPU
 * have to walk again (SDM 3C, INVEPT single-context; 28.3.3.1). And a guest that flushes a range above the ceiling drops all
 * of its entries, however few of the range's pages were there: the machine knows only those.
 */
final class LostEntries {
    private final Sim sim;
    private final State state;
    private final Hardware hardware;
    private final int sets;
    private final int ways;
    /** Per pCPU, the vCPUs that have run in guest mode there since their VM lost all entries: the others have none. */
    private final long[] ran;

    private final int words;

    LostEntries(Sim sim) {
        this.sim = sim;
        state = sim.state;
        hardware = sim.steps.machine.hardware;
        TlbGeometry tlb = sim.profile.tlb();
        sets = tlb.stlbSets();
        ways = tlb.stlbWays();
        words = (sim.vcpus + 63) >> 6;
        ran = new long[sim.pcpus * words];
    }

    /** v enters guest mode on p, where it may fill entries. */
    void entersGuest(int v, int p) {
        ran[p * words + (v >> 6)] |= 1L << v;
    }

    /** INVEPT single-context of the VM's root on p, right after an INVVPID of its vCPU t there. */
    void invept(int p, int vm, int t) {
        int first = state.firstOf(vm);
        int end = first + sim.scenario.vms().get(vm).vcpus();
        boolean others = false;
        for (int w = first >> 6; w <= end - 1 >> 6; w++) {
            long mask = w == first >> 6 ? -1L << first : -1L;
            if (w == end >> 6) {
                mask &= ~(-1L << end);
            }
            long found = ran[p * words + w] & mask;
            others |= (t >> 6 == w ? found & ~(1L << t) : found) != 0;
            ran[p * words + w] &= ~mask;
        }
        if (others) {
            evict(p, first, end);
        }
    }

    /** A flush of everything by v in the guest on p, after the machine's step has dropped what was changed. */
    void flushAll(int p, int v) {
        evict(p, v, v + 1);
    }

    /** Every entry of the vCPUs from {@code first} to before {@code end} leaves p. */
    private void evict(int p, int first, int end) {
        for (int set = 0; set < sets; set++) {
            for (int way = 0; way < ways; way++) {
                long entry = hardware.occupant(p, set, way);
                int v = (int) (entry >>> 32);
                if (entry >= 0 && v >= first && v < end) {
                    sim.steps.take(Step.of(Steps.EVICT_TLB, p, v, (int) entry));
                }
            }
        }
    }
}
