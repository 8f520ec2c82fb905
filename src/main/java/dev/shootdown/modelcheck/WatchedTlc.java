package dev.shootdown.modelcheck;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tlc2.TLC;
import tlc2.TLCGlobals;
import tlc2.tool.AbstractChecker;
import tlc2.tool.ModelChecker;
import util.ToolIO;

/**
 * TLC with a thread beside it that says every second how far it is; TLC itself does so once a minute, a constant that was
 * compiled in. Runs in TLC's JVM.
 */
final class WatchedTlc {
    private static final int INTERVAL_MS = 1000;
    private static final String MARK = "shootdown-progress";

    /** TLC may be in the middle of a line. */
    private static final Pattern LINE = Pattern.compile("(.*)" + MARK + " (\\d+) (\\d+) (\\d+) (\\d+)");

    private WatchedTlc() {}

    /** TLC's own arguments. */
    public static void main(String[] args) throws Exception {
        Thread watch = new Thread(WatchedTlc::watch, "watch TLC");
        watch.setDaemon(true);
        watch.start();
        TLC.main(args);
    }

    private static void watch() {
        try {
            while (true) {
                Thread.sleep(INTERVAL_MS);
                AbstractChecker checker = TLCGlobals.mainChecker;
                if (checker instanceof ModelChecker search) {
                    ToolIO.out.println(MARK + " " + search.getStatesGenerated() + " "
                            + search.getDistinctStatesGenerated() + " " + search.getStateQueueSize() + " "
                            + search.getProgress());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A line that may be one of the watch's, maybe behind the beginning of one of TLC's. */
    static Matcher matcher(String line) {
        return LINE.matcher(line);
    }

    /** What a line of the watch says; the first group is TLC's own text. */
    static StateCount count(Matcher line) {
        return new StateCount(
                Long.parseLong(line.group(2)),
                Long.parseLong(line.group(3)),
                Long.parseLong(line.group(4)),
                Integer.parseInt(line.group(5)));
    }
}
