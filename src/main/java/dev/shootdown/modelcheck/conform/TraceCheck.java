package dev.shootdown.modelcheck.conform;

import static dev.shootdown.machine.State.GUEST;
import static dev.shootdown.machine.State.MODE;
import static dev.shootdown.machine.State.NONE;
import static dev.shootdown.machine.State.QUEUED;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.State;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.StepKind;
import dev.shootdown.machine.StepKind.Argument;
import dev.shootdown.machine.Steps;
import dev.shootdown.machine.TlbGeometry;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether what a machine does is a behaviour of its specification, step by step as it happens. The specification shows one
 * VM: of a machine with several, the steps of one are looked at, with its vCPUs, spaces and frames counted from one. The
 * others' steps do not change it, but for one: an IPI that the host takes for another VM makes this VM's vCPU on that pCPU
 * leave guest mode, which is an exit like any other.
 *
 * <p>A machine's TLB may be bounded and its operations narrow; the specification allows what they do and more. What it
 * cannot show, but for machines of a few pages, is a flush ceiling below what operations span.
 */
public final class TraceCheck {
    private final Machine machine;
    private final int vm;
    private final Specification specification;
    private long steps;
    private long shootdowns;
    private String rejected;

    /**
     * A check from the first state on.
     *
     * @param folder where the TLA+ modules are
     */
    public TraceCheck(Machine machine, int vm, Path folder) {
        this.machine = machine;
        this.vm = vm;
        Scope s = machine.scope;
        Scope one = new Scope(
                List.of(s.vcpusOfVm().get(vm)),
                s.pcpus(),
                s.spaces(),
                s.pages(),
                s.frames(),
                s.tables(),
                s.pages(),
                s.flushCeiling() < s.window() ? s.flushCeiling() : s.pages(),
                TlbGeometry.UNBOUNDED,
                s.features());
        specification = new Specification(machine.scheme, one, machine.bugs(), folder);
    }

    /** The machine is about to take this step. After a rejection, further steps are not looked at. */
    public void before(long step) {
        String label = rejected == null ? label(step) : null;
        if (label == null) {
            return;
        }
        steps++;
        if (Step.kind(step) == Steps.FINISH_FLUSH) {
            shootdowns++;
        }
        if (!specification.take(label)) {
            rejected = label;
        }
    }

    /** How many steps of the VM were looked at, a rejected one included. */
    public long steps() {
        return steps;
    }

    /** How many of them ended a shootdown. */
    public long shootdowns() {
        return shootdowns;
    }

    /** Null as long as all is well, else the step that the specification does not allow where it came: the last one. */
    public String rejected() {
        return rejected;
    }

    /** The step as the VM's specification calls it, or null when it is none of its. */
    private String label(long step) {
        State s = machine.state;
        StepKind kind = machine.kind(step);
        if (kind.name().equals("TakeHostIpi")) {
            int p = Step.a(step);
            for (int i = s.nextHostCaller(p, QUEUED, 0); i != NONE; i = s.nextHostCaller(p, QUEUED, i + 1)) {
                if (s.vmOf(i) == vm) {
                    return "TakeHostIpi(" + Argument.PCPU.show(p) + ")";
                }
            }
            int v = s.loadedOn(p);
            return v != NONE && s.vmOf(v) == vm && s.get(v, MODE) == GUEST
                    ? "ExitGuest(" + Argument.VCPU.show(v - s.firstOf(vm)) + ")"
                    : null;
        }
        StringBuilder label = new StringBuilder(kind.name()).append('(');
        for (int k = 0; k < kind.arguments().size(); k++) {
            Argument argument = kind.arguments().get(k);
            int value = StepKind.argument(step, k) - first(argument);
            if (argument == Argument.VCPU && (value < 0 || s.firstOf(vm) + value >= s.firstOf(vm + 1))) {
                return null;
            }
            label.append(k == 0 ? "" : ", ").append(argument.show(value));
        }
        return label.append(')').toString();
    }

    private int first(Argument argument) {
        return switch (argument) {
            case VCPU -> machine.state.firstOf(vm);
            case SPACE -> vm * machine.scope.spaces();
            case FRAME -> vm * machine.scope.frames();
            case TABLE -> vm * machine.scope.tables();
            case PCPU, PAGE -> 0;
        };
    }
}
