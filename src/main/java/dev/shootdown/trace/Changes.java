package dev.shootdown.trace;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.State;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.StepKind.Argument;
import dev.shootdown.machine.Steps;
import java.util.ArrayList;
import java.util.List;

/** The changes of page tables in a schedule, and when the shootdown that announces each has returned. */
final class Changes {
    private final List<Change> changes = new ArrayList<>();

    private static final class Change {
        private final int number;
        private final String step;
        private final int page;

        /** The vCPU of the operation. */
        private int vcpu;

        /** The step after which its shootdown has returned; 0 before. */
        private int returned;

        private Change(int number, String step, int page, int vcpu) {
            this.number = number;
            this.step = step;
            this.page = page;
            this.vcpu = vcpu;
        }
    }

    /** Sees the machine after each step. */
    void at(Machine machine, int number, long step) {
        for (Change change : changes) {
            if (change.returned != 0) {
                continue;
            }
            if (Step.kind(step) == Steps.MOVE_THREAD && Step.a(step) == change.vcpu) {
                change.vcpu = Step.b(step);
            }
            int pc = machine.state.get(change.vcpu, State.PC);
            if (pc == State.IDLE || pc >= State.RETURNED) {
                change.returned = number;
            }
        }
        switch (Step.kind(step)) {
            case Steps.CLEAR_PTE, Steps.PROTECT_PTE -> add(machine, number, step, Step.c(step));
            case Steps.MOVE_PTE -> add(machine, number, step, Step.b(step));
            case Steps.UNHOOK_TABLE -> add(machine, number, step, State.NONE);
            default -> {}
        }
    }

    private void add(Machine machine, int number, long step, int page) {
        changes.add(new Change(number, machine.show(step), page, Step.a(step)));
    }

    /** A change whose shootdown has not returned, and the vCPU of the operation. */
    record Pending(int number, String step, int vcpu) {}

    /** The first change of each shootdown that has not returned. */
    List<Pending> pending() {
        List<Pending> pending = new ArrayList<>();
        for (Change change : changes) {
            if (change.returned == 0 && pending.stream().noneMatch(other -> other.vcpu() == change.vcpu)) {
                pending.add(new Pending(change.number, change.step, change.vcpu));
            }
        }
        return pending;
    }

    /** A sentence on the last change of a page that another sentence names; of any page when there is none. */
    String announcing(String sentence) {
        Change last = null;
        for (Change change : changes) {
            boolean isNamed = change.page != State.NONE && sentence.contains("page " + Argument.PAGE.show(change.page));
            if (last == null || isNamed || !sentence.contains("page " + Argument.PAGE.show(last.page))) {
                last = change;
            }
        }
        if (last == null) {
            return "";
        }
        return "The last change was step " + last.number + ", " + last.step + "; its shootdown has "
                + (last.returned == 0 ? "not returned." : "returned with step " + last.returned + ".");
    }
}
