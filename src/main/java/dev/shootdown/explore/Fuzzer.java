package dev.shootdown.explore;

import dev.shootdown.machine.Invariant;
import dev.shootdown.trace.Recording;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Random schedules against the invariants, as many as asked for or as time allows: one {@linkplain Segment segment} of the
 * campaign after the other, the rounds of each by several threads. A campaign is the same with any number of threads, one
 * that was interrupted between two rounds can go on, and what its segments come to in several processes adds up to what
 * they come to in one.
 */
public final class Fuzzer {
    private static final long BETWEEN_SAVES_NANOS = 2_000_000_000L;

    private final Campaign campaign;
    private final Segments segments;
    private final String tool;
    private final List<Worker> workers = new ArrayList<>();
    private final Progress progress;
    private final AtomicLong nextBlock = new AtomicLong();
    private final AtomicReference<Throwable> defect = new AtomicReference<>();
    private final long begin = System.nanoTime();
    private final long deadline;
    private final CampaignFile file;
    private long saved = begin;
    private boolean isDone;

    /** What a campaign has seen so far: all that a later process needs to go on. */
    static final class Progress {
        /** The counts of all rounds, and the failures of the segments that are finished. */
        CampaignResult all = new CampaignResult();

        /** The one that is running or, at the end, would come next. */
        Segment segment;

        /** Of earlier processes. */
        long nanos;

        /** Where the schedules of the first block ended. */
        long firstBlock;

        Progress(Segment segment) {
            this.segment = segment;
        }
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
    public record Failure(Invariant invariant, long schedules, Recording recording) {}

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
        this(campaign, Segments.ALL, tool, null);
    }

    /**
     * A part of a campaign that keeps what it has done in a file until it is finished, and goes on from there.
     *
     * @param folder where the file is or will be
     * @throws dev.shootdown.machine.BadInput when there is one that makes no sense
     */
    public Fuzzer(Campaign campaign, Segments segments, String tool, Path folder) {
        this.campaign = campaign;
        this.segments = segments;
        this.tool = tool;
        progress = new Progress(new Segment(campaign, segments.first()));
        deadline = campaign.nanos() > Long.MAX_VALUE / 4 ? Long.MAX_VALUE / 2 : campaign.nanos();
        for (int k = 0; k < Math.min(Segment.ROUND, campaign.threads()); k++) {
            workers.add(new Worker(campaign));
        }
        file = folder == null ? null : new CampaignFile(campaign, segments, tool, folder);
        if (file != null) {
            progress.firstBlock = campaign.firstSchedules();
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
        Worker worker = new Worker(campaign);
        for (long k = 0; k < Segment.of(campaign); k++) {
            Segment segment = new Segment(campaign, k);
            while (!segment.isDone()) {
                for (long block = segment.roundBegins(); block < segment.roundEnds(); block++) {
                    worker.run(block, segment.tally, segment.corpus);
                    if (!worker.broken.isEmpty()) {
                        return worker.broken.get(0).number() + 1;
                    }
                }
                segment.finishRound(List.of(worker));
            }
        }
        return Long.MAX_VALUE;
    }

    /** How many schedules an earlier process has run. */
    public synchronized long earlier() {
        return progress.all.schedules();
    }

    /** Runs to the end. The file stays until {@link #forget}, so that what came out can be written elsewhere before. */
    public Report run(Watcher watcher) {
        while (hasMore() && nanos() < deadline && !Thread.currentThread().isInterrupted()) {
            nextBlock.set(progress.segment.roundBegins());
            runRound(progress.segment.roundEnds(), watcher);
            finishRound(watcher);
        }
        watcher.at(standing());
        synchronized (this) {
            isDone = true;
        }
        return result().report(campaign, tool, nanos() / 1e9);
    }

    /** What the rounds came to that are finished. */
    public synchronized CampaignResult result() {
        CampaignResult result = new CampaignResult();
        result.merge(progress.all);
        result.add(progress.segment.findings.all());
        return result;
    }

    private boolean hasMore() {
        return progress.segment.number < Segment.of(campaign);
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
                worker.run(block, progress.segment.tally, progress.segment.corpus);
            }
        } catch (Throwable e) {
            defect.compareAndSet(null, e);
            nextBlock.set(Long.MAX_VALUE / 2);
        }
    }

    private synchronized void finishRound(Watcher watcher) {
        workers.forEach(worker -> progress.all.tally.addAll(worker.tally));
        Segment segment = progress.segment;
        for (Findings.Small small : segment.finishRound(workers)) {
            if (!progress.all.has(small)) {
                watcher.found(CampaignResult.failure(small, campaign, tool));
            }
        }
        if (segment.isDone()) {
            progress.all.add(segment.findings.all());
            progress.segment = new Segment(campaign, segment.number + segments.step());
        }
        watcher.at(standing());
        if (System.nanoTime() - saved > BETWEEN_SAVES_NANOS) {
            save();
        }
    }

    /** Writes down how far the campaign has come, whole rounds only; nothing when it is finished or remembers nothing. */
    public synchronized void save() {
        if (file != null && !isDone && hasMore() && progress.all.schedules() > 0 && nanos() < deadline) {
            long earlier = progress.nanos;
            progress.nanos = nanos();
            file.save(progress);
            progress.nanos = earlier;
            saved = System.nanoTime();
        }
    }

    /** Writes all of it down when it is finished and its results could not be written elsewhere. */
    public synchronized void keep() {
        if (file != null) {
            progress.nanos = nanos();
            file.save(progress);
        }
    }

    /** When the results are safe elsewhere. */
    public synchronized void forget() {
        if (file != null) {
            file.remove();
        }
    }

    private long nanos() {
        return progress.nanos + System.nanoTime() - begin;
    }

    private synchronized Standing standing() {
        return progress.all.standing(campaign, nanos() / 1e9);
    }
}
