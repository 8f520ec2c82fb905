package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.shootdown.machine.BadInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ParallelTest {
    /** The first task ends after the last. */
    @Test
    void keepsTheOrderOfTheTasksWhateverThatOfTheirEnds() {
        CountDownLatch last = new CountDownLatch(1);
        List<Callable<Integer>> tasks = new ArrayList<>();
        tasks.add(() -> {
            last.await();
            return 0;
        });
        tasks.add(() -> 1);
        tasks.add(() -> {
            last.countDown();
            return 2;
        });
        Set<Integer> heard = new ConcurrentSkipListSet<>();
        assertEquals(List.of(0, 1, 2), Parallel.run(2, tasks, heard::add));
        assertEquals(Set.of(1, 2, 3), heard);
    }

    @Test
    void throwsWhatATaskThrew() {
        List<Callable<String>> tasks = List.of(() -> "fine", () -> {
            throw new BadInput("not fine");
        });
        assertEquals(
                "not fine",
                assertThrows(BadInput.class, () -> Parallel.run(3, tasks, done -> {}))
                        .getMessage());
    }
}
