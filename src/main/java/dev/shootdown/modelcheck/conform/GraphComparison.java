package dev.shootdown.modelcheck.conform;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Fingerprints;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.lock.Lock;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Walks through a machine and its specification at once, breadth-first from the first states, and compares them state by
 * state: the same labels, arguments and all, lead to the same states. A state is new to both or known to both, under the
 * same number; a new one has the same value of every variable. So if nothing differs, the two graphs are one: no state and
 * no transition is in one of them only.
 */
public final class GraphComparison {
    /** Crossings are made of states that are found among the first so many: more find the same. */
    private static final int MOST_CROSSED = 10_000;

    private final Code machine;
    private final SpecificationGraph specification;
    private final long[] stepOfLabel;
    private final Fingerprints machineStates = new Fingerprints();
    private final Fingerprints specificationStates = new Fingerprints();
    private final ArrayDeque<Pair> frontier = new ArrayDeque<>();
    private final List<Pair> seen = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private final Verdicts verdicts;
    private long transitions;

    /** One state on both sides, and how it was reached; its contents go when it has been looked at. */
    private static final class Pair {
        private final Pair parent;
        private final long step;
        private int[] snapshot;
        private Object state;

        private Pair(Pair parent, long step, int[] snapshot, Object state) {
            this.parent = parent;
            this.step = step;
            this.snapshot = snapshot;
            this.state = state;
        }
    }

    private record Edge(long step, long fingerprint, Object successor) {}

    private static final class Different extends Exception {
        private static final long serialVersionUID = 1;

        private Different(String what) {
            super(what);
        }
    }

    /**
     * What came out.
     *
     * @param states distinct states, of each side when they are equal
     * @param transitions labelled transitions
     * @param verdicts how often an invariant was evaluated on both sides, on reachable and on made-up states
     * @param broken the invariants that broke on both sides in some of these
     * @param difference null when the graphs are equal, else where they differ first
     */
    public record Result(int states, long transitions, long verdicts, Set<Invariant> broken, String difference) {
        public boolean equal() {
            return difference == null;
        }
    }

    private GraphComparison(Code machine, Path specifications, String configuration) {
        this.machine = machine;
        specification =
                Specification.open(specifications.resolve(machine.module() + ".tla"), configuration, machine.sizes());
        verdicts = machine.verdicts(specification);
        List<String> labels = specification.labels();
        stepOfLabel = new long[labels.size()];
        for (int k = 0; k < stepOfLabel.length; k++) {
            try {
                stepOfLabel[k] = machine.step(labels.get(k));
            } catch (BadInput e) {
                throw new IllegalStateException(
                        "the specification has an action that the machine lacks: " + e.getMessage());
            }
        }
    }

    /**
     * Compares a machine in its first state with the module of its scheme.
     *
     * @param specifications the folder of the TLA+ modules
     */
    public static Result compare(Machine machine, Path specifications) {
        return compare(machine, specifications, TlcConfiguration.text(machine.scope, machine.bugs()));
    }

    /** The same with a lock. */
    public static Result compare(Lock lock, Path specifications) {
        LockCode code = new LockCode(lock);
        return compare(code, specifications, code.configuration(lock.bugs()));
    }

    static Result compare(Machine machine, Path specifications, String configuration) {
        return compare(new MachineCode(machine), specifications, configuration);
    }

    static Result compare(Code machine, Path specifications, String configuration) {
        return new GraphComparison(machine, specifications, configuration).run();
    }

    private Result run() {
        try {
            checkNames();
            begin();
            while (!frontier.isEmpty()) {
                compare(frontier.remove());
            }
            return result(null);
        } catch (Different e) {
            return result(e.getMessage());
        }
    }

    private Result result(String difference) {
        return new Result(machineStates.size(), transitions, verdicts.verdicts(), verdicts.broken(), difference);
    }

    private void checkNames() throws Different {
        Set<String> ours = new TreeSet<>();
        machine.variables().forEach(variable -> ours.add(variable.name()));
        Set<String> theirs = new TreeSet<>(specification.variables());
        if (!ours.equals(theirs)) {
            throw new Different("the machine has the variables " + ours + ", the specification " + theirs);
        }
    }

    private void begin() throws Different {
        List<Object> first = specification.initialStates();
        if (first.size() != 1) {
            throw new Different("the specification has " + first.size() + " first states, the machine one");
        }
        match(new Edge(-1, specification.fingerprint(first.get(0)), first.get(0)), null);
    }

    private void compare(Pair at) throws Different {
        edges.clear();
        specification.expand(
                at.state,
                (label, fingerprint, successor) -> edges.add(new Edge(stepOfLabel[label], fingerprint, successor)));
        edges.sort((a, b) -> Long.compare(a.step, b.step));
        compareVerdicts(at);
        machine.restore(at.snapshot);
        long[] steps = machine.enabled();
        Arrays.sort(steps);
        dropRepeated(at);
        if (steps.length != edges.size()) {
            throw new Different(labels(at, steps));
        }
        for (int k = 0; k < steps.length; k++) {
            if (steps[k] != edges.get(k).step) {
                throw new Different(labels(at, steps));
            }
        }
        for (Edge edge : edges) {
            machine.restore(at.snapshot);
            machine.apply(edge.step);
            match(edge, at);
            transitions++;
        }
        at.snapshot = null;
        at.state = null;
    }

    private void compareVerdicts(Pair at) throws Different {
        String difference = verdicts.onReachable(at.snapshot, at.state);
        if (difference == null && seen.size() <= MOST_CROSSED) {
            difference = verdicts.onCrossings(at.snapshot, at.state);
        }
        if (difference != null) {
            throw new Different(difference + "after these steps:\n" + path(at));
        }
    }

    /** TLC gives a successor once for each way to make the guard true. */
    private void dropRepeated(Pair at) throws Different {
        int kept = 0;
        for (Edge edge : edges) {
            if (kept > 0 && edges.get(kept - 1).step == edge.step) {
                if (edges.get(kept - 1).fingerprint != edge.fingerprint) {
                    throw new Different("in the specification " + machine.show(edge.step)
                            + " leads to more than one state\n" + path(at));
                }
            } else {
                edges.set(kept++, edge);
            }
        }
        edges.subList(kept, edges.size()).clear();
    }

    /** The machine is in the successor. */
    private void match(Edge edge, Pair from) throws Different {
        int ours = machine.addTo(machineStates);
        int theirs = specificationStates.add(edge.fingerprint, 0);
        if (ours == theirs && ours < 0) {
            return;
        }
        Pair pair = new Pair(from, edge.step, machine.save(), edge.successor);
        int[] machineVector = machine.vector();
        int[] specificationVector = specification.vector(edge.successor, machine.variables(), machine.sizes());
        if (!Arrays.equals(machineVector, specificationVector)) {
            throw new Different("these steps lead to different states:\n" + path(pair)
                    + machine.difference(machineVector, specificationVector));
        }
        if (ours != theirs) {
            throw new Different("one side tells two states apart that are one on the other:\n" + path(pair)
                    + (ours >= 0 ? "" : "the machine was here before:\n" + path(seen.get(-1 - ours)))
                    + (theirs >= 0 ? "" : "the specification was here before:\n" + path(seen.get(-1 - theirs))));
        }
        frontier.add(pair);
        seen.add(pair);
    }

    private String labels(Pair at, long[] steps) {
        Set<String> ours = new TreeSet<>();
        for (long step : steps) {
            ours.add(machine.show(step));
        }
        Set<String> theirs = new TreeSet<>();
        edges.forEach(edge -> theirs.add(machine.show(edge.step)));
        Set<String> onlyOurs = new TreeSet<>(ours);
        onlyOurs.removeAll(theirs);
        Set<String> onlyTheirs = new TreeSet<>(theirs);
        onlyTheirs.removeAll(ours);
        return "different steps are enabled after these:\n" + path(at) + "only in the machine: " + onlyOurs
                + "\nonly in the specification: " + onlyTheirs + "\n";
    }

    private String path(Pair to) {
        ArrayDeque<String> steps = new ArrayDeque<>();
        for (Pair at = to; at.parent != null; at = at.parent) {
            steps.addFirst("  " + machine.show(at.step) + "\n");
        }
        return String.join("", steps);
    }
}
