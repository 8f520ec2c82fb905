package dev.shootdown.machine.scheme;

import static dev.shootdown.machine.State.ASKED_CPU;
import static dev.shootdown.machine.State.EMULATION_STALE;
import static dev.shootdown.machine.State.FLUSHED;
import static dev.shootdown.machine.State.FREE;
import static dev.shootdown.machine.State.GUEST;
import static dev.shootdown.machine.State.HOST;
import static dev.shootdown.machine.State.HYPERCALL;
import static dev.shootdown.machine.State.INFO;
import static dev.shootdown.machine.State.MODE;
import static dev.shootdown.machine.State.NONE;
import static dev.shootdown.machine.State.PC;
import static dev.shootdown.machine.State.REMOTE;
import static dev.shootdown.machine.State.TAKEN;
import static dev.shootdown.machine.State.VCPU_CPU;
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

/**
 * Shoot4U (Ouyang, Lange, Zheng, VEE'16): one hypercall, and the VMM interrupts the pCPU where each target runs or last
 * ran, one after the other, to drop the target's tagged entries. Specification: {@code spec/Shoot4U.tla}.
 */
public final class Shoot4U implements Scheme {
    /** The loop as a multicast that does not wait, with one argument for all of its IPIs. */
    public static final String SHARED_INFO = "shoot4u-shared-info";

    /** The published form: page-table pages are freed without RCU. */
    public static final String GUP_RACE = "shoot4u-gup-race";

    /** The published form: an emulation in flight makes its access although what it goes by was flushed. */
    public static final String EMULATES_STALE = "shoot4u-emulation";

    public static final int HYPERCALL_STEP = Steps.FIRST_OF_SCHEME;
    public static final int READ_VCPU_CPU = Steps.FIRST_OF_SCHEME + 1;
    public static final int INVVPID_LOCAL = Steps.FIRST_OF_SCHEME + 2;
    public static final int SEND_HOST_IPI = Steps.FIRST_OF_SCHEME + 3;
    public static final int TAKE_HOST_IPI = Steps.FIRST_OF_SCHEME + 4;
    public static final int INVVPID = Steps.FIRST_OF_SCHEME + 5;
    public static final int ACK_HOST_IPI = Steps.FIRST_OF_SCHEME + 6;
    public static final int RETURN_FROM_HYPERCALL = Steps.FIRST_OF_SCHEME + 7;

    @Override
    public String name() {
        return "shoot4u";
    }

    @Override
    public String module() {
        return "Shoot4U";
    }

    @Override
    public List<StepKind> steps() {
        return List.of(
                StepKind.of(HYPERCALL_STEP, "Hypercall", Argument.VCPU),
                StepKind.of(READ_VCPU_CPU, "ReadVcpuCpu", Argument.VCPU, Argument.VCPU),
                StepKind.of(INVVPID_LOCAL, "InvvpidLocal", Argument.VCPU),
                StepKind.of(SEND_HOST_IPI, "SendHostIpi", Argument.VCPU),
                StepKind.of(TAKE_HOST_IPI, "TakeHostIpi", Argument.PCPU),
                StepKind.of(INVVPID, "Invvpid", Argument.PCPU, Argument.VCPU),
                StepKind.of(ACK_HOST_IPI, "AckHostIpi", Argument.PCPU, Argument.VCPU),
                StepKind.of(RETURN_FROM_HYPERCALL, "ReturnFromHypercall", Argument.VCPU));
    }

    @Override
    public boolean sendsGuestIpis() {
        return false;
    }

    @Override
    public boolean freesTablesByRcu() {
        return true;
    }

    @Override
    public List<String> bugs() {
        return List.of(SHARED_INFO, GUP_RACE, EMULATES_STALE, Machine.VCPU_CPU_ORDER);
    }

    @Override
    public Protocol on(Machine machine) {
        return new Flushing(machine);
    }

    private static final class Flushing extends Protocol {
        private final boolean multicast;
        private final boolean emulatesStale;

        private Flushing(Machine machine) {
            super(machine);
            multicast = machine.hasBug(SHARED_INFO);
            emulatesStale = machine.hasBug(EMULATES_STALE);
        }

        @Override
        public boolean can(long step) {
            int a = Step.a(step);
            return switch (Step.kind(step)) {
                case HYPERCALL_STEP -> canHypercall(a);
                case READ_VCPU_CPU -> canReadVcpuCpu(a, Step.b(step));
                case INVVPID_LOCAL -> canInvvpidLocal(a);
                case SEND_HOST_IPI -> canSendHostIpi(a);
                case TAKE_HOST_IPI -> canTakeHostIpi(a);
                case INVVPID -> s.hostCall(Step.b(step), a) == TAKEN;
                case ACK_HOST_IPI -> s.hostCall(Step.b(step), a) == FLUSHED;
                case RETURN_FROM_HYPERCALL -> canReturn(a);
                default -> false;
            };
        }

        @Override
        public void apply(long step) {
            int a = Step.a(step);
            switch (Step.kind(step)) {
                case HYPERCALL_STEP -> {
                    s.set(a, PC, HYPERCALL);
                    s.set(a, MODE, HOST);
                }
                case READ_VCPU_CPU -> readVcpuCpu(a, Step.b(step));
                case INVVPID_LOCAL -> invvpidLocal(a);
                case SEND_HOST_IPI -> sendHostIpi(a);
                case TAKE_HOST_IPI -> takeHostIpi(a);
                case INVVPID -> invvpid(a, Step.b(step));
                case ACK_HOST_IPI -> ackHostIpi(a, Step.b(step));
                case RETURN_FROM_HYPERCALL -> {
                    s.set(a, PC, REMOTE);
                    s.set(a, INFO, NONE);
                }
                default -> super.apply(step);
            }
        }

        @Override
        public void offer(int v, Offers offers) {
            if (s.get(v, PC) == REMOTE) {
                offers.offer(canHypercall(v), Step.of(HYPERCALL_STEP, v));
            } else if (s.get(v, PC) == HYPERCALL) {
                offers.offer(canInvvpidLocal(v), Step.of(INVVPID_LOCAL, v));
                offers.offer(canSendHostIpi(v), Step.of(SEND_HOST_IPI, v));
                offers.offer(canReturn(v), Step.of(RETURN_FROM_HYPERCALL, v));
                int vm = s.vmOf(v);
                for (int t = s.next(s.targets(v), vm, s.firstOf(vm)); t != NONE; t = s.next(s.targets(v), vm, t + 1)) {
                    offers.offer(canReadVcpuCpu(v, t), Step.of(READ_VCPU_CPU, v, t));
                }
            }
        }

        @Override
        public void offerOfPcpu(int p, Offers offers) {
            offers.offer(canTakeHostIpi(p), Step.of(TAKE_HOST_IPI, p));
            for (int i = s.nextHostCaller(p, TAKEN, 0); i != NONE; i = s.nextHostCaller(p, TAKEN, i + 1)) {
                offers.offer(true, Step.of(INVVPID, p, i));
            }
            for (int i = s.nextHostCaller(p, FLUSHED, 0); i != NONE; i = s.nextHostCaller(p, FLUSHED, i + 1)) {
                offers.offer(true, Step.of(ACK_HOST_IPI, p, i));
            }
        }

        /** A host request is the pCPU's until that takes it; an INVVPID of another vCPU's tag, and all of an IPI, is not. */
        @Override
        public boolean concernsOthers(long step) {
            return switch (Step.kind(step)) {
                case HYPERCALL_STEP, READ_VCPU_CPU, SEND_HOST_IPI, RETURN_FROM_HYPERCALL -> false;
                default -> Steps.concernsOthers(Step.kind(step));
            };
        }

        /** i's host code is in the loop over the targets. */
        private boolean inCall(int i) {
            return machine.hypervisor.inHost(i) && s.get(i, PC) == HYPERCALL && machine.hypervisor.isPublished(i);
        }

        private boolean canHypercall(int i) {
            return machine.guest.runs(i)
                    && s.get(i, PC) == REMOTE
                    && machine.stores.isDrained(i)
                    && !s.isEmpty(s.targets(i));
        }

        private boolean canReturn(int i) {
            return inCall(i) && s.isEmpty(s.targets(i)) && s.get(i, ASKED_CPU) == NONE && !s.waitsForHost(i);
        }

        private boolean canReadVcpuCpu(int i, int t) {
            return s.vmOf(i) == s.vmOf(t)
                    && inCall(i)
                    && s.get(i, ASKED_CPU) == NONE
                    && (multicast || !s.waitsForHost(i))
                    && s.has(s.targets(i), t);
        }

        private void readVcpuCpu(int i, int t) {
            if (s.get(t, VCPU_CPU) == NONE) {
                s.remove(s.targets(i), t);
            } else {
                s.set(i, ASKED_CPU, s.get(t, VCPU_CPU));
                s.set(i, INFO, t);
            }
        }

        private boolean canInvvpidLocal(int i) {
            return inCall(i) && s.get(i, ASKED_CPU) == s.get(i, VMCS_CPU);
        }

        private void invvpidLocal(int i) {
            machine.hardware.dropAll(s.get(i, VMCS_CPU), s.get(i, INFO));
            outdate(s.get(i, INFO));
            s.remove(s.targets(i), s.get(i, INFO));
            s.set(i, ASKED_CPU, NONE);
            if (!multicast) {
                s.set(i, INFO, NONE);
            }
        }

        private boolean canSendHostIpi(int i) {
            int p = s.get(i, ASKED_CPU);
            return inCall(i) && p != NONE && p != s.get(i, VMCS_CPU) && s.hostCall(i, p) == FREE;
        }

        private void sendHostIpi(int i) {
            s.sendHostCall(i, s.get(i, ASKED_CPU));
            s.remove(s.targets(i), s.get(i, INFO));
            s.set(i, ASKED_CPU, NONE);
        }

        private boolean canTakeHostIpi(int p) {
            return !s.inHostHandler(p)
                    && s.hostIpiPending(p)
                    && (s.loadedOn(p) == NONE || machine.stores.isDrained(s.loadedOn(p)));
        }

        /** The exit of the guest that p runs and the delivery of the interrupt are one event of the hardware. */
        private void takeHostIpi(int p) {
            s.takeHostCalls(p);
            int v = s.loadedOn(p);
            if (v != NONE && s.get(v, MODE) == GUEST) {
                s.set(v, MODE, HOST);
            }
        }

        private void invvpid(int p, int i) {
            s.flushHostCall(i, p);
            machine.hardware.dropAll(p, s.get(i, INFO));
            outdate(s.get(i, INFO));
        }

        /** v's flush generation moves on: an emulation in flight is to be given up. */
        private void outdate(int v) {
            if (machine.emulation.isInFlight(v)) {
                s.set(v, EMULATION_STALE, 1);
            }
        }

        /** v was in the host with its pCPU published when it was preempted; if that differs now, it moved. */
        @Override
        public void vcpuLoaded(int v) {
            if (!machine.hypervisor.isPublished(v)) {
                outdate(v);
            }
        }

        @Override
        public boolean completesEmulation(int v) {
            return emulatesStale || !s.is(v, EMULATION_STALE);
        }

        private void ackHostIpi(int p, int i) {
            s.ackHostCall(i, p);
            if (!multicast) {
                s.set(i, INFO, NONE);
            }
        }

        @Override
        public boolean freesTablesByRcu() {
            return super.freesTablesByRcu() && !machine.hasBug(GUP_RACE);
        }

        @Override
        public boolean mayEnterGuest(int v) {
            return s.get(v, PC) != HYPERCALL;
        }

        /** Preemption is off while a request is waited for; not yet when {@code v->cpu} is read as its argument. */
        @Override
        public boolean mayPreempt(int v) {
            return !s.waitsForHost(v);
        }
    }
}
