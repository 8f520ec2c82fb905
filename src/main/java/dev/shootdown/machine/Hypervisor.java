package dev.shootdown.machine;

import static dev.shootdown.machine.State.CPU_STORE;
import static dev.shootdown.machine.State.EMULATED_PAGE;
import static dev.shootdown.machine.State.FLUSH_REQUEST;
import static dev.shootdown.machine.State.GUEST;
import static dev.shootdown.machine.State.HALTED;
import static dev.shootdown.machine.State.HOST;
import static dev.shootdown.machine.State.MODE;
import static dev.shootdown.machine.State.NONE;
import static dev.shootdown.machine.State.OUT;
import static dev.shootdown.machine.State.VCPU_CPU;
import static dev.shootdown.machine.State.VMCS_CPU;

/** The VMM: {@code spec/Hypervisor.tla}, action for action. */
public final class Hypervisor {
    private final State s;
    private final Hardware hardware;
    private final Protocol protocol;
    private final StoreBuffer stores;
    private final boolean migrates;
    private final boolean forgetsFlush;
    private final boolean publishesLate;

    Hypervisor(Machine m) {
        s = m.state;
        hardware = m.hardware;
        protocol = m.protocol;
        stores = m.stores;
        migrates = s.scope.has(Feature.MIGRATE);
        forgetsFlush = m.hasBug(Machine.VPID_NO_MIGRATION_FLUSH);
        publishesLate = m.hasBug(Machine.VCPU_CPU_ORDER);
    }

    /** {@code InHost(v)}: v's host code can take a step. */
    public boolean inHost(int v) {
        return s.get(v, MODE) == HOST && !s.inHostHandler(s.get(v, VMCS_CPU));
    }

    /** Whether what loading v made necessary before anything else, publishing its pCPU, is done and seen by others. */
    public boolean isPublished(int v) {
        return s.get(v, VCPU_CPU) == s.get(v, VMCS_CPU);
    }

    boolean canLoadVcpu(int v, int p) {
        int last = s.get(v, VMCS_CPU);
        return s.get(v, MODE) == OUT
                && !s.is(v, HALTED)
                && s.loadedOn(p) == NONE
                && !s.inHostHandler(p)
                && (migrates || last == p || last == NONE);
    }

    void loadVcpu(int v, int p) {
        s.set(v, MODE, HOST);
        if (s.get(v, VMCS_CPU) != p && !forgetsFlush) {
            s.set(v, FLUSH_REQUEST, 1);
        }
        s.set(v, VMCS_CPU, p);
        s.load(v, p);
        protocol.vcpuLoaded(v);
    }

    boolean canPublishVcpuCpu(int v) {
        return inHost(v) && !isPublished(v) && stores.isDrained(v);
    }

    void publishVcpuCpu(int v) {
        stores.storeVcpuCpu(v);
    }

    boolean canServeRequests(int v) {
        return inHost(v) && (isPublished(v) || publishesLate && stores.isDrained(v)) && s.is(v, FLUSH_REQUEST);
    }

    void serveRequests(int v) {
        s.set(v, FLUSH_REQUEST, 0);
        hardware.dropAll(s.get(v, VMCS_CPU), v);
    }

    boolean canEnterGuest(int v) {
        return inHost(v)
                && !s.is(v, HALTED)
                && (isPublished(v) || publishesLate && s.is(v, CPU_STORE))
                && !s.is(v, FLUSH_REQUEST)
                && s.get(v, EMULATED_PAGE) == NONE
                && protocol.mayEnterGuest(v);
    }

    void enterGuest(int v) {
        s.set(v, MODE, GUEST);
    }

    boolean canExitGuest(int v) {
        return s.get(v, MODE) == GUEST && stores.isDrained(v);
    }

    void exitGuest(int v) {
        s.set(v, MODE, HOST);
        protocol.guestExited(v);
    }

    boolean canPreempt(int v) {
        return inHost(v) && isPublished(v) && protocol.mayPreempt(v);
    }

    void preempt(int v) {
        s.set(v, MODE, OUT);
        s.load(NONE, s.get(v, VMCS_CPU));
        protocol.vcpuPreempted(v);
    }

    boolean canWake(int v) {
        return s.is(v, HALTED);
    }

    void wake(int v) {
        s.set(v, HALTED, 0);
    }
}
