package dev.shootdown.machine;

import static dev.shootdown.machine.State.CR3;
import static dev.shootdown.machine.State.EMULATED_ENTRY;
import static dev.shootdown.machine.State.EMULATED_PAGE;
import static dev.shootdown.machine.State.EMULATION_STALE;
import static dev.shootdown.machine.State.HALTED;
import static dev.shootdown.machine.State.HYPERCALL;
import static dev.shootdown.machine.State.KERNEL;
import static dev.shootdown.machine.State.LAZY;
import static dev.shootdown.machine.State.NONE;
import static dev.shootdown.machine.State.NO_ENTRY;
import static dev.shootdown.machine.State.PC;

/** The VMM emulates an instruction of a guest, a translation in its hands: {@code spec/Emulation.tla}. */
public final class Emulation {
    private final State s;
    private final Hypervisor hypervisor;
    private final Protocol protocol;
    private final boolean on;

    Emulation(Machine m) {
        s = m.state;
        hypervisor = m.hypervisor;
        protocol = m.protocol;
        on = s.scope.has(Feature.EMULATION);
    }

    /** {@code Emulating(v)}. */
    public boolean isInFlight(int v) {
        return s.get(v, EMULATED_PAGE) != NONE;
    }

    boolean canStartEmulation(int v, int page) {
        return on
                && hypervisor.inHost(v)
                && hypervisor.isPublished(v)
                && !s.is(v, HALTED)
                && !s.is(v, LAZY)
                && s.get(v, PC) != HYPERCALL
                && !isInFlight(v)
                && s.get(v, CR3) != KERNEL
                && s.pt(s.get(v, CR3), page) != NO_ENTRY
                && protocol.mayStartEmulation(v);
    }

    void startEmulation(int v, int page) {
        s.set(v, EMULATED_PAGE, page);
        s.set(v, EMULATED_ENTRY, s.pt(s.get(v, CR3), page));
    }

    boolean canFinishEmulation(int v) {
        return isInFlight(v) && hypervisor.inHost(v) && hypervisor.isPublished(v);
    }

    void finishEmulation(int v) {
        s.set(v, EMULATED_PAGE, NONE);
        s.set(v, EMULATED_ENTRY, NO_ENTRY);
        s.set(v, EMULATION_STALE, 0);
    }
}
