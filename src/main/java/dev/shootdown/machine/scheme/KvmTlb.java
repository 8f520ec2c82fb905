package dev.shootdown.machine.scheme;

import static dev.shootdown.machine.State.CHECKING;
import static dev.shootdown.machine.State.FLUSH_REQUEST;
import static dev.shootdown.machine.State.HALTED;
import static dev.shootdown.machine.State.HOST;
import static dev.shootdown.machine.State.MODE;
import static dev.shootdown.machine.State.NONE;
import static dev.shootdown.machine.State.PC;
import static dev.shootdown.machine.State.PV_FLUSH;
import static dev.shootdown.machine.State.PV_FLUSH_DUE;
import static dev.shootdown.machine.State.PV_IN;
import static dev.shootdown.machine.State.PV_OUT;
import static dev.shootdown.machine.State.PV_STATE;
import static dev.shootdown.machine.State.REMOTE;
import static dev.shootdown.machine.State.SEEN;
import static dev.shootdown.machine.State.VMCS_CPU;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;
import dev.shootdown.machine.Protocol;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.StepKind;
import dev.shootdown.machine.StepKind.Argument;
import dev.shootdown.machine.Steps;
import java.util.List;
import java.util.Set;

/**
 * kvm_tlb, the paravirtual remote flush proposed for KVM in 2012: a vCPU that is out of guest mode is asked to flush at
 * its next entry, the others are interrupted as in the baseline. As intended; {@link #CMPXCHG_OLD_VALUE} is the scheme
 * as published. Specification: {@code spec/KvmTlb.tla}.
 */
public final class KvmTlb implements Scheme {
    /** The published form: the old value that cmpxchg returns is taken for success. */
    public static final String CMPXCHG_OLD_VALUE = "kvmtlb-cmpxchg-old-value";

    public static final int SET_IN_GUEST_MODE = Steps.FIRST_OF_SCHEME;
    public static final int SERVE_DEFERRED_FLUSH = Steps.FIRST_OF_SCHEME + 1;
    public static final int READ_PV_STATE = Steps.FIRST_OF_SCHEME + 2;
    public static final int FLAG_FLUSH = Steps.FIRST_OF_SCHEME + 3;

    @Override
    public String name() {
        return "kvm_tlb";
    }

    @Override
    public String module() {
        return "KvmTlb";
    }

    @Override
    public List<StepKind> steps() {
        return List.of(
                StepKind.of(SET_IN_GUEST_MODE, "SetInGuestMode", Argument.VCPU),
                StepKind.of(SERVE_DEFERRED_FLUSH, "ServeDeferredFlush", Argument.VCPU),
                StepKind.of(READ_PV_STATE, "ReadPvState", Argument.VCPU, Argument.VCPU),
                StepKind.of(FLAG_FLUSH, "FlagFlush", Argument.VCPU));
    }

    @Override
    public boolean sendsGuestIpis() {
        return true;
    }

    @Override
    public Set<String> bugs() {
        return Set.of(CMPXCHG_OLD_VALUE);
    }

    @Override
    public Protocol on(Machine machine) {
        return new Flushing(machine);
    }

    private static final class Flushing extends Protocol {
        private final boolean trustsOldValue;

        private Flushing(Machine machine) {
            super(machine);
            trustsOldValue = machine.hasBug(CMPXCHG_OLD_VALUE);
        }

        @Override
        public boolean can(long step) {
            int v = Step.a(step);
            return switch (Step.kind(step)) {
                case SET_IN_GUEST_MODE -> canSetInGuestMode(v);
                case SERVE_DEFERRED_FLUSH -> canServeDeferredFlush(v);
                case READ_PV_STATE -> canReadPvState(v, Step.b(step));
                case FLAG_FLUSH -> machine.guest.runs(v) && s.get(v, CHECKING) != NONE;
                default -> false;
            };
        }

        @Override
        public void apply(long step) {
            int v = Step.a(step);
            switch (Step.kind(step)) {
                case SET_IN_GUEST_MODE -> setInGuestMode(v);
                case SERVE_DEFERRED_FLUSH -> serveDeferredFlush(v);
                case READ_PV_STATE -> readPvState(v, Step.b(step));
                case FLAG_FLUSH -> flagFlush(v);
                default -> super.apply(step);
            }
        }

        @Override
        public void offer(int v, Offers offers) {
            if (s.get(v, MODE) == HOST) {
                offers.offer(Step.of(SET_IN_GUEST_MODE, v));
                offers.offer(Step.of(SERVE_DEFERRED_FLUSH, v));
            } else if (s.get(v, PC) == REMOTE) {
                offers.offer(Step.of(FLAG_FLUSH, v));
                int vm = s.vmOf(v);
                for (int t = s.next(s.unchecked(v), vm, s.firstOf(vm));
                        t != NONE;
                        t = s.next(s.unchecked(v), vm, t + 1)) {
                    offers.offer(Step.of(READ_PV_STATE, v, t));
                }
            }
        }

        private boolean canSetInGuestMode(int v) {
            return machine.hypervisor.inHost(v)
                    && !s.is(v, HALTED)
                    && machine.hypervisor.isPublished(v)
                    && !s.is(v, FLUSH_REQUEST)
                    && s.get(v, PV_STATE) != PV_IN;
        }

        private void setInGuestMode(int v) {
            if (s.get(v, PV_STATE) == PV_FLUSH) {
                s.set(v, PV_FLUSH_DUE, 1);
            }
            s.set(v, PV_STATE, PV_IN);
        }

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

        private void flagFlush(int i) {
            int t = s.get(i, CHECKING);
            int old = s.get(t, PV_STATE);
            boolean succeeds = old == s.get(i, SEEN);
            if (succeeds) {
                s.set(t, PV_STATE, PV_FLUSH);
            }
            if (trustsOldValue ? old != PV_OUT : succeeds) {
                s.remove(s.targets(i), t);
            }
            s.set(i, CHECKING, NONE);
            s.set(i, SEEN, NONE);
        }

        private boolean isChecked(int i) {
            return s.get(i, CHECKING) == NONE && s.isEmpty(s.unchecked(i));
        }

        @Override
        public boolean mayEnterGuest(int v) {
            return s.get(v, PV_STATE) == PV_IN && !s.is(v, PV_FLUSH_DUE);
        }

        @Override
        public void guestExited(int v) {
            s.set(v, PV_STATE, PV_OUT);
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

        @Override
        public boolean isFlushDue(int v) {
            return s.is(v, FLUSH_REQUEST) || s.is(v, PV_FLUSH_DUE) || s.get(v, PV_STATE) == PV_FLUSH;
        }
    }
}
