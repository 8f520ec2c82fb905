package dev.shootdown.testbed;

import static dev.shootdown.testbed.Sim.NONE;

import dev.shootdown.machine.State;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.scheme.KvmTlb;

/**
 * When the steps that only one scheme has are taken, and what they cost. A scheme without steps of its own needs none of
 * these hooks.
 */
abstract class SchemeTiming {
    /** The scheme's steps of the host before v enters the guest; the cycles they take. */
    long beforeEntry(int v) {
        return 0;
    }

    /** The scheme's steps in the guest before i interrupts anybody; the cycles they take. */
    long beforeCalls(int i) {
        return 0;
    }

    /** Whether the VMM carries a flush out, asked by one hypercall. */
    boolean byHypercall() {
        return false;
    }

    static SchemeTiming of(Sim sim) {
        return switch (sim.steps.machine.scheme.name()) {
            case "baseline" -> new SchemeTiming() {};
            case "kvm_tlb" -> new OfKvmTlb(sim);
            case "shoot4u" -> new OfShoot4U();
            default ->
                throw new dev.shootdown.machine.BadInput(
                        "scheme " + sim.steps.machine.scheme.name() + " has no costs: the testbed cannot run it");
        };
    }

    private static final class OfKvmTlb extends SchemeTiming {
        private final Sim sim;
        private final State state;
        private final long lineRead;
        private final long update;

        private OfKvmTlb(Sim sim) {
            this.sim = sim;
            state = sim.state;
            lineRead = sim.guestCosts.callAck();
            update = sim.virtCosts.sharedWordUpdate();
        }

        @Override
        long beforeEntry(int v) {
            long cycles = 0;
            if (state.get(v, State.PV_STATE) != State.PV_IN) {
                sim.steps.take(Step.of(KvmTlb.SET_IN_GUEST_MODE, v));
                cycles += update;
            }
            if (state.is(v, State.PV_FLUSH_DUE)) {
                sim.steps.take(Step.of(KvmTlb.SERVE_DEFERRED_FLUSH, v));
                cycles += sim.virtCosts.invvpid();
            }
            return cycles;
        }

        @Override
        long beforeCalls(int i) {
            long cycles = 0;
            int vm = state.vmOf(i);
            int set = state.unchecked(i);
            for (int t = state.next(set, vm, state.firstOf(vm)); t != NONE; t = state.next(set, vm, t + 1)) {
                sim.steps.take(Step.of(KvmTlb.READ_PV_STATE, i, t));
                cycles += lineRead;
                if (state.get(i, State.CHECKING) != NONE) {
                    sim.steps.take(Step.of(KvmTlb.FLAG_FLUSH, i));
                    cycles += update;
                }
            }
            return cycles;
        }
    }

    private static final class OfShoot4U extends SchemeTiming {
        @Override
        boolean byHypercall() {
            return true;
        }
    }
}
