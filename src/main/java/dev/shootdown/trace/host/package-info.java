/**
 * Traces that the Linux kernel records of a real host or guest, as text: reading what {@code trace-cmd report}, {@code perf
 * script} and {@code /sys/kernel/tracing/trace} print, measuring what they hold, and writing the same form.
 *
 * <p>A file is read once, line after line, in memory that does not grow with it: {@link
 * dev.shootdown.trace.host.LineReader} cuts lines that are absurdly long, {@link dev.shootdown.trace.host.TraceLine} takes
 * one apart, {@link dev.shootdown.trace.host.Observer} follows CPUs and threads from event to event, and {@link
 * dev.shootdown.trace.host.Observations} holds histograms and tables with a limit each. What the numbers
 * mean for a machine profile is decided elsewhere ({@code testbed.imported}): here is only what was seen.
 *
 * <p>It stands beside {@code trace}, which knows schedules of the machine's steps, since neither needs the other: a kernel
 * knows no steps. Depends on {@code machine} for its complaint alone, and on HdrHistogram.
 */
package dev.shootdown.trace.host;
