package dev.shootdown.testbed.profile;

import java.io.Serializable;

/**
 * One number of a file and why it is believed.
 *
 * @param key where it stands, as in {@code virtualization.icr_write}
 * @param value the number in {@code unit}, as written or as set by {@code with}
 * @param unit the unit it is written in
 * @param source where it was read; empty if it is an assumption
 * @param assumption why it is thought so, when nothing published was found; empty if it has a source
 * @param low the smallest plausible value; equal to {@code high} and {@code value} where no range is given
 * @param high the largest plausible value
 * @param file the file it stands in
 * @param line its line, from 1
 */
public record Fact(
        String key,
        double value,
        Unit unit,
        String source,
        String assumption,
        double low,
        double high,
        String file,
        int line)
        implements Serializable {

    /** Whether the file says how far the number may plausibly lie off, so that a sensitivity run can vary it. */
    public boolean hasRange() {
        return low < high;
    }

    public boolean isAssumption() {
        return source.isEmpty();
    }

    /** The same number under a longer key. */
    Fact under(String prefix) {
        return new Fact(prefix + key, value, unit, source, assumption, low, high, file, line);
    }

    /** Source or assumption as one sentence for a table. */
    public String provenance() {
        return isAssumption() ? "assumption: " + assumption : source;
    }
}
