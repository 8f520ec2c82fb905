package dev.shootdown.explore;

import dev.shootdown.machine.Invariant;
import dev.shootdown.trace.Recording;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Random schedules against the invariants, as many as asked for or as time allows. Schedules come in blocks, which share a
 * machine, and blocks in rounds. What a block does follows from the seed, its number and what was seen before its round; at
 * the end of a round what was new is noted in the order of the schedules. Therefore a campaign is the same with any number
 * of threads, and one that was interrupted between two rounds can go on.
 */
public final class Fuzzer {
    /** Blocks of a round. */
    private static final int ROUND = 128;

    private static final long BETWEEN_SAVES_NANOS = 2_000_000_000L;

    private final Campaign campaign;
    private final String tool;
    private final List<Worker> workers = new ArrayList<>();
    private final Progress progress = new Progress();
    private final AtomicLong nextBlock = new AtomicLong();
    private final AtomicReference<Throwable> defect = new AtomicReference<>();
    private final long begin = System.nanoTime();
    private final long deadline;
    private final CampaignFile file;
    private long saved = begin;
    private boolean isDone;

    /** What a campaign has seen so far: all that a later process needs to go on. */
    static final class Progress {
        final Tally tally = new Tally();
        final Corpus corpus = new Corpus();
        final Findings findings = new Findings();
        long rounds;

        /** Of earlier processes. */
        long nanos;

        /** Where the schedules of the first block ended. */
        long firstBlock;
    }

    /** Told now and then how far the campaign has come, and at once what was found. */
    public interface Watcher {
        void at(Standing standing);

        /** A failure that is none of the earlier ones. */
        default void found(Failure failure) {}
    }

    /**
     * A failure, as small as it could be made.
     *
     * @param invariant what breaks
     * @param schedules how many of the failures that were looked at came down to this one
     * @param recording the schedule, ready to be written
     */
    public record Failure(Invariant invariant, int schedules, Recording recording) {}

    /**
     * How far a campaign has come.
     *
     * @param schedules how many were run
     * @param steps how many steps they took
     * @param distinctStates how many states they saw, estimated to 1 %
     * @param abstractStates how many abstract states they saw
     * @param unseenAbstractStates how many more there are at least, by Chao's estimate
     * @param saturation how likely the next abstract state is a known one, by Good's and Turing's estimate
     * @param conflictingPairs pairs of kinds of step that were seen to conflict
     * @param seconds wall-clock time, of earlier processes too
     * @param failing how many schedules broke an invariant
     * @param taken how often each kind of step was taken, by name
     */
    public record Standing(
            long schedules,
            long steps,
            long distinctStates,
            long abstractStates,
            long unseenAbstractStates,
            double saturation,
            int conflictingPairs,
            double seconds,
            long failing,
            Map<String, Long> taken) {}

    /**
     * What came out.
     *
     * @param standing of the whole
     * @param failures the different ones
     * @param pct what PCT promises for each depth
     */
    public record Report(Standing standing, List<Failure> failures, List<PctBound> pct) {
        public long schedules() {
            return standing.schedules();
        }

        public long steps() {
            return standing.steps();
        }

        public long failing() {
            return standing.failing();
        }

        public long distinctStates() {
            return standing.distinctStates();
        }

        public Map<String, Long> taken() {
            return standing.taken();
        }
    }

    /**
     * A campaign that remembers nothing.
     *
     * @param tool the version to note in recordings
     */
    public Fuzzer(Campaign campaign, String tool) {
        this(campaign, tool, null);
    }

    /**
     * A campaign that keeps what it has done in a file until it is finished, and goes on from there.
     *
     * @param folder where the file is or will be
     * @throws dev.shootdown.machine.BadInput when there is one that makes no sense
     */
    public Fuzzer(Campaign campaign, String tool, Path folder) {
        this.campaign = campaign;
        this.tool = tool;
        deadline = campaign.nanos() > Long.MAX_VALUE / 4 ? Long.MAX_VALUE / 2 : campaign.nanos();
        for (int k = 0; k < Math.min(ROUND, campaign.threads()); k++) {
            workers.add(new Worker(campaign));
        }
        file = folder == null ? null : new CampaignFile(campaign, tool, folder);
        if (file != null) {
            progress.firstBlock = new Worker(campaign.withRuns(Long.MAX_VALUE)).run(0, new Tally(), new Corpus());
            file.restore(progress);
        }
    }

    /** Runs a campaign that remembers nothing. */
    public static Report run(Campaign campaign, String tool, Watcher watcher) {
        return new Fuzzer(campaign, tool).run(watcher);
    }

    /**
     * How many schedules a campaign takes until one breaks an invariant, that one included; {@link Long#MAX_VALUE} when none
     * does. Nothing is made small.
     */
    static long firstFailure(Campaign campaign) {
        Fuzzer fuzzer = new Fuzzer(campaign, "");
        Worker worker = fuzzer.workers.get(0);
        long blocks = (campaign.runs() - 1) / Worker.BLOCK + 1;
        for (long block = 0; block < blocks; block++) {
            worker.run(block, fuzzer.progress.tally, fuzzer.progress.corpus);
            if (!worker.broken.isEmpty()) {
                return worker.broken.get(0).number() + 1;
            }
            if ((block + 1) % ROUND == 0) {
                fuzzer.finishRound(at -> {});
            }
        }
        return Long.MAX_VALUE;
    }

    /** How many schedules an earlier process has run. */
    public synchronized long earlier() {
        return progress.tally.schedules;
    }

    /** Runs to the end. */
    public Report run(Watcher watcher) {
        long blocks = (campaign.runs() - 1) / Worker.BLOCK + 1;
        while (progress.rounds * ROUND < blocks
                && nanos() < deadline
                && !Thread.currentThread().isInterrupted()) {
            long end = Math.min(blocks, (progress.rounds + 1) * ROUND);
            nextBlock.set(progress.rounds * ROUND);
            runRound(end, watcher);
            finishRound(watcher);
        }
        watcher.at(standing());
        synchronized (this) {
            isDone = true;
            if (file != null) {
                file.remove();
            }
        }
        return new Report(standing(), failures(), PctBound.of(progress.tally.depths, campaign.mostSteps()));
    }

    private void runRound(long end, Watcher watcher) {
        List<Thread> threads = new ArrayList<>();
        for (Worker worker : workers) {
            Thread thread = new Thread(() -> work(worker, end), "fuzz " + threads.size());
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        boolean isInterrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join(250);
                    if (thread.isAlive()) {
                        watcher.at(standing());
                    }
                } catch (InterruptedException e) {
                    nextBlock.set(Long.MAX_VALUE / 2);
                    isInterrupted = true;
                }
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        if (defect.get() != null) {
            throw new IllegalStateException(defect.get());
        }
    }

    private void work(Worker worker, long end) {
        try {
            for (long block = nextBlock.getAndIncrement();
                    block < end && nanos() < deadline;
                    block = nextBlock.getAndIncrement()) {
                worker.run(block, progress.tally, progress.corpus);
            }
        } catch (Throwable e) {
            defect.compareAndSet(null, e);
            nextBlock.set(Long.MAX_VALUE / 2);
        }
    }

    /** Puts together what the workers have, in the order of the schedules where that matters. */
    private synchronized void finishRound(Watcher watcher) {
        List<Novelty> novelties = new ArrayList<>();
        List<Worker.Broken> broken = new ArrayList<>();
        for (Worker worker : workers) {
            novelties.addAll(worker.novelties);
            broken.addAll(worker.broken);
        }
        novelties.sort(Comparator.comparingLong(Novelty::number));
        broken.sort(Comparator.comparingLong(Worker.Broken::number));
        keepTapes(novelties);
        for (Worker worker : workers) {
            progress.tally.addAll(worker.tally);
            worker.clear();
        }
        progress.rounds++;
        for (Worker.Broken found : broken) {
            if (progress.findings.wants(found.invariant())) {
                Findings.Small small = progress.findings.add(found);
                if (small != null) {
                    watcher.found(failure(small));
                }
            }
        }
        watcher.at(standing());
        if (System.nanoTime() - saved > BETWEEN_SAVES_NANOS) {
            save();
        }
    }

    /** A tape is kept if it shows something that neither an earlier round nor an earlier schedule of this one has shown. */
    private void keepTapes(List<Novelty> novelties) {
        TreeSet<Long> states = new TreeSet<>();
        Conflicts pairs = new Conflicts();
        for (Novelty novelty : novelties) {
            boolean isNew = false;
            for (long state : novelty.states()) {
                isNew |= states.add(state);
            }
            for (int pair : novelty.pairs()) {
                isNew |= !pairs.has(pair);
                pairs.add(pair);
            }
            if (isNew) {
                progress.corpus.add(novelty.tape());
            }
        }
    }

    /** Writes down how far the campaign has come, whole rounds only; nothing when it is finished or remembers nothing. */
    public synchronized void save() {
        if (file != null && !isDone && progress.rounds > 0 && nanos() < deadline) {
            long earlier = progress.nanos;
            progress.nanos = nanos();
            file.save(progress);
            progress.nanos = earlier;
            saved = System.nanoTime();
        }
    }

    private long nanos() {
        return progress.nanos + System.nanoTime() - begin;
    }

    private synchronized Standing standing() {
        Tally tally = progress.tally;
        return new Standing(
                tally.schedules,
                tally.steps,
                tally.states.estimate(),
                tally.sightings.seen(),
                tally.sightings.unseen(),
                Math.rint(1e6 * tally.sightings.saturation()) / 1e6,
                tally.conflicts.size(),
                nanos() / 1e9,
                tally.allFailing(),
                tally.taken(campaign.scheme()));
    }

    private List<Failure> failures() {
        return progress.findings.all().stream()
                .sorted(Comparator.comparing(Findings.Small::invariant)
                        .thenComparing(small -> small.schedule().steps().length)
                        .thenComparing(Findings.Small::number))
                .map(this::failure)
                .toList();
    }

    private Failure failure(Findings.Small small) {
        Recording recording = new Recording(
                tool,
                campaign.scheme().name(),
                List.copyOf(new TreeSet<>(campaign.bugs())),
                small.schedule().scope(),
                campaign.strategy(),
                campaign.seed(),
                small.number(),
                small.invariant().label(),
                small.schedule().text());
        return new Failure(small.invariant(), small.times(), recording);
    }
}
