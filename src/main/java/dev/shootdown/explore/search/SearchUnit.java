package dev.shootdown.explore.search;

import dev.shootdown.engine.Engine;
import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Invariant;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;

/**
 * One partition at one level: takes in what the level before has for it, looks at each state that was never seen, and writes
 * what comes out of them. The files that it leaves have their names and their bytes from the files before it, whoever does it
 * and how often; a unit that is done already only reads what came out.
 *
 * @param level at least one more than the plan's first
 * @param visited how many states the partition had after the level before
 * @param sent how many entries the level before has written for all partitions
 */
record SearchUnit(SearchPlan plan, int level, int partition, long visited, long sent)
        implements Serializable, Engine.Placed {

    /**
     * What came out of a unit.
     *
     * @param states new ones
     * @param transitions steps out of them, as long as none breaks an invariant
     * @param broken the place of the first broken invariant among all, or -1
     * @param number which state breaks it, of several the first in the order of the fingerprints
     * @param first a half of that one's fingerprint
     * @param second the other half
     * @param brokenStates how many states break any
     * @param entryBytes what its successors take
     * @param outBytes the file of them
     * @param runBytes the file of fingerprints
     */
    record Outcome(
            long states,
            long transitions,
            int broken,
            long number,
            long first,
            long second,
            long brokenStates,
            long entryBytes,
            long outBytes,
            long runBytes)
            implements Serializable {
        long[] numbers() {
            return new long[] {
                states, transitions, broken, number, first, second, brokenStates, entryBytes, outBytes, runBytes
            };
        }

        static Outcome of(long[] n) {
            return new Outcome(n[0], n[1], (int) n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9]);
        }
    }

    /** Who did the partition at the level before has its visited states in memory. */
    @Override
    public int place() {
        return partition;
    }

    Outcome run() {
        SearchFiles files = plan.files();
        if (files.hasAll(level, partition)) {
            return Links.outcome(files.links(level, partition));
        }
        return new Doing(files).run();
    }

    /** A unit while it is being done. */
    private final class Doing {
        private static final int BATCH = 64;

        private final SearchFiles files;
        private final Expander expander = new Expander(plan.machine(), plan.codec());
        private final Arrivals arrivals = new Arrivals();
        private FingerprintTable table;

        /** Whether the table began with all that was visited before. */
        private boolean knowsVisited;

        private byte[] piece = new byte[0];
        private final long[] firsts = new long[BATCH];
        private final long[] seconds = new long[BATCH];
        private final long[] parents = new long[BATCH];
        private final int[] choices = new int[BATCH];
        private final int[] begins = new int[BATCH];
        private final int[] ends = new int[BATCH];
        private long touched;

        private Doing(SearchFiles files) {
            this.files = files;
        }

        private Outcome run() {
            long expected = expected();
            refuseWhatDoesNotFit(expected);
            boolean done = false;
            try {
                openTable(expected);
                for (int source = 0; source < plan.sources(level - 1); source++) {
                    takeIn(source);
                }
                arrivals.sort();
                if (!knowsVisited) {
                    table = null;
                    forRunsBefore(run -> arrivals.subtract(run));
                }
                Outcome outcome = write();
                done = true;
                return outcome;
            } finally {
                if (knowsVisited && done) {
                    Tables.put(plan.search(), partition, level, table);
                } else if (knowsVisited) {
                    Tables.release(table.bytes());
                }
            }
        }

        /** How many entries come: fingerprints are spread evenly, so hardly ever more than this. */
        private long expected() {
            double mean = (double) sent / plan.partitions();
            return (long) (mean + 8 * Math.sqrt(mean)) + 64;
        }

        private void refuseWhatDoesNotFit(long expected) {
            long bytes = expected / 2 * (Arrivals.BYTES + expander.records.usual());
            long most = Runtime.getRuntime().maxMemory() / 4;
            if (bytes > most) {
                throw new BadInput("level " + level + " takes about " + (bytes >> 20) + " MiB for each partition, and "
                        + (most >> 20) + " are there: begin anew with more than " + plan.partitions()
                        + " partitions, or with a larger heap");
            }
        }

        /** The visited set, from memory or from the files; or an empty one, if there is no room for it. */
        private void openTable(long expected) {
            long room = visited + expected;
            table = Tables.take(plan.search(), partition, level - 1);
            knowsVisited = table != null;
            if (knowsVisited && !table.hasRoomFor(room)) {
                long before = table.bytes();
                long more = room + room / 8;
                if (FingerprintTable.canHold(more)
                        && Tables.reserve(FingerprintTable.bytesFor(more), plan.memoryHere())) {
                    table.grow(more);
                    Tables.release(before);
                } else {
                    knowsVisited = false;
                    Tables.release(before);
                }
            } else if (!knowsVisited
                    && FingerprintTable.canHold(room)
                    && Tables.reserve(FingerprintTable.bytesFor(room), plan.memoryHere())) {
                knowsVisited = true;
                table = new FingerprintTable(room);
                forRunsBefore(this::load);
            }
            if (!knowsVisited) {
                table = new FingerprintTable(expected);
            }
        }

        private void load(RunFile.Reader run) {
            while (run.advance()) {
                if (Outbox.partitionOf(run.first, plan.partitions()) == partition) {
                    table.add(run.first, run.second);
                }
            }
        }

        private interface OnRun {
            void with(RunFile.Reader run);
        }

        private void forRunsBefore(OnRun todo) {
            try (RunFile.Reader run = new RunFile.Reader(files.firstRun())) {
                todo.with(run);
            }
            for (int end : Runs.after(level - 1 - plan.firstLevel())) {
                try (RunFile.Reader run = new RunFile.Reader(files.run(plan.firstLevel() + end, partition))) {
                    todo.with(run);
                }
            }
        }

        private void takeIn(int source) {
            try (Inbox inbox = new Inbox(files.out(level - 1, source), partition)) {
                long parent = 0;
                for (int length = inbox.nextLength(); length >= 0; length = inbox.nextLength()) {
                    if (piece.length < length + Records.SLACK) {
                        piece = new byte[length + length / 4 + Records.SLACK];
                    }
                    inbox.read(piece);
                    parent = takeIn(source, parent, length);
                }
            }
        }

        /** Some entries at a time: first what is asked about them is brought near, then asked. */
        private long takeIn(int source, long parentBefore, int length) {
            Varints.Cursor cursor = new Varints.Cursor(piece, 0);
            long parent = parentBefore;
            while (cursor.at < length) {
                int many = 0;
                for (; many < BATCH && cursor.at < length; many++) {
                    parent += cursor.next();
                    parents[many] = parent;
                    choices[many] = (int) cursor.next();
                    int at = expander.readFingerprint(piece, cursor.at);
                    begins[many] = at;
                    cursor.at = expander.records.skip(piece, at);
                    ends[many] = cursor.at;
                    firsts[many] = expander.first;
                    seconds[many] = expander.second;
                    touched += table.touch(expander.second);
                }
                for (int k = 0; k < many; k++) {
                    if (table.isFull()) {
                        growBeyondExpectation();
                    }
                    if (table.add(firsts[k], seconds[k])) {
                        arrivals.add(
                                firsts[k],
                                seconds[k],
                                source,
                                parents[k],
                                choices[k],
                                piece,
                                begins[k],
                                ends[k] - begins[k]);
                    }
                }
            }
            return parent;
        }

        private void growBeyondExpectation() {
            long before = table.bytes();
            table.grow(2L * table.size());
            if (knowsVisited) {
                Tables.reserve(table.bytes() - before, Long.MAX_VALUE);
            }
        }

        private Outcome write() {
            int local = level - plan.firstLevel();
            List<Path> merged = Runs.mergedAt(local).stream()
                    .map(end -> files.run(plan.firstLevel() + end, partition))
                    .toList();
            long runBytes = Runs.merge(files.run(level, partition), arrivals, merged);
            int broken = -1;
            int number = -1;
            long brokenStates = 0;
            long transitions = 0;
            long outBytes;
            long entryBytes;
            int[] from = new int[expander.words()];
            try (Outbox outbox = new Outbox(files.out(level, partition), plan.partitions(), expander.mostBytes())) {
                for (int k = 0; k < arrivals.size(); k++) {
                    arrivals.read(arrivals.inOrder(k), expander.records, from);
                    Invariant one = expander.firstBroken(from);
                    if (one != null) {
                        brokenStates++;
                        if (broken < 0 || one.ordinal() < broken) {
                            broken = one.ordinal();
                            number = k;
                        }
                    } else if (brokenStates == 0) {
                        transitions += expander.expand(from, k, outbox, plan.partitions());
                    }
                }
                outBytes = outbox.finish();
                entryBytes = outbox.written();
            }
            Outcome outcome = new Outcome(
                    arrivals.size(),
                    transitions,
                    broken,
                    number,
                    number < 0 ? 0 : arrivals.first(arrivals.inOrder(number)),
                    number < 0 ? 0 : arrivals.second(arrivals.inOrder(number)),
                    brokenStates,
                    entryBytes,
                    outBytes,
                    runBytes);
            Links.write(files.links(level, partition), arrivals, outcome);
            return outcome;
        }
    }
}
