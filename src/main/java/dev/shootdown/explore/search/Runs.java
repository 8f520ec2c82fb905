package dev.shootdown.explore.search;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which runs of a partition there are after a level, and how the next ones come about. A run ends at a level and begins where
 * the one before it ends: after level n there are as many as the digits of n to the base four add up to. So every fourth level
 * merges three runs with its own, every sixteenth more, and a fingerprint is written anew about log₄ n times. Levels count
 * from the first one that is in files.
 */
final class Runs {
    private static final int BASE = 4;

    private Runs() {}

    /** The levels at which the runs end that there are after a level, in order. */
    static List<Integer> after(int level) {
        List<Integer> ends = new ArrayList<>();
        int power = 1;
        while (power <= level / BASE) {
            power *= BASE;
        }
        int end = 0;
        for (; power > 0; power /= BASE) {
            while (end + power <= level) {
                end += power;
                ends.add(end);
            }
        }
        return ends;
    }

    /** Which of them a level makes one with what is new in it. */
    static List<Integer> mergedAt(int level) {
        List<Integer> ends = new ArrayList<>(after(level - 1));
        ends.removeAll(after(level));
        return ends;
    }

    /** Writes one run of what is new and the others; returns the bytes of the file. */
    static long merge(Path to, Arrivals news, List<Path> others) {
        List<RunFile.Reader> open = new ArrayList<>();
        try (RunFile.Writer run = new RunFile.Writer(to)) {
            for (Path other : others) {
                open.add(new RunFile.Reader(other));
            }
            List<RunFile.Reader> left = new ArrayList<>(open);
            left.removeIf(reader -> !reader.advance());
            int next = 0;
            while (next < news.size() || !left.isEmpty()) {
                RunFile.Reader least = null;
                for (RunFile.Reader one : left) {
                    if (least == null || RunFile.compare(one.first, one.second, least.first, least.second) < 0) {
                        least = one;
                    }
                }
                int at = next < news.size() ? news.inOrder(next) : -1;
                if (least == null
                        || at >= 0 && RunFile.compare(news.first(at), news.second(at), least.first, least.second) < 0) {
                    run.add(news.first(at), news.second(at));
                    next++;
                } else {
                    run.add(least.first, least.second);
                    if (!least.advance()) {
                        left.remove(least);
                    }
                }
            }
            return run.finish();
        } finally {
            open.forEach(RunFile.Reader::close);
        }
    }
}
