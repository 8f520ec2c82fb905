package dev.shootdown.trace.host;

import java.util.Arrays;

/**
 * When CPUs flush and when they go idle: times between two such events of a CPU, its idle time left out. Where a trace has no
 * sched_switch, a CPU is taken for busy all the time.
 */
public final class Arrivals {
    private final Samples gaps = new Samples();
    private final PageCounts pages = new PageCounts();
    private long flushes;
    private long idles;
    private long[] lastBusy = new long[0];

    /** A CPU that has been busy for so long flushes. */
    void flush(int cpu, long busy, long count, long stamp) {
        pages.add(count);
        flushes++;
        event(cpu, busy, stamp);
    }

    /** A CPU that has been busy for so long goes idle. */
    void idle(int cpu, long busy, long stamp) {
        idles++;
        event(cpu, busy, stamp);
    }

    private void event(int cpu, long busy, long stamp) {
        if (cpu >= lastBusy.length) {
            int old = lastBusy.length;
            lastBusy = Arrays.copyOf(lastBusy, Math.max(cpu + 1, 2 * old));
            Arrays.fill(lastBusy, old, lastBusy.length, -1);
        }
        if (lastBusy[cpu] >= 0) {
            gaps.add(busy - lastBusy[cpu], stamp);
        }
        lastBusy[cpu] = busy;
    }

    /** What the CPU did meanwhile is over without an event: a flush has returned, say. */
    void restart(int cpu, long busy) {
        if (cpu < lastBusy.length && lastBusy[cpu] >= 0) {
            lastBusy[cpu] = busy;
        }
    }

    /** The CPU's events are not known for a while. */
    void forget(int cpu) {
        if (cpu < lastBusy.length) {
            lastBusy[cpu] = -1;
        }
    }

    void add(Arrivals other) {
        gaps.add(other.gaps);
        pages.add(other.pages);
        flushes += other.flushes;
        idles += other.idles;
    }

    /** Busy times between two events. */
    public Samples gaps() {
        return gaps;
    }

    public PageCounts pages() {
        return pages;
    }

    public long flushes() {
        return flushes;
    }

    public long idles() {
        return idles;
    }
}
