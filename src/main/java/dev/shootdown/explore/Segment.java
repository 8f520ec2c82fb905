package dev.shootdown.explore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * A segment of a campaign: {@link #SCHEDULES} schedules that know nothing of those before. Its schedules come in blocks, which
 * share a machine, and its blocks in rounds. What a block does follows from the seed, its number and what the segment had
 * seen before the round; at the end of a round what was new is noted in the order of the schedules. Therefore a segment comes
 * out the same with any number of threads and in whatever process: it is the unit of work of a campaign.
 */
final class Segment {
    /** Blocks of a round. */
    static final int ROUND = 128;

    private static final int ROUNDS = 8;
    private static final int BLOCKS = ROUND * ROUNDS;

    /** Schedules of a segment, except the last one of a campaign. */
    static final int SCHEDULES = BLOCKS * Worker.BLOCK;

    final long number;
    final Tally tally = new Tally();
    final Corpus corpus = new Corpus();
    final Findings findings = new Findings();

    /** Rounds that are finished. */
    int rounds;

    private final long end;

    Segment(Campaign campaign, long number) {
        this.number = number;
        end = Math.min((campaign.runs() - 1) / Worker.BLOCK + 1, (number + 1) * BLOCKS);
    }

    /** How many segments a campaign has. */
    static long of(Campaign campaign) {
        return (campaign.runs() - 1) / SCHEDULES + 1;
    }

    /** How many schedules one of a campaign's segments has. */
    static long schedules(Campaign campaign, long number) {
        return Math.min(SCHEDULES, campaign.runs() - number * SCHEDULES);
    }

    /** The first block of the next round. */
    long roundBegins() {
        return number * BLOCKS + (long) rounds * ROUND;
    }

    /** The block after that round. */
    long roundEnds() {
        return Math.min(end, roundBegins() + ROUND);
    }

    boolean isDone() {
        return roundBegins() >= end;
    }

    /** All of it at once. */
    void run(Worker worker) {
        while (!isDone()) {
            for (long block = roundBegins(); block < roundEnds(); block++) {
                worker.run(block, tally, corpus);
            }
            finishRound(List.of(worker));
        }
    }

    /**
     * Puts together what the workers have, in the order of the schedules where that matters, and has them forget it.
     *
     * @return failures that are none of the segment's earlier ones
     */
    List<Findings.Small> finishRound(List<Worker> workers) {
        List<Novelty> novelties = new ArrayList<>();
        List<Worker.Broken> broken = new ArrayList<>();
        for (Worker worker : workers) {
            novelties.addAll(worker.novelties);
            broken.addAll(worker.broken);
            tally.addAll(worker.tally);
            worker.clear();
        }
        novelties.sort(Comparator.comparingLong(Novelty::number));
        broken.sort(Comparator.comparingLong(Worker.Broken::number));
        keepTapes(novelties);
        rounds++;
        List<Findings.Small> small = new ArrayList<>();
        for (Worker.Broken found : broken) {
            if (findings.wants(found.invariant())) {
                findings.add(found).ifPresent(small::add);
            }
        }
        return small;
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
                corpus.add(novelty.tape());
            }
        }
    }
}
