package dev.shootdown.explore.search;

import dev.shootdown.engine.Engine;
import dev.shootdown.explore.search.SearchUnit.Outcome;
import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Offers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Breadth-first search through every state that a machine can reach, level by level: as {@link
 * dev.shootdown.explore.Exhaustive}, with everything in files, by an engine. A level is finished when all its units are, and
 * says so in a file; who is interrupted goes on after the last finished level and the finished units of the next.
 *
 * <p>Of the states that break an invariant at the first such level, the path leads to the one that breaks the first invariant,
 * of several the one with the least fingerprint; a state's parent is the one with the least fingerprint. So what comes out
 * depends on the machine alone.
 */
public final class Search {
    /** Partitions when nobody says how many. */
    public static final int PARTITIONS = 16;

    /** The most partitions: a unit reads a file of each. */
    public static final int MOST_PARTITIONS = 4096;

    /** Up to so many states the driver goes by itself. */
    private static final long FIRST_STATES = 50_000;

    private static final String FORM = "form shootdown search 1";

    private final SearchedMachine searched;
    private final String build;
    private final Path data;
    private final int partitions;
    private final long memory;
    private final long firstStates;

    private final List<Long> sizes = new ArrayList<>();
    private long states;
    private long transitions;
    private long sent;
    private final Volume volume = new Volume();
    private volatile int finishedLevel = -1;
    private volatile boolean isOpen;

    /**
     * A search, to be run once.
     *
     * @param build what tells this program from another build of it
     * @param data the folder for all files, which every process that works at it sees under this name
     * @param memory bytes that each process may use for visited sets; negative: a share of its heap
     */
    public Search(SearchedMachine searched, String build, Path data, int partitions, long memory) {
        this(searched, build, data, partitions, memory, FIRST_STATES);
    }

    Search(SearchedMachine searched, String build, Path data, int partitions, long memory, long firstStates) {
        if (partitions < 1 || partitions > MOST_PARTITIONS) {
            throw new BadInput(
                    "the number of partitions must be between 1 and " + MOST_PARTITIONS + ", not " + partitions);
        }
        this.searched = searched;
        this.build = build;
        this.data = data.toAbsolutePath().normalize();
        this.partitions = partitions;
        this.memory = memory;
        this.firstStates = firstStates;
    }

    /** Where a search stands. */
    public record Standing(int level, int unitsDone, int units, long states, long frontier, long brokenStates) {}

    /** Told when a unit is done, by any thread, one at a time. */
    public interface Watcher {
        void at(Standing standing);
    }

    /**
     * What came out.
     *
     * @param levels how many states each level has; the first state is a level
     * @param transitions steps out of all levels but those that were not expanded
     * @param complete whether these are all states: no invariant broke and the limit was not reached
     * @param broken the invariant that broke, or null
     * @param brokenStates how many states of the last level break one
     * @param path the steps from the first state to the one that breaks it; empty when none does
     * @param volume what went through files
     */
    public record Result(
            List<Long> levels,
            long transitions,
            boolean complete,
            Invariant broken,
            long brokenStates,
            long[] path,
            Volume volume) {
        public long states() {
            return levels.stream().mapToLong(Long::longValue).sum();
        }
    }

    /** How many bytes went through files: another number with another number of partitions. */
    public static final class Volume {
        private long states;
        private long entries;
        private long entryBytes;
        private long linkBytes;
        private long written;
        private long most;
        private long outBefore;
        private final Map<Integer, Long> runs = new TreeMap<>();

        /** States of the levels that are in files. */
        public long states() {
            return states;
        }

        /** Successors sent to partitions. */
        public long entries() {
            return entries;
        }

        /** What they take. */
        public long entryBytes() {
            return entryBytes;
        }

        /** Bytes that stay to the end: fingerprints and links. */
        public long lasting() {
            return linkBytes + runs.values().stream().mapToLong(Long::longValue).sum();
        }

        /** Bytes written to files, those included that are deleted soon. */
        public long written() {
            return written;
        }

        /** The most bytes that were there at a time. */
        public long most() {
            return most;
        }
    }

    /** The last level that is finished and in files, or -1; any thread may ask. */
    public int finishedLevel() {
        return finishedLevel;
    }

    private List<String> identity() {
        return List.of(
                FORM,
                "build " + build,
                "scheme " + searched.scheme(),
                "bugs " + searched.bugs(),
                String.format(
                        Locale.ROOT,
                        "vcpus %d, pcpus %d, spaces %d, pages %d, frames %d, tables %d",
                        searched.vcpus(),
                        searched.pcpus(),
                        searched.spaces(),
                        searched.pages(),
                        searched.frames(),
                        searched.tables()),
                "features " + searched.features(),
                "symmetry " + searched.symmetry(),
                "partitions " + partitions,
                "first states " + firstStates);
    }

    /**
     * Searches, or goes on. The files stay, for {@link #delete}.
     *
     * @param mostStates after the first level with which there are more, give up
     */
    public Result run(long mostStates, Engine engine, Watcher watcher) {
        SearchFiles files = new SearchFiles(data);
        Machine machine = searched.machine(); // what is wrong with it is said before what is wrong with the folder
        searched.symmetryOf(machine);
        files.refuseAnother(identity());
        finishedLevel = files.lastFinished();
        Codec codec = Codec.of(machine);
        FirstLevels first = FirstLevels.search(searched, codec, Math.min(mostStates, firstStates));
        first.tryExchanges();
        sizes.addAll(first.sizes());
        states = first.states();
        transitions = first.transitions();
        int level = sizes.size() - 1;
        watcher.at(new Standing(level, 1, 1, states, sizes.get(level), first.brokenStates()));
        if (first.isAll() || first.broken() != null || states > mostStates) {
            long[] path = first.broken() == null ? new long[0] : steps(first.choicesToBroken(), first.broken());
            return result(first.isAll(), first.broken(), first.brokenStates(), path);
        }
        files.open(identity());
        isOpen = true;
        files.deleteParts();
        String search = data + " " + identity();
        SearchPlan plan = new SearchPlan(searched, codec, data.toString(), search, partitions, level, memory);
        try {
            return goOn(plan, first, mostStates, engine, watcher);
        } finally {
            Tables.forget(search);
        }
    }

    private Result goOn(SearchPlan plan, FirstLevels first, long mostStates, Engine engine, Watcher watcher) {
        SearchFiles files = plan.files();
        first.writeRun(files.firstRun());
        volume.runs.put(0, SearchFiles.size(files.firstRun()));
        sent = first.writeOut(files.out(plan.firstLevel(), 0), partitions);
        long[] visited = first.visited(partitions);
        for (int level = plan.firstLevel() + 1; ; level++) {
            List<Outcome> outcomes =
                    files.isFinished(level) ? kept(files, level) : expand(plan, level, visited, engine, watcher);
            finish(plan, level, outcomes);
            long frontier = outcomes.stream().mapToLong(Outcome::states).sum();
            long brokenStates =
                    outcomes.stream().mapToLong(Outcome::brokenStates).sum();
            transitions += sent;
            sent = outcomes.stream().mapToLong(Outcome::transitions).sum();
            for (int p = 0; p < partitions; p++) {
                visited[p] += outcomes.get(p).states();
            }
            if (frontier == 0) {
                return result(true, null, 0, new long[0]);
            }
            sizes.add(frontier);
            states += frontier;
            watcher.at(new Standing(level, partitions, partitions, states, frontier, brokenStates));
            if (brokenStates > 0) {
                return broken(plan, first, level, outcomes, brokenStates);
            }
            if (states > mostStates) {
                return result(false, null, 0, new long[0]);
            }
        }
    }

    /** What came out of a level that was finished before; its links are read, as the path may need them much later. */
    private List<Outcome> kept(SearchFiles files, int level) {
        List<Outcome> outcomes = files.outcomes(level);
        try {
            for (int p = 0; p < partitions; p++) {
                Links.verify(files.links(level, p), outcomes.get(p));
            }
        } catch (BadInput e) {
            throw withoutPath(files, level, e);
        }
        return outcomes;
    }

    /** A search that found something and cannot show it says what it found: at that level or a later one. */
    private BadInput withoutPath(SearchFiles files, int from, BadInput why) {
        for (int level = from; files.isFinished(level); level++) {
            List<Outcome> outcomes = files.outcomes(level);
            int partition = firstBroken(outcomes);
            if (partition >= 0) {
                Invariant invariant = Invariant.values()[outcomes.get(partition).broken()];
                return new BadInput(
                        invariant.label() + " is broken at level " + level + ", but the path there is lost: "
                                + why.getMessage(),
                        why);
            }
        }
        return why;
    }

    private List<Outcome> expand(SearchPlan plan, int level, long[] visited, Engine engine, Watcher watcher) {
        ArrayList<SearchUnit> units = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            units.add(new SearchUnit(plan, level, p, visited[p], sent));
        }
        Outcome[] outcomes = new Outcome[partitions];
        long[] sums = new long[3];
        engine.run(units, SearchUnit::run, (index, outcome) -> {
            outcomes[index] = outcome;
            sums[0]++;
            sums[1] += outcome.states();
            sums[2] += outcome.brokenStates();
            watcher.at(new Standing(
                    level, (int) sums[0], partitions, states + sums[1], sizes.get(sizes.size() - 1), sums[2]));
        });
        List<Outcome> all = Arrays.asList(outcomes);
        plan.files().finishLevel(level, all);
        return all;
    }

    /** Counts the bytes of a finished level, and deletes what it was made of. */
    private void finish(SearchPlan plan, int level, List<Outcome> outcomes) {
        SearchFiles files = plan.files();
        int local = level - plan.firstLevel();
        List<Path> old = new ArrayList<>();
        long outBytes = 0;
        long runBytes = 0;
        for (int p = 0; p < partitions; p++) {
            Outcome one = outcomes.get(p);
            volume.states += one.states();
            volume.entries += one.transitions();
            volume.entryBytes += one.entryBytes();
            volume.linkBytes += SearchFiles.size(files.links(level, p));
            outBytes += one.outBytes();
            runBytes += one.runBytes();
            if (p < plan.sources(level - 1)) {
                old.add(files.out(level - 1, p));
            }
            for (int end : Runs.mergedAt(local)) {
                old.add(files.run(plan.firstLevel() + end, p));
            }
        }
        volume.runs.put(local, runBytes);
        volume.written += outBytes + runBytes;
        volume.most = Math.max(volume.most, volume.lasting() + outBytes + volume.outBefore);
        volume.outBefore = outBytes;
        Runs.mergedAt(local).forEach(volume.runs::remove);
        files.drop(old);
        finishedLevel = Math.max(finishedLevel, level);
    }

    private Result broken(SearchPlan plan, FirstLevels first, int level, List<Outcome> outcomes, long brokenStates) {
        int partition = firstBroken(outcomes);
        Invariant invariant = Invariant.values()[outcomes.get(partition).broken()];
        long number = outcomes.get(partition).number();
        try {
            List<Integer> choices = new ArrayList<>();
            for (int at = level; at > plan.firstLevel(); at--) {
                Links.Link link = Links.read(plan.files().links(at, partition), number);
                choices.add(0, link.choice());
                partition = link.source();
                number = link.parent();
            }
            List<Integer> all = new ArrayList<>(first.choicesTo(number));
            all.addAll(choices);
            return result(false, invariant, brokenStates, steps(all, invariant));
        } catch (BadInput e) {
            throw withoutPath(plan.files(), level, e);
        }
    }

    /** Of which partition the state is to which the path leads, or -1 if none breaks anything. */
    private static int firstBroken(List<Outcome> outcomes) {
        int partition = -1;
        for (int p = 0; p < outcomes.size(); p++) {
            int broken = outcomes.get(p).broken();
            if (broken >= 0
                    && (partition < 0 || broken < outcomes.get(partition).broken())) {
                partition = p; // the partitions are in the order of the fingerprints
            }
        }
        return partition;
    }

    /** The steps that these choices are, the last of which breaks the invariant. */
    private long[] steps(List<Integer> choices, Invariant invariant) {
        Machine machine = searched.machine();
        Offers offers = machine.offers();
        long[] steps = new long[choices.size()];
        for (int k = 0; k < steps.length; k++) {
            machine.enabled(offers);
            if (choices.get(k) >= offers.size()) {
                throw doesNotReplay();
            }
            steps[k] = offers.get(choices.get(k));
            machine.apply(steps[k]);
        }
        if (Invariant.firstBroken(machine) != invariant) {
            throw doesNotReplay();
        }
        return steps;
    }

    private BadInput doesNotReplay() {
        return new BadInput(data + " has links that do not lead to the broken state: delete it to begin anew.");
    }

    private Result result(boolean complete, Invariant broken, long brokenStates, long[] path) {
        return new Result(List.copyOf(sizes), transitions, complete, broken, brokenStates, path, volume);
    }

    /** Deletes what was begun if no level of it is finished; any thread may ask. */
    public void deleteUnlessKept() {
        try {
            if (isOpen && new SearchFiles(data).lastFinished() < 0) {
                delete();
            }
        } catch (BadInput e) {
            return; // a unit was still writing: whoever searches there next deletes the rest
        }
    }

    /** Deletes all files of the search. */
    public void delete() {
        new SearchFiles(data).deleteAll();
    }
}
