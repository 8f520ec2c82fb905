package dev.shootdown.machine;

import static dev.shootdown.machine.State.NONE;
import static dev.shootdown.machine.State.NO_ENTRY;

/** {@code TypeOK}: every variable is in its set. The bounds of the scalar variables stand in one table. */
final class TypeOk {
    private final State s;
    private final int spaces;

    /** The least and the greatest value of each scalar variable. */
    private final int[] least = new int[State.VARIABLES];

    private final int[] greatest = new int[State.VARIABLES];

    TypeOk(State s) {
        this.s = s;
        Scope scope = s.scope;
        spaces = scope.spaces() * scope.vms();
        int tables = scope.tables() * scope.vms();
        int[][] ranges = {
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
            {State.SEEN, NONE, State.PV_FLUSH},
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
        for (int[] range : ranges) {
            least[range[0]] = range[1];
            greatest[range[0]] = range[2];
        }
    }

    /**
     * Null when every variable of the vCPUs from {@code first} to {@code end - 1}, and every page-table entry, is in its set;
     * else one that is not.
     */
    String broken(int first, int end) {
        for (int v = first; v < end; v++) {
            if (isOutside(v) || s.get(v, State.SEEN) == State.PV_IN) {
                return explain(v);
            }
        }
        return brokenEntry();
    }

    /** Whether some difference is negative: one branch for all variables of v, since this is asked after every step. */
    private boolean isOutside(int v) {
        int[] words = s.words();
        int[] low = least;
        int[] high = greatest;
        int at = v * low.length;
        int signs = 0;
        for (int k = 0; k < low.length; k++) {
            int value = words[at + k];
            signs |= value - low[k] | high[k] - value;
        }
        return signs < 0;
    }

    private String explain(int v) {
        for (int k = 0; k < State.VARIABLES; k++) {
            int value = s.get(v, k);
            if (value < least[k] || value > greatest[k] || k == State.SEEN && value == State.PV_IN) {
                return "variable " + k + " of v" + (v + 1) + " is " + value;
            }
        }
        throw new IllegalStateException("every variable of v" + (v + 1) + " is in its set");
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
