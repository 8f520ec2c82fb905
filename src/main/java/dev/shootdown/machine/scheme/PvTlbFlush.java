package dev.shootdown.machine.scheme;

import static dev.shootdown.machine.State.FLUSH_REQUEST;
import static dev.shootdown.machine.State.MODE;
import static dev.shootdown.machine.State.OUT;
import static dev.shootdown.machine.State.PV_COPY;
import static dev.shootdown.machine.State.PV_FLUSH;
import static dev.shootdown.machine.State.PV_FLUSH_DUE;
import static dev.shootdown.machine.State.PV_IN;
import static dev.shootdown.machine.State.PV_OUT;
import static dev.shootdown.machine.State.PV_STATE;
import static dev.shootdown.machine.State.STEAL_UPDATE;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Protocol;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.StepKind;
import java.util.List;

/**
 * KVM_FEATURE_PV_TLB_FLUSH, in Linux since 4.16: the steal-time area has a byte that says that the vCPU is preempted; the
 * guest adds FLUSH_TLB to a preempted target's byte and interrupts the others. Specification:
 * {@code spec/PvTlbFlush.tla}.
 */
public final class PvTlbFlush implements Scheme {
    /** The byte is written again at vcpu_put although the VMM's own copy says preempted already. */
    public static final String BYTE_REWRITTEN = "CVE-2019-3016-a";

    /** The VMM reads the byte, decides, and writes it back later. */
    public static final String WRITTEN_BACK = "CVE-2019-3016-b";

    /** The byte goes on saying preempted when the vCPU runs. */
    public static final String NEVER_RESET = "preempted-never-reset";

    /** A vCPU is reported preempted although the VMM is in the middle of emulating an instruction of it. */
    public static final String EMULATES_PREEMPTED = "CVE-2022-39189";

    public static final int SERVE_STEAL_UPDATE = PvFilter.OWN;

    @Override
    public String name() {
        return "pv_tlb_flush";
    }

    @Override
    public String module() {
        return "PvTlbFlush";
    }

    @Override
    public List<StepKind> steps() {
        return PvFilter.steps("ServeStealUpdate");
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
        return List.of(BYTE_REWRITTEN, WRITTEN_BACK, NEVER_RESET, EMULATES_PREEMPTED, PvFilter.NO_RCU);
    }

    @Override
    public Protocol on(Machine machine) {
        return new Flushing(machine);
    }

    private static final class Flushing extends PvFilter {
        private final boolean rewrites;
        private final boolean writesBack;
        private final boolean neverResets;
        private final boolean emulatesPreempted;

        private Flushing(Machine machine) {
            super(machine);
            rewrites = machine.hasBug(BYTE_REWRITTEN);
            writesBack = machine.hasBug(WRITTEN_BACK);
            neverResets = machine.hasBug(NEVER_RESET);
            emulatesPreempted = machine.hasBug(EMULATES_PREEMPTED);
        }

        @Override
        boolean canOwn(int v) {
            return canServeStealUpdate(v);
        }

        @Override
        void own(int v) {
            serveStealUpdate(v);
        }

        private boolean canServeStealUpdate(int v) {
            return machine.hypervisor.inHost(v) && machine.hypervisor.isPublished(v) && s.is(v, STEAL_UPDATE);
        }

        private void serveStealUpdate(int v) {
            boolean readsFirst = writesBack && s.is(v, PV_COPY);
            if (s.get(v, PV_STATE) == PV_FLUSH && (readsFirst || !writesBack)) {
                s.set(v, PV_FLUSH_DUE, 1);
            }
            s.set(v, PV_COPY, 0);
            if (!readsFirst) {
                s.set(v, STEAL_UPDATE, 0);
                s.set(v, PV_STATE, neverResets ? PV_OUT : PV_IN);
            }
        }

        @Override
        public void vcpuLoaded(int v) {
            s.set(v, STEAL_UPDATE, 1);
        }

        @Override
        public boolean mayEnterGuest(int v) {
            return !s.is(v, STEAL_UPDATE) && !s.is(v, PV_FLUSH_DUE);
        }

        /** An exit that leads to an emulation is not at an instruction boundary: v was not reported preempted since. */
        @Override
        public boolean mayStartEmulation(int v) {
            return s.get(v, PV_STATE) == PV_IN;
        }

        @Override
        public void vcpuPreempted(int v) {
            if (machine.emulation.isInFlight(v) && !emulatesPreempted) {
                return; // not at an instruction boundary
            }
            if (!s.is(v, PV_COPY) || rewrites) {
                s.set(v, PV_STATE, PV_OUT);
            }
            s.set(v, PV_COPY, 1);
        }

        @Override
        public boolean isFlushDue(int v) {
            return s.is(v, FLUSH_REQUEST)
                    || s.is(v, PV_FLUSH_DUE)
                    || s.get(v, PV_STATE) == PV_FLUSH && (s.get(v, MODE) == OUT || s.is(v, STEAL_UPDATE));
        }

        @Override
        public boolean isFlushOwed(int v) {
            return isFlushDue(v) || s.get(v, PV_STATE) == PV_FLUSH;
        }
    }
}
