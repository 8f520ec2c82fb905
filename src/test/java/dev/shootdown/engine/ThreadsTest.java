package dev.shootdown.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ThreadsTest {
    private static final List<Integer> UNITS = IntStream.range(0, 100).boxed().toList();

    @Test
    void handsOverEachResultOnceAndOneAtATime() {
        int[] results = new int[UNITS.size()];
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        new Threads(4).run(UNITS, unit -> unit * unit, (index, result) -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            results[index] += result;
            inside.decrementAndGet();
        });
        assertArrayEquals(UNITS.stream().mapToInt(n -> n * n).toArray(), results);
        assertEquals(1, most.get());
    }

    @Test
    void passesOnWhatAUnitThrew() {
        AtomicInteger done = new AtomicInteger();
        RuntimeException thrown = assertThrows(IllegalArgumentException.class, () -> new Threads(2)
                .run(
                        UNITS,
                        unit -> {
                            if (unit == 50) {
                                throw new IllegalArgumentException("unit 50");
                            }
                            return unit;
                        },
                        (index, result) -> done.incrementAndGet()));
        assertEquals("unit 50", thrown.getMessage());
        assertTrue(done.get() >= 1, "nothing was handed over before");
    }

    @Test
    void waitsForUnitsThatRunWhenAnotherFails() {
        CountDownLatch began = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        Engine.Work<Integer, Integer> work = unit -> {
            try {
                if (unit == 0) {
                    began.await();
                    throw new IllegalArgumentException("unit 0");
                }
                began.countDown();
                new CountDownLatch(1).await();
                return unit;
            } catch (InterruptedException e) {
                LockSupport.parkNanos(200_000_000); // it is not quick to end
                ended.set(true);
                return unit;
            }
        };
        assertThrows(
                IllegalArgumentException.class, () -> new Threads(2).run(List.of(0, 1), work, (index, result) -> {}));
        assertTrue(ended.get(), "a unit still runs");
    }

    @RepeatedTest(50)
    void handsOverNothingAfterOneCouldNotBe() {
        AtomicInteger offered = new AtomicInteger();
        assertThrows(IllegalStateException.class, () -> new Threads(4).run(UNITS, unit -> unit, (index, result) -> {
            if (offered.incrementAndGet() == 3) {
                LockSupport.parkNanos(2_000_000); // the others have theirs by now
                throw new IllegalStateException("no room for the third");
            }
        }));
        assertEquals(3, offered.get());
    }
}
