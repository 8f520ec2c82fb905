package dev.shootdown.testbed;

import java.util.PriorityQueue;

/**
 * The hold model: take the next event, let its source have the next one a random while later. One run of it on each of
 * two queues, and on the winner tree with a handler between that the branch predictor cannot guess.
 */
public final class Hold {
    private static final int DELAYS = 1 << 14;

    private final int[] delays = new int[DELAYS];
    private final byte[] kinds = new byte[DELAYS];
    private final EventQueue queue;
    private final PriorityQueue<Event> heap = new PriorityQueue<>();
    private final long[] counters = new long[8];
    private int at;

    /** One entry of the {@link PriorityQueue}, reused for every event of its source. */
    private static final class Event implements Comparable<Event> {
        final int source;
        long time;

        Event(int source, long time) {
            this.source = source;
            this.time = time;
        }

        @Override
        public int compareTo(Event other) {
            return time != other.time ? Long.compare(time, other.time) : Integer.compare(source, other.source);
        }
    }

    public Hold(int sources) {
        queue = new EventQueue(sources);
        long x = 88172645463325252L;
        for (int i = 0; i < DELAYS; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
            delays[i] = 1 + (int) (x >>> 44);
            kinds[i] = (byte) (x >>> 20 & 7);
        }
        for (int s = 0; s < sources; s++) {
            queue.schedule(s, delays[s & DELAYS - 1]);
            heap.add(new Event(s, delays[s & DELAYS - 1]));
        }
    }

    /** Holds on the winner tree; the result only keeps the work alive. */
    public long winnerTree(int events) {
        int i = at;
        long last = 0;
        for (int n = 0; n < events; n++) {
            int source = queue.next();
            last = queue.nextTime();
            queue.schedule(source, last + delays[i++ & DELAYS - 1]);
        }
        at = i;
        return last;
    }

    /** The same on {@link PriorityQueue}. */
    public long priorityQueue(int events) {
        int i = at;
        long last = 0;
        for (int n = 0; n < events; n++) {
            Event event = heap.poll();
            last = event.time;
            event.time = last + delays[i++ & DELAYS - 1];
            heap.add(event);
        }
        at = i;
        return last;
    }

    /** Holds on the winner tree with an eight-way handler whose way is random: what an event costs at the very least. */
    public long winnerTreeWithHandler(int events) {
        int i = at;
        long last = 0;
        for (int n = 0; n < events; n++) {
            int source = queue.next();
            last = queue.nextTime();
            int k = i++ & DELAYS - 1;
            handle(kinds[k] ^ source & 7, last);
            queue.schedule(source, last + delays[k]);
        }
        at = i;
        return last + counters[0];
    }

    private void handle(int kind, long now) {
        final long[] c = counters;
        switch (kind) {
            case 0 -> c[0] += now;
            case 1 -> c[1] ^= now;
            case 2 -> c[2] = Math.max(c[2] + 1, now >> 1);
            case 3 -> c[3] -= c[0] + 3;
            case 4 -> c[4] = c[4] * 31 + now;
            case 5 -> c[5] += c[6] >> 2;
            case 6 -> c[6] = c[5] + now;
            default -> c[7]++;
        }
    }
}
