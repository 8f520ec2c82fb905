package dev.shootdown.explore;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Invariant;
import dev.shootdown.trace.Recording;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What some segments of a campaign came to. Results are merged in any order and grouping: the same segments give the same
 * result, to the byte. It holds nothing of threads, time or machines.
 *
 * <p>A result stays small however many segments it is of: 16 KiB for the estimate of distinct states; for abstract states 9
 * bytes each, of which no more than 131,072 are kept; a few KiB of counts; of each invariant at most {@link #MOST_FAILURES}
 * different failures, each with some hundred bytes and 8 for each step that it could not do without. That is 1.2 MiB, and
 * for every hundred failures another 60 KiB when they take fifty steps.
 *
 * <p>Two failures of different segments are the same if they break the same invariant with the same kinds of step; the
 * shorter one is kept, then the one of the earlier schedule. A failure that takes all kinds of step of another one and more
 * is a detour. It is left out when the result is {@linkplain #report shown}, not before: which one it would be counted for
 * depends on all the others.
 */
public final class CampaignResult {
    private static final String FORM = "shootdown campaign result 1";

    /**
     * Of each invariant, those that take the fewest kinds of step are kept. Their order does not depend on how short they
     * became in which segment, so that what is dropped early would be dropped late.
     */
    static final int MOST_FAILURES = 64;

    /** Shorter schedules first, then earlier ones. */
    private static final Comparator<Findings.Small> BY_LENGTH = Comparator.<Findings.Small>comparingInt(
                    small -> small.steps().length)
            .thenComparing(Findings.Small::number);

    private static final Comparator<Findings.Small> BY_INVARIANT =
            Comparator.comparing(Findings.Small::invariant).thenComparing(BY_LENGTH);

    final Tally tally = new Tally();
    private final TreeMap<Key, Findings.Small> failures = new TreeMap<>();

    private record Key(Invariant invariant, BitSet kinds) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int order = invariant.compareTo(other.invariant);
            if (order == 0) {
                order = Integer.compare(kinds.cardinality(), other.kinds.cardinality());
            }
            return order != 0 ? order : Arrays.compare(kinds.toLongArray(), other.kinds.toLongArray());
        }
    }

    /** That of no schedules, which changes nothing when merged. */
    public CampaignResult() {}

    /** That of a segment. */
    static CampaignResult of(Segment segment) {
        CampaignResult result = new CampaignResult();
        result.tally.addAll(segment.tally);
        result.add(segment.findings.all());
        return result;
    }

    /** Takes in what other segments of the same campaign came to. */
    public void merge(CampaignResult other) {
        tally.addAll(other.tally);
        add(other.failures.values());
    }

    /** Takes in failures of segments that the counts are here of already. */
    void add(Collection<Findings.Small> found) {
        for (Findings.Small one : found) {
            failures.merge(new Key(one.invariant(), one.kinds()), one, CampaignResult::shorter);
        }
        for (Invariant invariant : Invariant.values()) {
            var ofIt = failures.subMap(new Key(invariant, new BitSet()), true, lastOf(invariant), true);
            while (ofIt.size() > MOST_FAILURES) {
                ofIt.pollLastEntry();
            }
        }
    }

    private static Key lastOf(Invariant invariant) {
        BitSet kinds = new BitSet();
        kinds.set(0, 256);
        return new Key(invariant, kinds);
    }

    private static Findings.Small shorter(Findings.Small one, Findings.Small other) {
        return (BY_LENGTH.compare(one, other) <= 0 ? one : other).withTimes(one.times() + other.times());
    }

    /** Whether there is a failure here which that one is a detour of, or the same as. */
    boolean has(Findings.Small small) {
        return failures.values().stream()
                .anyMatch(one -> one.steps().length <= small.steps().length && small.takesAllKindsOf(one));
    }

    /** Detours and all. */
    Collection<Findings.Small> failures() {
        return failures.values();
    }

    public long schedules() {
        return tally.schedules;
    }

    /** How many schedules broke an invariant. */
    public long failing() {
        return tally.allFailing();
    }

    /** The same bytes for the same segments, however they were merged. */
    public byte[] bytes() {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeUTF(FORM);
            tally.save(out);
            out.writeInt(failures.size());
            for (Findings.Small one : failures.values()) {
                one.save(out);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // an array takes all that it is given
        }
    }

    /**
     * A result by its bytes.
     *
     * @throws BadInput unless {@link #bytes} of this version gave them
     */
    public static CampaignResult parse(byte[] bytes) {
        CampaignResult result = new CampaignResult();
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
            if (!in.readUTF().equals(FORM)) {
                throw Wire.refused();
            }
            result.tally.restore(in);
            List<Findings.Small> small = new ArrayList<>();
            for (int n = Wire.count(in, Invariant.values().length * MOST_FAILURES); n > 0; n--) {
                small.add(Findings.Small.restore(in));
            }
            result.add(small);
        } catch (IOException e) {
            throw damaged();
        }
        if (!Arrays.equals(bytes, result.bytes())) {
            throw damaged();
        }
        return result;
    }

    private static BadInput damaged() {
        return new BadInput("the result of a campaign is damaged, or of another version");
    }

    /**
     * What there is to say of it.
     *
     * @param campaign what it is the result of
     * @param tool the version to note in recordings
     * @param seconds wall-clock time that it took
     */
    public Fuzzer.Report report(Campaign campaign, String tool, double seconds) {
        return new Fuzzer.Report(
                standing(campaign, seconds),
                different().stream()
                        .map(small -> failure(small, campaign, tool))
                        .toList(),
                PctBound.of(tally.depths, campaign.mostSteps()));
    }

    Fuzzer.Standing standing(Campaign campaign, double seconds) {
        return new Fuzzer.Standing(
                tally.schedules,
                tally.steps,
                tally.states.estimate(),
                tally.sightings.seen(),
                tally.sightings.unseen(),
                Math.rint(1e6 * tally.sightings.saturation()) / 1e6,
                tally.conflicts.size(),
                seconds,
                tally.allFailing(),
                tally.taken(campaign.scheme()));
    }

    /** The failures that are no detours of others, the shorter ones first; a detour counts for the first that it is one of. */
    List<Findings.Small> different() {
        List<Findings.Small> all = new ArrayList<>(failures.values());
        all.sort(BY_INVARIANT);
        List<Findings.Small> kept = new ArrayList<>();
        List<Findings.Small> detours = new ArrayList<>();
        for (Findings.Small one : all) {
            boolean isDetour = all.stream().anyMatch(other -> other != one && one.takesAllKindsOf(other));
            (isDetour ? detours : kept).add(one);
        }
        for (Findings.Small detour : detours) {
            int k = 0;
            while (!detour.takesAllKindsOf(kept.get(k))) {
                k++;
            }
            kept.set(k, kept.get(k).withTimes(kept.get(k).times() + detour.times()));
        }
        return kept;
    }

    static Fuzzer.Failure failure(Findings.Small small, Campaign campaign, String tool) {
        Schedule schedule = new Schedule(campaign.scheme(), campaign.bugs(), small.scope(), small.steps());
        Recording recording = new Recording(
                tool,
                campaign.scheme().name(),
                List.copyOf(new TreeSet<>(campaign.bugs())),
                small.scope(),
                campaign.strategy(),
                campaign.seed(),
                small.number(),
                small.invariant().label(),
                schedule.text());
        return new Fuzzer.Failure(small.invariant(), small.times(), recording);
    }
}
