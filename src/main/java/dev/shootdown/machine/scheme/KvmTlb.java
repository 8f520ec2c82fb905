package dev.shootdown.machine.scheme;

import static dev.shootdown.machine.State.FLUSH_REQUEST;
import static dev.shootdown.machine.State.HALTED;
import static dev.shootdown.machine.State.PV_FLUSH;
import static dev.shootdown.machine.State.PV_FLUSH_DUE;
import static dev.shootdown.machine.State.PV_IN;
import static dev.shootdown.machine.State.PV_OUT;
import static dev.shootdown.machine.State.PV_STATE;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Protocol;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.StepKind;
import java.util.List;

/**
 * kvm_tlb, the paravirtual remote flush proposed for KVM in 2012: a vCPU that is out of guest mode is asked to flush at
 * its next entry, the others are interrupted as in the baseline. As intended; {@link #CMPXCHG_OLD_VALUE} is the scheme
 * as published. Specification: {@code spec/KvmTlb.tla}.
 */
public final class KvmTlb implements Scheme {
    /** The published form: the old value that cmpxchg returns is taken for success. */
    public static final String CMPXCHG_OLD_VALUE = "kvmtlb-cmpxchg-old-value";

    /** The published form: a vCPU that the VMM emulates is out of guest mode. */
    public static final String EMULATES_OUT = "kvmtlb-emulation";

    public static final int SERVE_DEFERRED_FLUSH = PvFilter.SERVE_DEFERRED_FLUSH;
    public static final int READ_PV_STATE = PvFilter.READ_PV_STATE;
    public static final int FLAG_FLUSH = PvFilter.FLAG_FLUSH;
    public static final int SET_IN_GUEST_MODE = PvFilter.OWN;

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
        return PvFilter.steps("SetInGuestMode");
    }

    @Override
    public boolean sendsGuestIpis() {
        return true;
    }

    @Override
    public boolean freesTablesByRcu() {
        return true;
    }

    @Override
    public List<String> bugs() {
        return List.of(CMPXCHG_OLD_VALUE, EMULATES_OUT, PvFilter.NO_RCU);
    }

    @Override
    public Protocol on(Machine machine) {
        return new Flushing(machine);
    }

    private static final class Flushing extends PvFilter {
        private final boolean trustsOldValue;
        private final boolean emulatesOut;

        private Flushing(Machine machine) {
            super(machine);
            trustsOldValue = machine.hasBug(CMPXCHG_OLD_VALUE);
            emulatesOut = machine.hasBug(EMULATES_OUT);
        }

        @Override
        boolean canOwn(int v) {
            return canSetInGuestMode(v);
        }

        @Override
        void own(int v) {
            setInGuestMode(v);
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

        @Override
        boolean isDropped(int old, boolean succeeds) {
            return trustsOldValue ? old != PV_OUT : succeeds;
        }

        @Override
        public boolean mayEnterGuest(int v) {
            return s.get(v, PV_STATE) == PV_IN && !s.is(v, PV_FLUSH_DUE);
        }

        /** A vCPU that the VMM emulates counts as in guest mode: it is interrupted and waited for. */
        @Override
        public boolean mayStartEmulation(int v) {
            return emulatesOut || s.get(v, PV_STATE) == PV_IN;
        }

        @Override
        public void guestExited(int v) {
            s.set(v, PV_STATE, PV_OUT);
        }

        @Override
        public boolean isFlushDue(int v) {
            return s.is(v, FLUSH_REQUEST) || s.is(v, PV_FLUSH_DUE) || s.get(v, PV_STATE) == PV_FLUSH;
        }
    }
}
