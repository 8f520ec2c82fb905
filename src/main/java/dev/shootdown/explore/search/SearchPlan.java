package dev.shootdown.explore.search;

import java.io.Serializable;
import java.nio.file.Path;

/**
 * What all units of a search have in common.
 *
 * @param machine whose states
 * @param codec how they are written
 * @param data where the files are, for every process that works at it
 * @param search a name that no other search of this process has
 * @param partitions how many there are from the second level in files on
 * @param firstLevel the level from which on all is in files; its one unit is the driver's
 * @param memory bytes that each process may use for visited sets; negative: a share of its heap
 */
record SearchPlan(
        SearchedMachine machine, Codec codec, String data, String search, int partitions, int firstLevel, long memory)
        implements Serializable {
    /** Of the heap, when nobody says how much. */
    private static final double SHARE = 0.4;

    SearchFiles files() {
        return new SearchFiles(Path.of(data));
    }

    /** How many units wrote what comes out of a level. */
    int sources(int level) {
        return level == firstLevel ? 1 : partitions;
    }

    long memoryHere() {
        return memory >= 0 ? memory : (long) (SHARE * Runtime.getRuntime().maxMemory());
    }
}
