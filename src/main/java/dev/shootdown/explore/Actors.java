package dev.shootdown.explore;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.StepKind;
import dev.shootdown.machine.StepKind.Argument;

/**
 * Who takes a step: what strategies that were made for threads take for one. Every vCPU and every pCPU is an actor. Unlike
 * a thread it has several next steps more often than one (what the guest does next, where the VMM loads a vCPU, when a TLB
 * fills), and it is never done.
 */
final class Actors {
    private final boolean[] isOfPcpu = new boolean[256];
    private final int vcpus;
    private final int size;

    Actors(Machine machine) {
        for (StepKind kind : Machine.kindsOf(machine.scheme)) {
            isOfPcpu[kind.code()] = kind.arguments().get(0) == Argument.PCPU;
        }
        vcpus = machine.state.vcpus();
        size = vcpus + machine.scope.pcpus();
    }

    int size() {
        return size;
    }

    /** A number below {@link #size}. */
    int of(long step) {
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
