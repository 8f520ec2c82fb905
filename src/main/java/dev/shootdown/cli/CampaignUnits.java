package dev.shootdown.cli;

import dev.shootdown.engine.Engine;
import dev.shootdown.explore.Campaign;
import dev.shootdown.explore.CampaignResult;
import dev.shootdown.explore.Fuzzer;
import dev.shootdown.explore.SegmentUnit;
import dev.shootdown.explore.Segments;
import dev.shootdown.machine.BadInput;
import dev.shootdown.report.ResultFile;
import dev.shootdown.report.UnitFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A campaign whose segments an engine does, each as a unit. What a finished segment came to is in a folder before it counts:
 * a driver that was killed has the others done when it is started again.
 */
final class CampaignUnits {
    /** When there are as many files of single segments, their sum takes their place. */
    private static final int MOST_SINGLES = 256;

    private final Campaign campaign;
    private final Segments segments;
    private final int units;
    private final UnitFolder folder;
    private final CampaignResult all = new CampaignResult();
    private final Set<List<String>> shown = new HashSet<>();
    private final long begin = System.nanoTime();
    private int done;

    /** Told of each finished segment, by one thread at a time. */
    interface Watcher {
        /**
         * How far the campaign has come.
         *
         * @param done segments, those of an earlier process too
         * @param perSecond schedules that this process has had done per second
         * @param failing how many schedules broke an invariant
         */
        void at(int done, double perSecond, long failing);

        /** A failure that is none of the earlier ones. */
        void found(Fuzzer.Failure failure);
    }

    /**
     * Reads what an earlier process has left.
     *
     * @param out the folder in which the one of the units is or will be
     * @throws BadInput if that one is of another campaign or build
     */
    CampaignUnits(Campaign campaign, Segments segments, Path out) {
        this.campaign = campaign;
        this.segments = segments;
        long count = (Segments.of(campaign) - segments.first() + segments.step() - 1) / segments.step();
        if (count > Integer.MAX_VALUE - 8) {
            throw new BadInput("--runs " + campaign.runs() + ": too many for one driver; divide them by --shard.");
        }
        units = (int) count;
        folder = UnitFolder.in(out.resolve("units"), work(CampaignFiles.header(campaign), segments));
        folder.read(
                sum -> all.merge(CampaignResult.parse(sum)), (unit, result) -> all.merge(CampaignResult.parse(result)));
        for (int unit = 0; unit < units; unit++) {
            done += folder.has(unit) ? 1 : 0;
        }
    }

    /** All that decides results, a line each. */
    private static List<String> work(ResultFile.Header header, Segments segments) {
        List<String> lines =
                new ArrayList<>(List.of("kind " + header.kind(), "tool " + header.tool(), "build " + header.build()));
        header.configuration().forEach((key, value) -> lines.add(key + " " + value));
        lines.add("segments " + segments.first() + " and every " + segments.step());
        return lines;
    }

    /** How many segments there are. */
    int size() {
        return units;
    }

    /** How many of them are finished. */
    int done() {
        return done;
    }

    /** Has the missing segments done. The same result whatever the engine, and however often a driver was killed. */
    CampaignResult complete(Engine engine, Watcher watcher) {
        List<Integer> missing = new ArrayList<>();
        List<SegmentUnit> work = new ArrayList<>();
        for (int unit = 0; unit < units; unit++) {
            if (!folder.has(unit)) {
                missing.add(unit);
                work.add(SegmentUnit.of(campaign, segments.first() + unit * segments.step()));
            }
        }
        long earlier = all.schedules();
        watcher.at(done, 0, all.failing());
        engine.run(work, SegmentUnit::run, (index, result) -> {
            CampaignResult one = CampaignResult.parse(result);
            folder.put(missing.get(index), result);
            all.merge(one);
            done++;
            if (folder.singles() >= MOST_SINGLES) {
                folder.sum(all.bytes());
            }
            if (one.failing() > 0) {
                report().failures().stream()
                        .filter(failure -> shown.add(failure.recording().steps()))
                        .forEach(watcher::found);
            }
            watcher.at(done, (all.schedules() - earlier) / seconds(), all.failing());
        });
        return all;
    }

    /** What the finished segments came to. */
    Fuzzer.Report report() {
        return all.report(campaign, Version.number(), seconds());
    }

    private double seconds() {
        return (System.nanoTime() - begin) / 1e9;
    }

    /** When the results are safe elsewhere. */
    void forget() {
        folder.delete();
    }
}
