package dev.shootdown.report;

/**
 * All exits of one reason; times in cycles from the exit to the next entry.
 *
 * @param reason as {@code perf kvm stat} calls it: HLT, MSR_WRITE, EXTERNAL_INTERRUPT, VMCALL, …
 * @param samples how many there were, at least one
 * @param total the time of all of them together
 * @param min the shortest
 * @param max the longest
 */
public record ExitRow(String reason, long samples, long total, long min, long max) {
    /** Both rows of one reason as one. */
    public ExitRow plus(ExitRow other) {
        return new ExitRow(
                reason,
                samples + other.samples,
                total + other.total,
                Math.min(min, other.min),
                Math.max(max, other.max));
    }
}
