package dev.shootdown.trace.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Writes events as the kernel's ftrace prints them, with stamps of nanoseconds as in {@code trace-cmd report -t}. Events may
 * come a little out of order; they are written in order.
 */
public final class FtraceText {
    private final Writer out;
    private final long window;
    private final PriorityQueue<Line> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Line::nanos).thenComparingLong(Line::number));
    private long number;

    private record Line(long nanos, long number, String text) {}

    /**
     * Begins with the header.
     *
     * @param window no event comes later than this after one with a later stamp, ns
     */
    public FtraceText(Writer out, int cpus, long window) {
        this.out = out;
        this.window = window;
        append("# tracer: nop\n#\n# entries-in-buffer/entries-written: unknown   #P:" + cpus + "\n#\n"
                + "#                                _-----=> irqs-off/BH-disabled\n"
                + "#                               / _----=> need-resched\n"
                + "#                              | / _---=> hardirq/softirq\n"
                + "#                              || / _--=> preempt-depth\n"
                + "#                              ||| / _-=> migrate-disable\n"
                + "#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION\n"
                + "#              | |         |   |||||     |         |\n");
    }

    /** Adds an event of a task on a CPU. */
    public void add(long nanos, int cpu, String task, int pid, String event, String payload) {
        String head = String.format(java.util.Locale.ROOT, "%16s-%-7d [%03d] d..1. ", task, pid, cpu);
        StringBuilder text = new StringBuilder(160).append(head);
        String seconds = Long.toString(nanos / 1_000_000_000L);
        text.append(" ".repeat(Math.max(0, 5 - seconds.length())))
                .append(seconds)
                .append('.');
        String fraction = Long.toString(nanos % 1_000_000_000L);
        text.append("0".repeat(9 - fraction.length())).append(fraction);
        text.append(": ").append(event).append(": ").append(payload).append('\n');
        waiting.add(new Line(nanos, number++, text.toString()));
        while (waiting.peek().nanos() < nanos - window) {
            append(waiting.poll().text());
        }
    }

    /** Writes what is left. The writer stays open. */
    public void finish() {
        while (!waiting.isEmpty()) {
            append(waiting.poll().text());
        }
    }

    private void append(String text) {
        try {
            out.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
