package dev.shootdown.machine;

import dev.shootdown.machine.StepKind.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Exchanges of vCPUs, of pCPUs and of frames under which a machine stays what it is: an exchanged state has the exchanged
 * steps, and they lead to the exchanged successors. The specifications have no order on these sets, and TLC's models with
 * {@code SYMMETRY} use the same. Pages have an order (a range ends at its last page), and the first space is the one in which
 * everybody begins.
 *
 * <p>States that differ by an exchange only have the same fingerprint here, the least of all their exchanged ones; a search
 * that tells states apart by it looks at one of them (Ip and Dill, Formal Methods in System Design 9, 1996).
 */
public final class Symmetry {
    /** Where the gain no longer pays for the work: six vCPUs and no more than that many exchanges. */
    private static final int MOST = 720;

    private final Machine machine;
    private final State state;
    private final int[] words;
    private final List<Exchange> exchanges = new ArrayList<>();
    private final long[][] keys = new long[2][];
    private long first;
    private long second;

    /**
     * What becomes of each number of vCPU, pCPU and frame; of each word of the variables, where it goes, what becomes of
     * its values from -1 on (null: what they are), and its keys there.
     */
    private record Exchange(int[] vcpus, int[] pcpus, int[] frames, int[] to, int[][] values, long[][] keys) {}

    /**
     * The exchanges of a machine.
     *
     * @throws BadInput if it has more than one VM, more CPUs than a model, or words that only its scheme understands
     */
    public Symmetry(Machine machine) {
        this.machine = machine;
        state = machine.state;
        words = state.words();
        Scope s = machine.scope;
        if (machine.scheme.words(s) != 0) {
            throw new BadInput("scheme " + machine.scheme.name()
                    + " has words of state of its own: which of its states differ by an exchange only is not known");
        }
        long many = factorial(s.vcpus()) * factorial(s.pcpus()) * factorial(s.frames());
        if (s.vms() != 1 || !s.tlb().unbounded() || many > MOST) {
            throw new BadInput("exchanges are for one VM of a model's size, with at most " + MOST + " of them");
        }
        keys[0] = Fingerprint.keys(state.variableWords(), 0);
        keys[1] = Fingerprint.keys(state.variableWords(), 1);
        for (int[] vcpus : permutations(s.vcpus())) {
            for (int[] pcpus : permutations(s.pcpus())) {
                for (int[] frames : permutations(s.frames())) {
                    exchanges.add(exchange(vcpus, pcpus, frames));
                }
            }
        }
    }

    private static long factorial(int n) {
        return n <= 1 ? 1 : Math.min(n, MOST) * Math.min(factorial(n - 1), MOST);
    }

    private static List<int[]> permutations(int n) {
        List<int[]> all = new ArrayList<>();
        if (n == 0) {
            all.add(new int[0]);
            return all;
        }
        for (int[] shorter : permutations(n - 1)) {
            for (int at = n - 1; at >= 0; at--) {
                int[] longer = new int[n];
                System.arraycopy(shorter, 0, longer, 0, at);
                longer[at] = n - 1;
                System.arraycopy(shorter, at, longer, at + 1, n - 1 - at);
                all.add(longer);
            }
        }
        return all;
    }

    private Exchange exchange(int[] vcpus, int[] pcpus, int[] frames) {
        int[] to = IntStream.range(0, state.variableWords()).toArray();
        int[][] valuesOf = values(vcpus, pcpus, frames);
        int[][] values = new int[to.length][];
        for (Region region : state.regions()) {
            for (int p = 0; p < (region.ofPcpu() ? pcpus.length : 1); p++) {
                for (int v = 0; v < (region.ofVcpu() ? vcpus.length : 1); v++) {
                    for (int k = 0; k < region.words(); k++) {
                        int at = region.place(p, v, vcpus.length, k);
                        to[at] = region.place(pcpus[p], vcpus[v], vcpus.length, k);
                        values[at] = valuesOf[region.holds().ordinal()];
                    }
                }
            }
        }
        long[][] keysThere = new long[2][to.length];
        for (int k = 0; k < to.length; k++) {
            keysThere[0][k] = keys[0][to[k]];
            keysThere[1][k] = keys[1][to[k]];
        }
        return new Exchange(vcpus, pcpus, frames, to, values, keysThere);
    }

    /** For each kind of word what its values become, from -1 on; null: what they are. */
    private static int[][] values(int[] vcpus, int[] pcpus, int[] frames) {
        int[][] values = new int[Region.Holds.values().length][];
        values[Region.Holds.VCPU.ordinal()] = references(vcpus);
        values[Region.Holds.PCPU.ordinal()] = references(pcpus);
        int[] sets = new int[1 + (1 << vcpus.length)];
        for (int set = 0; set < 1 << vcpus.length; set++) {
            for (int v = 0; v < vcpus.length; v++) {
                sets[1 + set] |= (set >>> v & 1) << vcpus[v];
            }
        }
        values[Region.Holds.VCPUS.ordinal()] = sets;
        int[] entries = new int[1 + 2 * frames.length];
        entries[0] = State.NO_ENTRY;
        for (int frame = 0; frame < frames.length; frame++) {
            entries[1 + State.entry(frame, false)] = State.entry(frames[frame], false);
            entries[1 + State.entry(frame, true)] = State.entry(frames[frame], true);
        }
        values[Region.Holds.ENTRY.ordinal()] = entries;
        return values;
    }

    private static int[] references(int[] permutation) {
        int[] references = new int[1 + permutation.length];
        references[0] = State.NONE;
        System.arraycopy(permutation, 0, references, 1, permutation.length);
        return references;
    }

    /** How many exchanges there are; the first changes nothing. */
    public int size() {
        return exchanges.size();
    }

    /**
     * Adds the fingerprint that the machine's state and all its exchanged ones share.
     *
     * @return as {@link Fingerprints#add(long, long)}
     */
    public int addTo(Fingerprints states) {
        fingerprint();
        return states.add(first, second);
    }

    /** One half of what {@link #fingerprint} found. */
    public long first() {
        return first;
    }

    /** The other half. */
    public long second() {
        return second;
    }

    /** Finds the fingerprint that the machine's state and all its exchanged ones share: of each half the least. */
    public void fingerprint() {
        first = Long.MAX_VALUE;
        second = Long.MAX_VALUE;
        for (int n = 0; n < exchanges.size(); n++) {
            Exchange one = exchanges.get(n);
            long[] firstKeys = one.keys[0];
            long[] secondKeys = one.keys[1];
            long firstSum = 0;
            long secondSum = 1;
            for (int k = 0; k < firstKeys.length; k++) {
                int[] values = one.values[k];
                long value = (values == null ? words[k] : values[1 + words[k]]) + 0x1_0000_0001L;
                firstSum += firstKeys[k] * value;
                secondSum += secondKeys[k] * value;
            }
            first = Math.min(first, Fingerprint.mix(firstSum));
            second = Math.min(second, Fingerprint.mix(secondSum));
        }
    }

    /** Brings the machine to the state that the n-th exchange makes of the one it is in. */
    public void exchange(int n) {
        Exchange one = exchanges.get(n);
        int[] exchanged = new int[one.to.length];
        for (int k = 0; k < exchanged.length; k++) {
            exchanged[one.to[k]] = one.values[k] == null ? words[k] : one.values[k][1 + words[k]];
        }
        System.arraycopy(exchanged, 0, words, 0, exchanged.length);
        Recount.of(state);
    }

    /** What the n-th exchange makes of a step. */
    public long exchanged(int n, long step) {
        Exchange one = exchanges.get(n);
        StepKind kind = machine.kind(step);
        int[] arguments = new int[3];
        for (int k = 0; k < kind.arguments().size(); k++) {
            int value = StepKind.argument(step, k);
            Argument argument = kind.arguments().get(k);
            arguments[k] = switch (argument) {
                case VCPU -> one.vcpus[value];
                case PCPU -> one.pcpus[value];
                case FRAME -> one.frames[value];
                default -> value;
            };
        }
        return Step.of(kind.code(), arguments[0], arguments[1], arguments[2]);
    }

    /**
     * Whether the machine does not notice exchanges in the state that it is in, and stays in: each exchanged state has the
     * exchanged steps, and they lead to the exchanged successors.
     */
    public boolean holds() {
        int[] here = saved();
        long[] steps = enabled();
        int[][] successors = new int[steps.length][];
        for (int k = 0; k < steps.length; k++) {
            state.restore(here);
            machine.apply(steps[k]);
            successors[k] = saved();
        }
        boolean holds = true;
        for (int n = 0; n < size() && holds; n++) {
            state.restore(here);
            exchange(n);
            int[] there = saved();
            holds = enabled().length == steps.length;
            for (int k = 0; k < steps.length && holds; k++) {
                state.restore(there);
                long step = exchanged(n, steps[k]);
                holds = machine.can(step);
                if (holds) {
                    machine.apply(step);
                    long reached = state.fingerprint(0);
                    state.restore(successors[k]);
                    exchange(n);
                    holds = reached == state.fingerprint(0);
                }
            }
        }
        state.restore(here);
        return holds;
    }

    private int[] saved() {
        int[] snapshot = new int[state.size()];
        state.save(snapshot);
        return snapshot;
    }

    private long[] enabled() {
        Offers offers = machine.offers();
        machine.enabled(offers);
        long[] steps = new long[offers.size()];
        for (int k = 0; k < steps.length; k++) {
            steps[k] = offers.get(k);
        }
        return steps;
    }
}
