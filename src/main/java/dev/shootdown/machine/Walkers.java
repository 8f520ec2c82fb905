package dev.shootdown.machine;

import static dev.shootdown.machine.State.CR3;
import static dev.shootdown.machine.State.GRACE;
import static dev.shootdown.machine.State.HELD_TABLE;
import static dev.shootdown.machine.State.IRQS_OFF;
import static dev.shootdown.machine.State.NONE;
import static dev.shootdown.machine.State.PC;
import static dev.shootdown.machine.State.RETURNED;
import static dev.shootdown.machine.State.WALK;

/**
 * Page-table walks by guest code, without locks and with interrupts off, and what schemes need that return from a flush
 * meanwhile: page-table pages freed by RCU. {@code spec/Walkers.tla}.
 */
public final class Walkers {
    private final State s;
    private final Guest guest;
    private final boolean walks;
    private final boolean tablesByRcu;

    Walkers(Machine m) {
        s = m.state;
        guest = m.guest;
        walks = s.scope.has(Feature.WALKERS);
        tablesByRcu = m.protocol.freesTablesByRcu();
    }

    boolean canStartWalk(int v) {
        return walks && guest.mayFault(v) && s.table(s.get(v, CR3)) != NONE;
    }

    void startWalk(int v) {
        s.set(v, WALK, s.table(s.get(v, CR3)));
        s.set(v, IRQS_OFF, 1);
    }

    boolean canEndWalk(int v) {
        return s.get(v, WALK) != NONE && guest.runs(v);
    }

    void endWalk(int v) {
        s.set(v, WALK, NONE);
        s.set(v, IRQS_OFF, 0);
        int vm = s.vmOf(v);
        for (int i = s.firstOf(vm); i < s.firstOf(vm + 1); i++) {
            s.remove(s.graceFor(i), v);
        }
    }

    boolean canQueueTableFree(int i) {
        return tablesByRcu && guest.runs(i) && s.get(i, PC) == RETURNED && s.get(i, HELD_TABLE) != NONE;
    }

    /** RCU's own guarantee makes this one step: who begins to walk later cannot find the page. */
    void queueTableFree(int i) {
        s.set(i, PC, GRACE);
        int vm = s.vmOf(i);
        for (int v = s.firstOf(vm); v < s.firstOf(vm + 1); v++) {
            if (s.get(v, WALK) != NONE) {
                s.add(s.graceFor(i), v);
            }
        }
    }
}
