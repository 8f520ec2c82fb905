package dev.shootdown.machine;

import static dev.shootdown.machine.State.NONE;
import static dev.shootdown.machine.State.NO_ENTRY;

/** {@code TypeOK}: every variable is in its set. The bounds of the scalar variables stand in one table. */
final class TypeOk {
    private final State s;
    private final int spaces;
    private final int[][] ranges;

    TypeOk(State s) {
        this.s = s;
        Scope scope = s.scope;
        spaces = scope.spaces() * scope.vms();
        int tables = scope.tables() * scope.vms();
        ranges = new int[][] {
            {State.MODE, State.OUT, State.GUEST},
            {State.VMCS_CPU, NONE, scope.pcpus() - 1},
            {State.VCPU_CPU, NONE, scope.pcpus() - 1},
            {State.FLUSH_REQUEST, 0, 1},
            {State.HALTED, 0, 1},
            {State.CR3, State.KERNEL, spaces - 1},
            {State.ACTIVE_MM, 0, spaces - 1},
            {State.LAZY, 0, 1},
            {State.IRQS_OFF, 0, 1},
            {State.PC, State.IDLE, State.GRACE},
            {State.OP, State.NO_OP, State.MOVE},
            {State.OP_MM, State.KERNEL, spaces - 1},
            {State.HELD_TABLE, NONE, tables - 1},
            {State.VECTOR, 0, 1},
            {State.PV_STATE, State.PV_OUT, State.PV_FLUSH},
            {State.PV_FLUSH_DUE, 0, 1},
            {State.STEAL_UPDATE, 0, 1},
            {State.PV_COPY, 0, 1},
            {State.CHECKING, NONE, s.vcpus() - 1},
            {State.ASKED_CPU, NONE, scope.pcpus() - 1},
            {State.INFO, NONE, s.vcpus() - 1},
            {State.PTE_STORE, NONE, scope.pages() - 1},
            {State.MASK_STORE, 0, 1},
            {State.CPU_STORE, 0, 1},
            {State.WALK, NONE, tables - 1},
            {State.EMULATED_PAGE, NONE, scope.pages() - 1},
            {State.EMULATED_ENTRY, NO_ENTRY, 2 * scope.frames() * scope.vms() - 1},
            {State.EMULATION_STALE, 0, 1},
        };
    }

    /** Null when every variable is in its set, else one that is not. */
    String broken() {
        for (int v = 0; v < s.vcpus(); v++) {
            for (int[] range : ranges) {
                int value = s.get(v, range[0]);
                if (value < range[1] || value > range[2]) {
                    return "variable " + range[0] + " of v" + (v + 1) + " is " + value;
                }
            }
            int seen = s.get(v, State.SEEN);
            if (seen != NONE && seen != State.PV_OUT && seen != State.PV_FLUSH) {
                return "seen of v" + (v + 1) + " is " + seen;
            }
        }
        return brokenEntry();
    }

    private String brokenEntry() {
        int frames = s.scope.frames() * s.scope.vms();
        for (int m = 0; m < spaces; m++) {
            for (int page = 0; page < s.scope.pages(); page++) {
                int entry = s.pt(m, page);
                if (entry != NO_ENTRY && (entry < 0 || State.frameOf(entry) >= frames)) {
                    return "entry of page g" + (page + 1) + " of m" + (m + 1) + " is " + entry;
                }
            }
        }
        return null;
    }
}
