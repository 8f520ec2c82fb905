package dev.shootdown.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EventQueueTest {
    @Test
    void shouldBeEmptyAtFirst() {
        EventQueue queue = new EventQueue(1);
        assertEquals(-1, queue.next());
        assertEquals(Long.MAX_VALUE, queue.nextTime());
        assertFalse(queue.isPending(0));
    }

    @Test
    void shouldGiveTheEarliestAndAtTheSameTimeTheLowerSource() {
        EventQueue queue = new EventQueue(5);
        queue.schedule(4, 10);
        queue.schedule(2, 10);
        queue.schedule(3, 11);
        assertEquals(2, queue.next());
        queue.cancel(2);
        assertEquals(4, queue.next());
        assertEquals(10, queue.nextTime());
        queue.schedule(4, 12);
        assertEquals(3, queue.next());
        assertEquals(11, queue.timeOf(3));
    }

    @Test
    void shouldKeepTheNextEventPendingUntilItIsRescheduledOrCancelled() {
        EventQueue queue = new EventQueue(3);
        queue.schedule(1, 5);
        assertEquals(1, queue.next());
        assertEquals(1, queue.next());
        assertTrue(queue.isPending(1));
        queue.cancel(1);
        assertEquals(-1, queue.next());
    }

    @Test
    void shouldHoldTwelveHoursOfCyclesForSixtyFiveThousandSources() {
        EventQueue queue = new EventQueue(65_536);
        long twelveHours = 12L * 3600 * 3_000_000_000L;
        assertTrue(queue.latestTime() > twelveHours);
        queue.schedule(65_535, queue.latestTime());
        assertEquals(65_535, queue.next());
        assertEquals(queue.latestTime(), queue.nextTime());
    }

    @Test
    void shouldRefuseAQueueWithoutSources() {
        assertThrows(IllegalArgumentException.class, () -> new EventQueue(0));
    }

    /** Each number of the tape is one operation: cancel or schedule, of one source, at one of a few times (ties!). */
    @Property
    void shouldDoWhatALinearSearchDoes(
            @ForAll @IntRange(min = 1, max = 70) int sources,
            @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 1_000_000) Integer> tape) {
        EventQueue queue = new EventQueue(sources);
        long[] naive = new long[sources];
        Arrays.fill(naive, Long.MAX_VALUE);
        for (int choice : tape) {
            int source = choice % sources;
            int time = choice / sources % 17;
            if (time == 0) {
                queue.cancel(source);
                naive[source] = Long.MAX_VALUE;
            } else {
                queue.schedule(source, time);
                naive[source] = time;
            }
            int earliest = -1;
            for (int s = 0; s < sources; s++) {
                if (naive[s] != Long.MAX_VALUE && (earliest < 0 || naive[s] < naive[earliest])) {
                    earliest = s;
                }
                assertEquals(naive[s], queue.timeOf(s));
            }
            assertEquals(earliest, queue.next());
            assertEquals(earliest < 0 ? Long.MAX_VALUE : naive[earliest], queue.nextTime());
        }
    }
}
