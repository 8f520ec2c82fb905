package dev.shootdown.machine;

import static dev.shootdown.machine.State.ACTIVE_MM;
import static dev.shootdown.machine.State.CPU_STORE;
import static dev.shootdown.machine.State.MASK_STORE;
import static dev.shootdown.machine.State.NONE;
import static dev.shootdown.machine.State.NO_ENTRY;
import static dev.shootdown.machine.State.OP;
import static dev.shootdown.machine.State.OP_MM;
import static dev.shootdown.machine.State.PTE_STORE;
import static dev.shootdown.machine.State.UNMAP;
import static dev.shootdown.machine.State.VCPU_CPU;
import static dev.shootdown.machine.State.VMCS_CPU;

/** Stores that other CPUs do not see yet, x86-TSO: {@code spec/StoreBuffer.tla}. Without the feature, none waits. */
public final class StoreBuffer {
    private final State s;
    private final boolean on;

    StoreBuffer(State s) {
        this.s = s;
        on = s.scope.has(Feature.STORE_BUFFERS);
    }

    /** {@code Drained(v)}: what v stored is in memory. LOCKed and serializing instructions wait for that, exits too. */
    public boolean isDrained(int v) {
        return !on || s.get(v, PTE_STORE) == NONE && !s.is(v, MASK_STORE) && !s.is(v, CPU_STORE);
    }

    /** Whether v holds back a store to a page-table entry. */
    boolean holdsEntry(int v) {
        return on && s.get(v, PTE_STORE) != NONE;
    }

    /** {@code EntryDrained(m, g)}: nobody holds back a store to that entry, whose lock is therefore free. */
    boolean isEntryDrained(int m, int page) {
        if (on) {
            for (int v = 0; v < s.vcpus(); v++) {
                if (s.get(v, PTE_STORE) == page && s.get(v, OP_MM) == m) {
                    return false;
                }
            }
        }
        return true;
    }

    /** v stores what its operation puts in the place of the entry that it holds now. */
    void storeEntry(int v, int page) {
        if (on) {
            s.set(v, PTE_STORE, page);
        } else {
            putEntry(v, page);
        }
    }

    private void putEntry(int v, int page) {
        int entry = s.get(v, OP) == UNMAP ? NO_ENTRY : State.entry(State.frameOf(s.held(v, page)), false);
        s.pt(s.get(v, OP_MM), page, entry);
    }

    /** v stores its own bit in the mask of its active space. */
    void storeOwnBit(int v) {
        int mask = s.cpumask(s.get(v, ACTIVE_MM));
        if (on && !s.has(mask, v)) {
            s.set(v, MASK_STORE, 1);
        } else {
            s.add(mask, v);
        }
    }

    /** The VMM stores where v is. */
    void storeVcpuCpu(int v) {
        if (on) {
            s.set(v, CPU_STORE, 1);
        } else {
            s.set(v, VCPU_CPU, s.get(v, VMCS_CPU));
        }
    }

    boolean canDrainStore(int v) {
        return !isDrained(v);
    }

    /** The oldest store goes first: the VMM's came before the guest's. */
    void drainStore(int v) {
        if (s.is(v, CPU_STORE)) {
            s.set(v, CPU_STORE, 0);
            s.set(v, VCPU_CPU, s.get(v, VMCS_CPU));
            return;
        }
        if (s.get(v, PTE_STORE) != NONE) {
            putEntry(v, s.get(v, PTE_STORE));
            s.set(v, PTE_STORE, NONE);
        }
        if (s.is(v, MASK_STORE)) {
            s.set(v, MASK_STORE, 0);
            s.add(s.cpumask(s.get(v, ACTIVE_MM)), v);
        }
    }
}
