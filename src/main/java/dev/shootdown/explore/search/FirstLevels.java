package dev.shootdown.explore.search;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Fingerprints;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;
import dev.shootdown.machine.Symmetry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The first levels of a search, in memory and by one thread, until there is enough for several: in the same order, with the
 * same parents, as the units would do it. A search that goes on does them anew, which takes a moment.
 */
final class FirstLevels {
    /** In how many states it is tried whether the scheme, which may be anybody's, really notices no exchange. */
    private static final int TRIED = 1_000;

    private record Node(int[] snapshot, long first, long second, Node parent, int choice) {}

    private final SearchedMachine searched;
    private final Expander expander;
    private final Codec codec;
    private final Fingerprints seen = new Fingerprints();
    private final List<Node> all = new ArrayList<>();
    private List<Node> last = new ArrayList<>();
    private final List<Long> sizes = new ArrayList<>();
    private long transitions;
    private Invariant broken;
    private Node brokenNode;
    private long brokenStates;

    private FirstLevels(SearchedMachine searched, Codec codec) {
        this.searched = searched;
        this.codec = codec;
        expander = new Expander(searched, codec);
    }

    /**
     * Searches until a level is empty or has a state that breaks an invariant, or until there are more than so many states;
     * then the last level is not expanded.
     */
    static FirstLevels search(SearchedMachine searched, Codec codec, long enough) {
        FirstLevels levels = new FirstLevels(searched, codec);
        levels.run(enough);
        return levels;
    }

    private void run(long enough) {
        int[] first = new int[expander.words()];
        expander.machine().state.save(first);
        List<Node> next = new ArrayList<>();
        visit(first, null, 0, next);
        while (!next.isEmpty()) {
            next.sort((one, other) -> RunFile.compare(one.first, one.second, other.first, other.second));
            sizes.add((long) next.size());
            all.addAll(next);
            last = next;
            next.forEach(this::check);
            if (broken != null || all.size() > enough) {
                return;
            }
            next = expand(next);
        }
        last = next;
    }

    private List<Node> expand(List<Node> level) {
        List<Node> next = new ArrayList<>();
        Machine machine = expander.machine();
        int[] there = new int[expander.words()];
        for (Node node : level) {
            Offers offers = expander.enabled(node.snapshot);
            transitions += offers.size();
            for (int k = 0; k < offers.size(); k++) {
                machine.state.restore(node.snapshot);
                machine.apply(offers.get(k));
                machine.state.save(there);
                visit(there, node, k, next);
            }
        }
        return next;
    }

    /** The machine is in that state. */
    private void visit(int[] snapshot, Node parent, int choice, List<Node> next) {
        expander.fingerprint();
        if (seen.add(expander.first, expander.second) >= 0) {
            next.add(new Node(snapshot.clone(), expander.first, expander.second, parent, choice));
        }
    }

    private void check(Node node) {
        Invariant one = expander.firstBroken(node.snapshot);
        if (one != null) {
            brokenStates++;
            if (broken == null || one.compareTo(broken) < 0) {
                broken = one;
                brokenNode = node;
            }
        }
    }

    /** Sees that the scheme notices no exchange; the machine's first states are enough to tell. */
    void tryExchanges() {
        if (!searched.symmetry()) {
            return;
        }
        Machine machine = searched.machine();
        Symmetry symmetry = new Symmetry(machine);
        for (Node node : all.subList(0, Math.min(TRIED, all.size()))) {
            machine.state.restore(node.snapshot);
            if (!symmetry.holds()) {
                throw new BadInput("scheme " + searched.scheme()
                        + " tells CPUs or frames apart: its states cannot be searched up to exchanges of them");
            }
        }
    }

    /** How many states each level has. */
    List<Long> sizes() {
        return sizes;
    }

    int states() {
        return all.size();
    }

    /** Steps out of the levels before the last. */
    long transitions() {
        return transitions;
    }

    boolean isAll() {
        return last.isEmpty();
    }

    Invariant broken() {
        return broken;
    }

    long brokenStates() {
        return brokenStates;
    }

    /** The choices that lead to the broken state. */
    List<Integer> choicesToBroken() {
        return choicesTo(brokenNode);
    }

    /** The choices that lead to a state of the last level. */
    List<Integer> choicesTo(long number) {
        return choicesTo(last.get((int) number));
    }

    private static List<Integer> choicesTo(Node end) {
        List<Integer> choices = new ArrayList<>();
        for (Node node = end; node.parent != null; node = node.parent) {
            choices.add(0, node.choice);
        }
        return choices;
    }

    /** How many states of a partition there are among these. */
    long[] visited(int partitions) {
        long[] visited = new long[partitions];
        all.forEach(node -> visited[Outbox.partitionOf(node.first, partitions)]++);
        return visited;
    }

    /** Writes all fingerprints. */
    void writeRun(Path path) {
        try (RunFile.Writer run = new RunFile.Writer(path)) {
            all.stream()
                    .sorted((one, other) -> RunFile.compare(one.first, one.second, other.first, other.second))
                    .forEach(node -> run.add(node.first, node.second));
            run.finish();
        }
    }

    /** Expands the last level into a file; returns the number of steps. */
    long writeOut(Path path, int partitions) {
        long steps = 0;
        Expander into = new Expander(searched, codec);
        try (Outbox outbox = new Outbox(path, partitions, into.mostBytes())) {
            for (int k = 0; k < last.size(); k++) {
                steps += into.expand(last.get(k).snapshot, k, outbox, partitions);
            }
            outbox.finish();
        }
        return steps;
    }
}
