package dev.shootdown.machine.forbidden;

import dev.shootdown.report.Table;

/** Knows who reads its results: an arrow that points the wrong way. */
public final class KnowsTheReader {
    private KnowsTheReader() {}

    static String table() {
        return new Table("state").toString();
    }
}
