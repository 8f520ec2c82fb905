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
 * compiled in. Checkpoints, too, are asked for by this thread, since TLC looks for their time only once a minute. Runs in
 * TLC's JVM.
 */
final class WatchedTlc {
    private static final int INTERVAL_MS = 1000;
    /** A property of TLC's JVM: how often to write a checkpoint, milliseconds; never if it is not set. */
    static final String CHECKPOINT_EVERY_MS = "shootdown.checkpoint.ms";

    private static final String MARK = "shootdown-progress";

    /** TLC may be in the middle of a line. */
    private static final Pattern LINE = Pattern.compile("(.*)" + MARK + " (\\d+) (\\d+) (\\d+) (\\d+)");

    private WatchedTlc() {}

    /** TLC's own arguments. */
    public static void main(String[] args) throws Exception {
        StartedBy.endsThis();
        Thread watch = new Thread(WatchedTlc::watch, "watch TLC");
        watch.setDaemon(true);
        watch.start();
        TLC.main(args);
    }

    private static void watch() {
        int every = Integer.getInteger(CHECKPOINT_EVERY_MS, 0);
        int interval = every == 0 ? INTERVAL_MS : Math.min(INTERVAL_MS, every);
        int sinceCheckpoint = 0;
        try {
            while (true) {
                Thread.sleep(interval);
                sinceCheckpoint += interval;
                AbstractChecker checker = TLCGlobals.mainChecker;
                if (checker instanceof ModelChecker search) {
                    ToolIO.out.println(MARK + " " + search.getStatesGenerated() + " "
                            + search.getDistinctStatesGenerated() + " " + search.getStateQueueSize() + " "
                            + search.getProgress());
                    // TLC's main thread may have looked for workers that still run, and begin to wait for the last of
                    // them
                    // only after that one has told it: then nobody tells it again.
                    search.theStateQueue.resumeAllStuck();
                    if (every > 0 && sinceCheckpoint >= every) {
                        sinceCheckpoint = 0;
                        TLCGlobals.forceChkpt();
                        synchronized (search) {
                            search.notifyAll(); // its main thread sleeps for a minute at a time
                        }
                    }
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
