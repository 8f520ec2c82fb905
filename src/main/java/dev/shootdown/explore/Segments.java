package dev.shootdown.explore;

/**
 * Which segments of a campaign to run: every so-manieth.
 *
 * @param first the first one
 * @param step from one to the next
 */
public record Segments(long first, long step) {
    /** The whole campaign. */
    public static final Segments ALL = new Segments(0, 1);

    /** Schedules of a segment, except the last one of a campaign. */
    public static final int SCHEDULES = Segment.SCHEDULES;

    public Segments {
        if (first < 0 || first >= step) {
            throw new IllegalArgumentException(first + " of " + step);
        }
    }

    /** How many segments the campaign has in all. */
    public static long of(Campaign campaign) {
        return Segment.of(campaign);
    }

    /** How many schedules one of a campaign's segments has. */
    public static long schedules(Campaign campaign, long segment) {
        return Segment.schedules(campaign, segment);
    }

    /** How many schedules these segments of a campaign have together. */
    public long schedules(Campaign campaign) {
        long all = Segment.of(campaign);
        if (first >= all) {
            return 0;
        }
        long segments = (all - 1 - first) / step + 1;
        long last = first + (segments - 1) * step;
        return (segments - 1) * Segment.SCHEDULES + Segment.schedules(campaign, last);
    }
}
