package dev.shootdown.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a long command has come: a live line on a terminal, nothing at all elsewhere. May be called by any thread. */
interface Progress extends AutoCloseable {
    /** How many of the total are done, and a few words on what is going on. */
    void at(long done, String note);

    @Override
    void close();

    /**
     * Starts the line.
     *
     * @param total how many there will be, or -1 if nobody knows
     */
    static Progress open(String task, long total) {
        return Terminals.err() ? new Bar(task, total) : new Silence();
    }

    /** For pipes, files and {@code --json} without a terminal. */
    final class Silence implements Progress {
        @Override
        public void at(long done, String note) {}

        @Override
        public void close() {}
    }

    /** For people. */
    final class Bar implements Progress {
        private final ProgressBar bar;

        Bar(String task, long total) {
            PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200)
                    .continuousUpdate()
                    .setConsumer(new ConsoleProgressBarConsumer(err, 120))
                    .clearDisplayOnFinish()
                    .build();
        }

        @Override
        public void at(long done, String note) {
            bar.stepTo(done);
            bar.setExtraMessage(" " + note);
        }

        @Override
        public void close() {
            bar.close();
        }
    }
}
