package dev.shootdown.explore.search;

import java.util.HashMap;
import java.util.Map;

/**
 * The visited sets that this process keeps in memory between levels: of each partition of each search, as of a level. They
 * are a shortcut past the files and hold what these hold; a unit that finds none, or finds no room, reads the files.
 */
final class Tables {
    private record Key(String search, int partition) {}

    private record Held(int level, FingerprintTable table) {}

    private static final Map<Key, Held> HELD = new HashMap<>();
    private static long reserved;

    private Tables() {}

    /** The set as it was after that level, which is the taker's now; null if there is none. */
    static synchronized FingerprintTable take(String search, int partition, int level) {
        Held held = HELD.remove(new Key(search, partition));
        if (held == null) {
            return null;
        }
        if (held.level != level) {
            release(held.table.bytes());
            return null;
        }
        return held.table;
    }

    /** Keeps a set, whose memory is reserved. */
    static synchronized void put(String search, int partition, int level, FingerprintTable table) {
        Held before = HELD.put(new Key(search, partition), new Held(level, table));
        if (before != null) {
            release(before.table.bytes());
        }
    }

    /** Whether that much memory is left below the limit; if so, it is the caller's. */
    static synchronized boolean reserve(long bytes, long limit) {
        if (reserved + bytes > limit) {
            return false;
        }
        reserved += bytes;
        return true;
    }

    static synchronized void release(long bytes) {
        reserved -= bytes;
    }

    /** Drops what is held of a search. */
    static synchronized void forget(String search) {
        HELD.entrySet().removeIf(entry -> {
            boolean goes = entry.getKey().search.equals(search);
            if (goes) {
                release(entry.getValue().table.bytes());
            }
            return goes;
        });
    }

    /** Bytes of all sets, held and taken. */
    static synchronized long reserved() {
        return reserved;
    }
}
