package dev.shootdown.machine.scheme;

import static dev.shootdown.machine.State.CHECKING;
import static dev.shootdown.machine.State.HOST;
import static dev.shootdown.machine.State.MODE;
import static dev.shootdown.machine.State.NONE;
import static dev.shootdown.machine.State.PC;
import static dev.shootdown.machine.State.PV_FLUSH;
import static dev.shootdown.machine.State.PV_FLUSH_DUE;
import static dev.shootdown.machine.State.PV_IN;
import static dev.shootdown.machine.State.PV_STATE;
import static dev.shootdown.machine.State.REMOTE;
import static dev.shootdown.machine.State.SEEN;
import static dev.shootdown.machine.State.VMCS_CPU;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;
import dev.shootdown.machine.Protocol;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.StepKind;
import dev.shootdown.machine.StepKind.Argument;
import dev.shootdown.machine.Steps;
import java.util.List;

/**
 * What a guest does that shares a word per vCPU with the VMM: a target that is out is asked to flush before it runs
 * again, and not interrupted. {@code spec/PvFilter.tla}.
 */
abstract class PvFilter extends Protocol {
    /** Page-table pages are freed without RCU. */
    static final String NO_RCU = "no-rcu-table-free";

    static final int SERVE_DEFERRED_FLUSH = Steps.FIRST_OF_SCHEME;
    static final int READ_PV_STATE = Steps.FIRST_OF_SCHEME + 1;
    static final int FLAG_FLUSH = Steps.FIRST_OF_SCHEME + 2;

    /** The one step that a scheme adds: the VMM's, for a vCPU in host mode. */
    static final int OWN = Steps.FIRST_OF_SCHEME + 3;

    static List<StepKind> steps(String own) {
        return List.of(
                StepKind.of(SERVE_DEFERRED_FLUSH, "ServeDeferredFlush", Argument.VCPU),
                StepKind.of(READ_PV_STATE, "ReadPvState", Argument.VCPU, Argument.VCPU),
                StepKind.of(FLAG_FLUSH, "FlagFlush", Argument.VCPU),
                StepKind.of(OWN, own, Argument.VCPU));
    }

    PvFilter(Machine machine) {
        super(machine);
    }

    @Override
    public boolean can(long step) {
        int v = Step.a(step);
        return switch (Step.kind(step)) {
            case SERVE_DEFERRED_FLUSH -> canServeDeferredFlush(v);
            case READ_PV_STATE -> canReadPvState(v, Step.b(step));
            case FLAG_FLUSH -> canFlagFlush(v);
            case OWN -> canOwn(v);
            default -> false;
        };
    }

    @Override
    public void apply(long step) {
        int v = Step.a(step);
        switch (Step.kind(step)) {
            case SERVE_DEFERRED_FLUSH -> serveDeferredFlush(v);
            case READ_PV_STATE -> readPvState(v, Step.b(step));
            case FLAG_FLUSH -> flagFlush(v);
            case OWN -> own(v);
            default -> super.apply(step);
        }
    }

    @Override
    public void offer(int v, Offers offers) {
        if (s.get(v, MODE) == HOST) {
            offers.offer(canOwn(v), Step.of(OWN, v));
            offers.offer(canServeDeferredFlush(v), Step.of(SERVE_DEFERRED_FLUSH, v));
        } else if (s.get(v, PC) == REMOTE) {
            offers.offer(canFlagFlush(v), Step.of(FLAG_FLUSH, v));
            int vm = s.vmOf(v);
            for (int t = s.next(s.unchecked(v), vm, s.firstOf(vm)); t != NONE; t = s.next(s.unchecked(v), vm, t + 1)) {
                offers.offer(canReadPvState(v, t), Step.of(READ_PV_STATE, v, t));
            }
        }
    }

    /** {@link #FLAG_FLUSH} changes the target's word. */
    @Override
    public boolean concernsOthers(long step) {
        int kind = Step.kind(step);
        return kind != OWN && kind != SERVE_DEFERRED_FLUSH && kind != READ_PV_STATE && Steps.concernsOthers(kind);
    }

    abstract boolean canOwn(int v);

    abstract void own(int v);

    private boolean canServeDeferredFlush(int v) {
        return machine.hypervisor.inHost(v) && machine.hypervisor.isPublished(v) && s.is(v, PV_FLUSH_DUE);
    }

    private void serveDeferredFlush(int v) {
        s.set(v, PV_FLUSH_DUE, 0);
        machine.hardware.dropAll(s.get(v, VMCS_CPU), v);
    }

    private boolean canReadPvState(int i, int t) {
        return s.vmOf(i) == s.vmOf(t)
                && machine.guest.runs(i)
                && s.get(i, PC) == REMOTE
                && s.get(i, CHECKING) == NONE
                && s.has(s.unchecked(i), t);
    }

    private void readPvState(int i, int t) {
        s.remove(s.unchecked(i), t);
        if (s.get(t, PV_STATE) != PV_IN) {
            s.set(i, CHECKING, t);
            s.set(i, SEEN, s.get(t, PV_STATE));
        }
    }

    private boolean canFlagFlush(int i) {
        return machine.guest.runs(i) && machine.stores.isDrained(i) && s.get(i, CHECKING) != NONE;
    }

    private void flagFlush(int i) {
        int t = s.get(i, CHECKING);
        int old = s.get(t, PV_STATE);
        boolean succeeds = old == s.get(i, SEEN);
        if (succeeds) {
            s.set(t, PV_STATE, PV_FLUSH);
        }
        if (isDropped(old, succeeds)) {
            s.remove(s.targets(i), t);
        }
        s.set(i, CHECKING, NONE);
        s.set(i, SEEN, NONE);
    }

    /** Whether the guest takes the target off its list after a cmpxchg that found {@code old}. */
    boolean isDropped(int old, boolean succeeds) {
        return succeeds;
    }

    @Override
    public boolean freesTablesByRcu() {
        return super.freesTablesByRcu() && !machine.hasBug(NO_RCU);
    }

    private boolean isChecked(int i) {
        return s.get(i, CHECKING) == NONE && s.isEmpty(s.unchecked(i));
    }

    @Override
    public void flushBegins(int i) {
        s.copySet(s.targets(i), s.unchecked(i));
    }

    @Override
    public boolean mayQueueCall(int i) {
        return isChecked(i);
    }

    @Override
    public boolean mayFinishFlush(int i) {
        return isChecked(i);
    }
}
