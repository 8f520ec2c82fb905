package dev.shootdown.machine;

import static dev.shootdown.machine.State.FREE;
import static dev.shootdown.machine.State.MODE;
import static dev.shootdown.machine.State.NONE;
import static dev.shootdown.machine.State.NO_ENTRY;
import static dev.shootdown.machine.State.OP;
import static dev.shootdown.machine.State.OUT;
import static dev.shootdown.machine.State.QUEUED;
import static dev.shootdown.machine.State.UNMAP;
import static dev.shootdown.machine.State.VMCS_CPU;

/**
 * Counts anew what follows from the variables of a state, for who has changed variables behind the machine's back: a check
 * on states that no schedule reaches, or on the counts themselves.
 */
public final class Recount {
    private Recount() {}

    /** The state must be one whose operations may hold any page: {@code window = pages}. */
    public static void of(State s) {
        if (s.scope.window() != s.scope.pages()) {
            throw new IllegalArgumentException("what an operation holds cannot be found through a window");
        }
        for (int p = 0; p < s.scope.pcpus(); p++) {
            s.load(NONE, p);
            int sent = 0;
            int handling = 0;
            for (int i = 0; i < s.vcpus(); i++) {
                int call = s.hostCall(i, p);
                sent += call == QUEUED ? 1 : 0;
                handling += call != FREE && call != QUEUED ? 1 : 0;
            }
            s.hostCounts(p, sent, handling);
        }
        s.clearFrameUses();
        for (int m = 0; m < s.scope.spaces() * s.scope.vms(); m++) {
            for (int page = 0; page < s.scope.pages(); page++) {
                if (!isHeldToo(s, m, page)) {
                    use(s, s.pt(m, page));
                }
            }
        }
        for (int v = 0; v < s.vcpus(); v++) {
            ofVcpu(s, v);
        }
    }

    /** Whether an unmap holds the entry already, which its store has not reached. */
    private static boolean isHeldToo(State s, int m, int page) {
        for (int v = 0; v < s.vcpus(); v++) {
            if (s.get(v, State.PTE_STORE) == page && s.get(v, State.OP_MM) == m && s.get(v, OP) == UNMAP) {
                return true;
            }
        }
        return false;
    }

    private static void ofVcpu(State s, int v) {
        int handling = 0;
        int outstanding = 0;
        for (int u = s.firstOf(s.vmOf(v)); u < s.firstOf(s.vmOf(v) + 1); u++) {
            int toUs = s.call(u, v);
            handling += toUs != FREE && toUs != QUEUED ? 1 : 0;
            outstanding += s.call(v, u) != FREE ? 1 : 0;
        }
        s.count(v, State.HANDLING, handling);
        s.count(v, State.OUTSTANDING, outstanding);
        int hostOutstanding = 0;
        for (int p = 0; p < s.scope.pcpus(); p++) {
            hostOutstanding += s.hostCall(v, p) != FREE ? 1 : 0;
        }
        s.count(v, State.HOST_OUTSTANDING, hostOutstanding);
        if (s.get(v, MODE) != OUT && s.get(v, VMCS_CPU) != NONE) {
            s.load(v, s.get(v, VMCS_CPU));
        }
        int pages = s.scope.pages();
        int first = 0;
        int end = 0;
        int held = 0;
        s.count(v, State.FIRST, 0);
        s.count(v, State.END, pages);
        for (int page = 0; page < pages; page++) {
            int entry = s.held(v, page);
            if (entry != NO_ENTRY) {
                first = held == 0 ? page : first;
                end = page + 1;
                held++;
                if (s.get(v, OP) == UNMAP) {
                    use(s, entry);
                }
            }
        }
        s.count(v, State.FIRST, first);
        s.count(v, State.END, end);
        s.count(v, State.HELD_COUNT, held);
    }

    private static void use(State s, int entry) {
        if (entry != NO_ENTRY) {
            s.useFrame(State.frameOf(entry), 1);
        }
    }
}
