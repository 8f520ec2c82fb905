package dev.shootdown.modelcheck.conform;

import static dev.shootdown.machine.StepKind.Argument.PAGE;
import static dev.shootdown.machine.StepKind.Argument.PCPU;
import static dev.shootdown.machine.StepKind.Argument.SPACE;
import static dev.shootdown.machine.StepKind.Argument.VCPU;
import static dev.shootdown.modelcheck.conform.Variable.Type.BOOLEAN;
import static dev.shootdown.modelcheck.conform.Variable.Type.ENTRY;
import static dev.shootdown.modelcheck.conform.Variable.Type.REFERENCE;
import static dev.shootdown.modelcheck.conform.Variable.Type.SET;

import dev.shootdown.machine.Scope;
import dev.shootdown.machine.State;
import dev.shootdown.machine.StepKind.Argument;
import java.util.List;

/** Every variable of {@code spec/State.tla} and the machine's counterpart; a machine's state as a vector in that order. */
final class Mapping {
    private static final List<String> SLOT = List.of("free", "queued", "taken", "flushed");
    private static final List<String> HOST_SLOT = List.of("free", "sent", "taken", "flushed");
    private static final List<String> PV = List.of("out", "in", "flush");

    static final List<Variable> VARIABLES = List.of(
            Variable.of("tlb", ENTRY, List.of(PCPU, VCPU, PAGE), State::tlb),
            Variable.of("psc", REFERENCE, List.of(PCPU, VCPU), (s, p, v, k) -> s.psc(p, v)),
            Variable.words("mode", List.of(VCPU), List.of("out", "host", "guest"), scalar(State.MODE)),
            Variable.of("vmcsCpu", REFERENCE, List.of(VCPU), scalar(State.VMCS_CPU)),
            Variable.of("vcpuCpu", REFERENCE, List.of(VCPU), scalar(State.VCPU_CPU)),
            Variable.of("flushRequest", BOOLEAN, List.of(VCPU), scalar(State.FLUSH_REQUEST)),
            Variable.of("halted", BOOLEAN, List.of(VCPU), scalar(State.HALTED)),
            Variable.words("hostCall", List.of(VCPU, PCPU), HOST_SLOT, (s, i, p, k) -> s.hostCall(i, p)),
            Variable.of("pt", ENTRY, List.of(SPACE, PAGE), (s, m, page, k) -> s.pt(m, page)),
            Variable.of("table", REFERENCE, List.of(SPACE), (s, m, j, k) -> s.table(m)),
            Variable.of("cpumask", SET, List.of(SPACE), (s, m, j, k) -> bits(s, s.cpumask(m))),
            Variable.of("cr3", REFERENCE, List.of(VCPU), scalar(State.CR3)),
            Variable.of("activeMm", REFERENCE, List.of(VCPU), scalar(State.ACTIVE_MM)),
            Variable.of("lazy", BOOLEAN, List.of(VCPU), scalar(State.LAZY)),
            Variable.of("irqsOff", BOOLEAN, List.of(VCPU), scalar(State.IRQS_OFF)),
            Variable.words(
                    "pc",
                    List.of(VCPU),
                    List.of("idle", "changed", "pinned", "local", "remote", "hypercall", "returned", "grace"),
                    scalar(State.PC)),
            Variable.words("op", List.of(VCPU), List.of("none", "unmap", "protect", "move"), scalar(State.OP)),
            Variable.of("opMm", REFERENCE, List.of(VCPU), scalar(State.OP_MM)),
            Variable.of("held", ENTRY, List.of(VCPU, PAGE), (s, i, page, k) -> s.held(i, page)),
            Variable.of("heldTable", REFERENCE, List.of(VCPU), scalar(State.HELD_TABLE)),
            Variable.of("targets", SET, List.of(VCPU), (s, i, j, k) -> bits(s, s.targets(i))),
            Variable.words("call", List.of(VCPU, VCPU), SLOT, (s, i, t, k) -> s.call(i, t)),
            Variable.of("vector", BOOLEAN, List.of(VCPU), scalar(State.VECTOR)),
            Variable.of("ipis", SET, List.of(VCPU), (s, i, j, k) -> bits(s, s.ipis(i))),
            Variable.of("pteStore", SET, List.of(VCPU), (s, v, j, k) -> one(s.get(v, State.PTE_STORE))),
            Variable.of("maskStore", BOOLEAN, List.of(VCPU), scalar(State.MASK_STORE)),
            Variable.of("cpuStore", BOOLEAN, List.of(VCPU), scalar(State.CPU_STORE)),
            Variable.words("pvState", List.of(VCPU), PV, scalar(State.PV_STATE)),
            Variable.of("pvFlushDue", BOOLEAN, List.of(VCPU), scalar(State.PV_FLUSH_DUE)),
            Variable.of("stealUpdate", BOOLEAN, List.of(VCPU), scalar(State.STEAL_UPDATE)),
            Variable.of("pvCopy", BOOLEAN, List.of(VCPU), scalar(State.PV_COPY)),
            Variable.of("unchecked", SET, List.of(VCPU), (s, i, j, k) -> bits(s, s.unchecked(i))),
            Variable.of("checking", REFERENCE, List.of(VCPU), scalar(State.CHECKING)),
            // the machine keeps -1 for "none", and otherwise a value of pvState
            Variable.words(
                    "seen",
                    List.of(VCPU),
                    List.of("none", "out", "in", "flush"),
                    (s, i, j, k) -> s.get(i, State.SEEN) + 1),
            Variable.of("askedCpu", REFERENCE, List.of(VCPU), scalar(State.ASKED_CPU)),
            Variable.of("info", REFERENCE, List.of(VCPU), scalar(State.INFO)),
            Variable.of("walk", REFERENCE, List.of(VCPU), scalar(State.WALK)),
            Variable.of("graceFor", SET, List.of(VCPU), (s, i, j, k) -> bits(s, s.graceFor(i))),
            Variable.of("emulation", ENTRY, List.of(VCPU, PAGE), Mapping::emulated),
            Variable.of("emulationStale", BOOLEAN, List.of(VCPU), scalar(State.EMULATION_STALE)));

    private final int[] sizes;
    private final int length;

    Mapping(Scope scope) {
        sizes = sizes(scope);
        int n = 0;
        for (Variable variable : VARIABLES) {
            n += variable.places(sizes);
        }
        length = n;
    }

    /** How many values each kind of argument has. */
    static int[] sizes(Scope scope) {
        int[] sizes = new int[Argument.values().length];
        sizes[VCPU.ordinal()] = scope.vcpus();
        sizes[PCPU.ordinal()] = scope.pcpus();
        sizes[SPACE.ordinal()] = scope.spaces() * scope.vms();
        sizes[PAGE.ordinal()] = scope.pages();
        sizes[Argument.FRAME.ordinal()] = scope.frames() * scope.vms();
        sizes[Argument.TABLE.ordinal()] = scope.tables() * scope.vms();
        return sizes;
    }

    /** Every value of every variable, in the order of {@link #VARIABLES}, the last domain running fastest. */
    int[] vector(State s) {
        int[] vector = new int[length];
        int at = 0;
        for (Variable variable : VARIABLES) {
            int ni = size(variable, 0);
            int nj = size(variable, 1);
            int nk = size(variable, 2);
            for (int i = 0; i < ni; i++) {
                for (int j = 0; j < nj; j++) {
                    for (int k = 0; k < nk; k++) {
                        vector[at++] = variable.reader().read(s, i, j, k);
                    }
                }
            }
        }
        return vector;
    }

    private int size(Variable variable, int place) {
        return place < variable.domains().size()
                ? sizes[variable.domains().get(place).ordinal()]
                : 1;
    }

    /** One line for each value in which two vectors differ. */
    String difference(int[] machine, int[] specification) {
        StringBuilder lines = new StringBuilder();
        int at = 0;
        for (Variable variable : VARIABLES) {
            int n = variable.places(sizes);
            for (int place = 0; place < n; place++, at++) {
                if (machine[at] != specification[at]) {
                    lines.append("  ").append(variable.name());
                    int below = n;
                    int rest = place;
                    for (Argument domain : variable.domains()) {
                        below /= sizes[domain.ordinal()];
                        lines.append('[').append(domain.show(rest / below)).append(']');
                        rest %= below;
                    }
                    lines.append(": machine ").append(variable.show(machine[at]));
                    lines.append(", specification ")
                            .append(variable.show(specification[at]))
                            .append('\n');
                }
            }
        }
        return lines.toString();
    }

    /** One line for each variable with the values of a vector. */
    String show(int[] vector) {
        StringBuilder lines = new StringBuilder();
        int at = 0;
        for (Variable variable : VARIABLES) {
            lines.append("  ").append(variable.name()).append(" =");
            for (int k = variable.places(sizes); k > 0; k--) {
                lines.append(' ').append(variable.show(vector[at++]));
            }
            lines.append('\n');
        }
        return lines.toString();
    }

    private static Variable.Reader scalar(int variable) {
        return (s, v, j, k) -> s.get(v, variable);
    }

    private static int one(int member) {
        return member == State.NONE ? 0 : 1 << member;
    }

    private static int emulated(State s, int v, int page, int k) {
        return s.get(v, State.EMULATED_PAGE) == page ? s.get(v, State.EMULATED_ENTRY) : State.NO_ENTRY;
    }

    private static int bits(State s, int set) {
        int bits = 0;
        for (int v = 0; v < s.vcpus(); v++) {
            bits |= s.has(set, v) ? 1 << v : 0;
        }
        return bits;
    }
}
