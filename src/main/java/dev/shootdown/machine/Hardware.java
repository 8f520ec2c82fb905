package dev.shootdown.machine;

import static dev.shootdown.machine.State.CR3;
import static dev.shootdown.machine.State.GUEST;
import static dev.shootdown.machine.State.KERNEL;
import static dev.shootdown.machine.State.MODE;
import static dev.shootdown.machine.State.NONE;
import static dev.shootdown.machine.State.NO_ENTRY;
import static dev.shootdown.machine.State.VMCS_CPU;

/** What pCPUs cache of the guests' page tables: {@code spec/Hardware.tla}. */
public final class Hardware {
    private final State s;
    private final boolean tables;
    private final boolean evicts;

    Hardware(State s) {
        this.s = s;
        tables = s.scope.has(Feature.TABLES);
        evicts = s.scope.has(Feature.EVICT);
    }

    /** INVLPG of the pages that i's operation changed, as v on p; every page above the flush ceiling. */
    void invlpg(int p, int v, int i) {
        int first = s.firstHeld(i);
        int end = s.endHeld(i);
        if (end - first > s.scope.flushCeiling()) {
            dropAll(p, v);
            return;
        }
        for (int page = first; page < end; page++) {
            if (s.held(i, page) != NO_ENTRY) {
                Tlb.drop(s, p, v, page);
            }
        }
        s.psc(p, v, NONE);
    }

    /** INVVPID single-context for v on p, or a CR3 write of v on p. */
    public void dropAll(int p, int v) {
        Tlb.dropAll(s, p, v);
        s.psc(p, v, NONE);
    }

    boolean canFillTlb(int v, int page) {
        if (s.get(v, MODE) != GUEST || s.get(v, CR3) == KERNEL || s.pt(s.get(v, CR3), page) == NO_ENTRY) {
            return false;
        }
        int p = s.get(v, VMCS_CPU);
        return Tlb.get(s, p, v, page) == NO_ENTRY && Tlb.hasRoom(s, p, v, page);
    }

    void fillTlb(int v, int page) {
        Tlb.put(s, s.get(v, VMCS_CPU), v, page, s.pt(s.get(v, CR3), page));
    }

    boolean canCacheTable(int v) {
        return tables
                && s.get(v, MODE) == GUEST
                && s.get(v, CR3) != KERNEL
                && s.table(s.get(v, CR3)) != NONE
                && s.psc(s.get(v, VMCS_CPU), v) == NONE;
    }

    void cacheTable(int v) {
        s.psc(s.get(v, VMCS_CPU), v, s.table(s.get(v, CR3)));
    }

    boolean canEvictTlb(int p, int v, int page) {
        return evicts && Tlb.get(s, p, v, page) != NO_ENTRY;
    }

    void evictTlb(int p, int v, int page) {
        Tlb.drop(s, p, v, page);
    }

    /** Whether p's TLB has room for an entry of v for the page; always so when it is unbounded. */
    public boolean hasRoom(int p, int v, int page) {
        return Tlb.hasRoom(s, p, v, page);
    }

    /** How many entries of v the bounded TLB of p holds. */
    public int entries(int p, int v) {
        return Tlb.live(s, p, v);
    }

    /** How often everything of v was dropped from the bounded TLB of p: who remembers entries asks whether they are there. */
    public int drops(int p, int v) {
        return Tlb.drops(s, p, v);
    }

    /**
     * What the k-th way of the TLB set that serves the page holds on p: the vCPU in the high 32 bits and the page in the
     * low, or -1 when it is free. For a bounded TLB only: who evicts, chooses among these.
     */
    public long occupant(int p, int page, int k) {
        return Tlb.occupant(s, p, page, k);
    }
}
