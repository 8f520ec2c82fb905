package dev.shootdown.modelcheck.conform;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Fingerprints;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.StepKind.Argument;
import dev.shootdown.machine.lock.Lock;
import dev.shootdown.machine.lock.LockInvariant;
import dev.shootdown.machine.lock.LockState;
import dev.shootdown.modelcheck.conform.Variable.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A lock: every variable of {@code spec/Lock.tla} and its counterpart. */
final class LockCode implements Code {
    private static final List<Argument> NOBODY = List.of();
    private static final List<Argument> VCPU = List.of(Argument.VCPU);
    private static final int MOST_VCPUS = Integer.SIZE - 1;
    private static final long FIRST_KEY = 0x9e3779b97f4a7c15L;
    private static final long SECOND_KEY = 0xc2b2ae3d27d4eb4fL;

    /** A variable and how it is read from the lock's state; for a set the value is bits. */
    private record Place(Variable variable, Reader reader) {}

    private interface Reader {
        int read(LockState s, int v);
    }

    private static final List<Place> PLACES = List.of(
            words("mode", LockState::mode, "out", "guest"),
            words("pc", LockState::pc, "idle", "drawing", "waiting", "trying", "setting", "holding", "releasing"),
            place("tickets", Type.SET, NOBODY, (s, v) -> bits(s, s.tickets())),
            place("front", Type.SET, VCPU, (s, v) -> bits(s, s.front(v))),
            place("passed", Type.SET, NOBODY, (s, v) -> bits(s, s.passed())),
            place("timedOut", Type.SET, NOBODY, (s, v) -> bits(s, s.timedOut())),
            place("hold", Type.BOOLEAN, NOBODY, (s, v) -> s.hold() ? 1 : 0));

    private static final List<Variable> VARIABLES =
            PLACES.stream().map(Place::variable).toList();

    private final Lock lock;
    private final LockState state;
    private final int[] sizes = new int[Argument.values().length];

    LockCode(Lock lock) {
        this.lock = lock;
        state = lock.state();
        if (state.vcpus() > MOST_VCPUS) {
            throw new BadInput("a lock is compared with at most " + MOST_VCPUS + " vCPUs");
        }
        sizes[Argument.VCPU.ordinal()] = state.vcpus();
    }

    /** The constants of {@code spec/Lock.tla}, and the lock's invariants. */
    String configuration(Set<String> bugs) {
        List<String> names = new ArrayList<>();
        for (int v = 0; v < state.vcpus(); v++) {
            names.add(Argument.VCPU.show(v));
        }
        return String.join(
                "\n",
                "INIT Init",
                "NEXT Next",
                "CHECK_DEADLOCK FALSE",
                "INVARIANTS "
                        + lock.invariants().stream().map(LockInvariant::label).collect(Collectors.joining(" ")),
                "CONSTANTS",
                "Vcpu = {" + String.join(", ", names) + "}",
                "Bugs = {" + bugs.stream().map(bug -> '"' + bug + '"').collect(Collectors.joining(", ")) + "}",
                "");
    }

    private static Place place(String name, Type type, List<Argument> domains, Reader reader) {
        return new Place(new Variable(name, domains, type, List.of(), null), reader);
    }

    private static Place words(String name, Reader reader, String... words) {
        return new Place(new Variable(name, VCPU, Type.WORD, List.of(words), null), reader);
    }

    private static int bits(LockState s, int set) {
        int bits = 0;
        for (int v = 0; v < s.vcpus(); v++) {
            bits |= s.has(set, v) ? 1 << v : 0;
        }
        return bits;
    }

    @Override
    public String module() {
        return lock.module();
    }

    @Override
    public List<Variable> variables() {
        return VARIABLES;
    }

    @Override
    public int[] sizes() {
        return sizes;
    }

    @Override
    public long step(String text) {
        return lock.step(text);
    }

    @Override
    public String show(long step) {
        return lock.show(step);
    }

    @Override
    public long[] enabled() {
        return lock.enabled().stream().mapToLong(Long::longValue).toArray();
    }

    @Override
    public void apply(long step) {
        lock.apply(step);
    }

    @Override
    public int[] save() {
        int[] snapshot = new int[state.size()];
        state.save(snapshot);
        return snapshot;
    }

    @Override
    public void restore(int[] snapshot) {
        state.restore(snapshot);
    }

    @Override
    public int addTo(Fingerprints states) {
        long first = 0;
        long second = 0;
        for (int word : save()) {
            first = (first ^ word) * FIRST_KEY;
            first ^= first >>> 32;
            second = (second ^ word) * SECOND_KEY;
            second ^= second >>> 29;
        }
        return states.add(first, second);
    }

    @Override
    public int[] vector() {
        int[] vector = new int[PLACES.size() * state.vcpus()];
        int at = 0;
        for (Place place : PLACES) {
            for (int v = 0; v < place.variable().places(sizes); v++) {
                vector[at++] = place.reader().read(state, v);
            }
        }
        return Arrays.copyOf(vector, at);
    }

    @Override
    public Verdicts verdicts(SpecificationGraph specification) {
        return new LockVerdicts(specification);
    }

    /** On reachable states only; with a bug, invariants break in some of them. */
    private final class LockVerdicts implements Verdicts {
        private final SpecificationGraph specification;
        private long verdicts;

        private LockVerdicts(SpecificationGraph specification) {
            this.specification = specification;
        }

        @Override
        public String onReachable(int[] snapshot, Object specified) {
            state.restore(snapshot);
            for (LockInvariant invariant : lock.invariants()) {
                boolean ours = invariant.holds(lock);
                boolean theirs = specification.holds(invariant.label(), specified);
                verdicts++;
                if (ours != theirs) {
                    return invariant.label() + (ours ? " holds" : " is broken (" + invariant.explain(lock) + ")")
                            + " in the code and " + (theirs ? "holds" : "is broken") + " in the specification, ";
                }
            }
            return null;
        }

        @Override
        public String onCrossings(int[] snapshot, Object specified) {
            return null;
        }

        @Override
        public long verdicts() {
            return verdicts;
        }

        @Override
        public Set<Invariant> broken() {
            return Set.of();
        }
    }

    @Override
    public String difference(int[] code, int[] specification) {
        StringBuilder lines = new StringBuilder();
        int at = 0;
        for (Variable variable : VARIABLES) {
            for (int v = 0; v < variable.places(sizes); v++, at++) {
                if (code[at] != specification[at]) {
                    lines.append("  ")
                            .append(variable.name())
                            .append(variable.domains().isEmpty() ? "" : "[" + Argument.VCPU.show(v) + "]")
                            .append(": lock ")
                            .append(variable.show(code[at]))
                            .append(", specification ")
                            .append(variable.show(specification[at]))
                            .append('\n');
                }
            }
        }
        return lines.toString();
    }
}
