package dev.shootdown.explore;

import dev.shootdown.machine.Fingerprint;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.State;

/**
 * A state seen from afar: for each vCPU where it stands and whether it caches something that its page table no longer says,
 * without numbers of CPUs, pages and frames, and without saying which vCPU is which. States of different machines can be
 * the same from afar. New ones are what coverage-guided schedules look for.
 */
final class Abstraction {
    private Abstraction() {}

    /** A hash of what the machine's state is from afar. */
    static long of(Machine machine) {
        State s = machine.state;
        long sum = 0;
        for (int v = 0; v < s.vcpus(); v++) {
            sum += Fingerprint.mix(ofVcpu(machine, v));
        }
        return Fingerprint.mix(sum);
    }

    private static long ofVcpu(Machine machine, int v) {
        State s = machine.state;
        int root = s.get(v, State.CR3);
        long word = s.get(v, State.MODE);
        word = word << 3 | s.get(v, State.PC);
        word = word << 2 | s.get(v, State.OP);
        word = word << 2 | s.get(v, State.PV_STATE);
        word = word << 1 | s.get(v, State.HALTED);
        word = word << 1 | s.get(v, State.LAZY);
        word = word << 1 | s.get(v, State.IRQS_OFF);
        word = word << 1 | s.get(v, State.VECTOR);
        word = word << 1 | s.get(v, State.FLUSH_REQUEST);
        word = word << 1 | s.get(v, State.EMULATION_STALE);
        word = word << 1 | s.get(v, State.MASK_STORE);
        word = word << 1 | s.get(v, State.CPU_STORE);
        word = bit(word, s.get(v, State.PTE_STORE) != State.NONE);
        word = bit(word, s.get(v, State.WALK) != State.NONE);
        word = bit(word, s.get(v, State.EMULATED_PAGE) != State.NONE);
        word = bit(word, s.get(v, State.CHECKING) != State.NONE);
        word = bit(word, s.get(v, State.HELD_TABLE) != State.NONE);
        word = bit(word, s.inHandler(v));
        word = bit(word, s.isOwed(v) || s.waitsForHost(v));
        word = bit(word, root == State.KERNEL);
        word = bit(word, root == s.get(v, State.ACTIVE_MM));
        return word << 2 | cached(s, v, root);
    }

    private static long bit(long word, boolean holds) {
        return word << 1 | (holds ? 1 : 0);
    }

    /** 0: v has nothing cached where it was last; 1: only what the page table says; 2: something else; 3: no user root. */
    private static int cached(State s, int v, int root) {
        int p = s.get(v, State.VMCS_CPU);
        if (p == State.NONE || root == State.KERNEL) {
            return 3;
        }
        int cached = s.psc(p, v) == State.NONE ? 0 : s.psc(p, v) == s.table(root) ? 1 : 2;
        for (int page = 0; page < s.scope.pages() && cached < 2; page++) {
            int entry = s.tlb(p, v, page);
            if (entry != State.NO_ENTRY) {
                cached = entry == s.pt(root, page) ? 1 : 2;
            }
        }
        return cached;
    }
}
