package dev.shootdown.explore;

import dev.shootdown.machine.Schemes;
import java.io.Serializable;
import java.util.List;
import java.util.TreeSet;

/**
 * One segment of a campaign as a value that can be sent to another machine, where the same build of the program is on the
 * class path, and the jar of the scheme if that is a user's.
 *
 * @param scheme its name
 * @param bugs planted bugs
 * @param strategy the strategy's name
 * @param seed of the campaign
 * @param mostSteps how long a schedule can become
 * @param runs schedules of the whole campaign
 * @param segment the number of the segment, from 0
 */
public record SegmentUnit(
        String scheme, List<String> bugs, String strategy, long seed, int mostSteps, long runs, long segment)
        implements Serializable {
    private static final long serialVersionUID = 1;

    public SegmentUnit {
        bugs = List.copyOf(bugs);
    }

    /** A segment of a campaign. */
    public static SegmentUnit of(Campaign campaign, long segment) {
        return new SegmentUnit(
                campaign.scheme().name(),
                List.copyOf(new TreeSet<>(campaign.bugs())),
                campaign.strategy(),
                campaign.seed(),
                campaign.mostSteps(),
                campaign.runs(),
                segment);
    }

    /** Runs the segment in this thread: the {@linkplain CampaignResult#parse bytes} of what came out, always the same. */
    public byte[] run() {
        Campaign campaign = new Campaign(
                Schemes.named(scheme), new TreeSet<>(bugs), strategy, seed, runs, Long.MAX_VALUE, 1, mostSteps);
        Segment done = new Segment(campaign, segment);
        done.run(new Worker(campaign));
        return CampaignResult.of(done).bytes();
    }
}
