package dev.shootdown.machine;

import static dev.shootdown.machine.State.ACTIVE_MM;
import static dev.shootdown.machine.State.FLUSHED;
import static dev.shootdown.machine.State.FREE;
import static dev.shootdown.machine.State.GUEST;
import static dev.shootdown.machine.State.IRQS_OFF;
import static dev.shootdown.machine.State.MODE;
import static dev.shootdown.machine.State.OP_MM;
import static dev.shootdown.machine.State.PC;
import static dev.shootdown.machine.State.REMOTE;
import static dev.shootdown.machine.State.TAKEN;
import static dev.shootdown.machine.State.VECTOR;

/** The guest's call-function IPIs, kernel/smp.c: the last part of {@code spec/Guest.tla}. */
public final class CallFunction {
    private final State s;
    private final Guest guest;
    private final Protocol protocol;
    private final StoreBuffer stores;

    CallFunction(Machine m) {
        s = m.state;
        guest = m.guest;
        protocol = m.protocol;
        stores = m.stores;
    }

    boolean canQueueCall(int i, int t) {
        return s.vmOf(i) == s.vmOf(t)
                && guest.runs(i)
                && s.get(i, PC) == REMOTE
                && stores.isDrained(i)
                && s.has(s.targets(i), t)
                && s.call(i, t) == FREE
                && protocol.mayQueueCall(i);
    }

    void queueCall(int i, int t) {
        s.queueCall(i, t);
        s.remove(s.targets(i), t);
        s.add(s.ipis(i), t);
    }

    boolean canSendFlushIpi(int i, int t) {
        return s.vmOf(i) == s.vmOf(t)
                && guest.runs(i)
                && s.get(i, PC) == REMOTE
                && s.has(s.ipis(i), t)
                && s.isEmpty(s.targets(i));
    }

    void sendFlushIpi(int i, int t) {
        s.set(t, VECTOR, 1);
        s.remove(s.ipis(i), t);
    }

    boolean canTakeFlushIpi(int t) {
        return guest.runs(t) && !s.is(t, IRQS_OFF) && s.is(t, VECTOR) && stores.isDrained(t);
    }

    void takeFlushIpi(int t) {
        s.set(t, VECTOR, 0);
        s.takeCalls(t);
    }

    boolean canHandleFlush(int t, int i) {
        return s.vmOf(i) == s.vmOf(t) && s.get(t, MODE) == GUEST && s.call(i, t) == TAKEN && !guest.isLeavingMm(t);
    }

    void handleFlush(int t, int i) {
        s.flushCall(i, t);
        if (s.get(i, OP_MM) == s.get(t, ACTIVE_MM)) {
            guest.flush(t, i);
        }
    }

    boolean canAckFlush(int t, int i) {
        return s.vmOf(i) == s.vmOf(t) && s.get(t, MODE) == GUEST && s.call(i, t) == FLUSHED && !guest.isLeavingMm(t);
    }

    void ackFlush(int t, int i) {
        s.ackCall(i, t);
    }
}
