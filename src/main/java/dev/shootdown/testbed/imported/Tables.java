package dev.shootdown.testbed.imported;

import dev.shootdown.testbed.profile.ProfileText;
import dev.shootdown.trace.host.PageCounts;
import dev.shootdown.trace.host.Samples;
import java.util.List;

/** What was observed as distributions of a profile. */
final class Tables {
    private static final double[] CUTS = {0, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98, 99, 99.9};

    private Tables() {}

    /** Times between quantiles, each row with its share. */
    static List<String> times(Samples seen, String source) {
        return times(seen, 1, source);
    }

    /** The same of so large a part of each time. */
    static List<String> times(Samples seen, double part, String source) {
        ProfileText.Rows rows = new ProfileText.Rows();
        long from = Math.max(1, Math.round(part * seen.percentile(CUTS[0])));
        for (int k = 0; k < CUTS.length; k++) {
            boolean isLast = k == CUTS.length - 1;
            double upTo = isLast ? 100 : CUTS[k + 1];
            long to = Math.max(from, Math.round(part * (isLast ? seen.max() : seen.percentile(upTo))));
            rows.add("{ns: " + from + "}", "{ns: " + to + "}", upTo - CUTS[k], "");
            from = to;
        }
        return rows.lines(source);
    }

    /** Sizes one by one where they are common, in ranges where they are not. */
    static List<String> pages(PageCounts seen, int ceiling, int most, String source) {
        ProfileText.Rows rows = new ProfileText.Rows();
        int from = 0;
        double gathered = 0;
        double all = seen.total();
        for (int size = 0; size <= seen.largest(); size++) {
            double here = seen.of(size);
            boolean isCommon = here >= all / 50;
            if (isCommon && gathered > 0) {
                rows.add(size(from), size(size - 1), gathered, "");
                gathered = 0;
            }
            if (isCommon) {
                rows.add(size(size), size(size), here, "");
                from = size + 1;
            } else {
                gathered += here;
            }
        }
        rows.add(size(from), size(Math.max(from, seen.largest())), gathered, "");
        rows.add(
                size(ceiling + 1),
                size(Math.max(ceiling + 1, most)),
                seen.full() + seen.larger(),
                ", assumption: \"everything was flushed; the trace does not say of how many pages\"");
        return rows.lines(source);
    }

    /** A flush of no page is one of the page that was asked for. */
    private static String size(int pages) {
        return Integer.toString(Math.max(1, pages));
    }
}
