package dev.shootdown.explore;

import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.StepKind;
import dev.shootdown.machine.StepKind.Argument;
import dev.shootdown.machine.Steps;

/**
 * Who takes a step: what strategies that were made for threads take for one. Every vCPU and every pCPU is an actor. Unlike
 * a thread it has several next steps more often than one (what the guest does next, where the VMM loads a vCPU, when a TLB
 * fills), and it is never done.
 *
 * <p>To strategies a store buffer is an actor too, as in the abstract machine of x86-TSO (Sewell, Sarkar, Owens, Zappa
 * Nardelli, Myreen, CACM 2010): it empties when it likes, whatever its CPU does meanwhile. To who reads a schedule it is part of
 * its CPU.
 */
final class Actors {
    private final boolean[] isOfPcpu = new boolean[256];
    private final int vcpus;
    private final int cpus;
    private final int size;

    /** The CPUs. */
    Actors(Machine machine) {
        this(machine, false);
    }

    /** The CPUs, and their store buffers where the machine has such. */
    static Actors withStoreBuffers(Machine machine) {
        return new Actors(machine, machine.scope.has(Feature.STORE_BUFFERS));
    }

    private Actors(Machine machine, boolean buffers) {
        for (StepKind kind : Machine.kindsOf(machine.scheme)) {
            isOfPcpu[kind.code()] = kind.arguments().get(0) == Argument.PCPU;
        }
        vcpus = machine.state.vcpus();
        cpus = vcpus + machine.scope.pcpus();
        size = buffers ? cpus + vcpus : cpus;
    }

    int size() {
        return size;
    }

    /** A number below {@link #size}. */
    int of(long step) {
        if (size > cpus && Step.kind(step) == Steps.DRAIN_STORE) {
            return cpus + Step.a(step);
        }
        return isOfPcpu[Step.kind(step)] ? vcpus + Step.a(step) : Step.a(step);
    }

    /** The place of one of the actor's steps, each with the same probability; there must be one. */
    int any(int actor, Offers enabled, Dice dice) {
        int n = 0;
        for (int k = 0; k < enabled.size(); k++) {
            n += of(enabled.get(k)) == actor ? 1 : 0;
        }
        int rest = dice.below(n);
        for (int k = 0; ; k++) {
            if (of(enabled.get(k)) == actor && rest-- == 0) {
                return k;
            }
        }
    }
}
