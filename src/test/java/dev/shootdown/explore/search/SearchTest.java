package dev.shootdown.explore.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.engine.Threads;
import dev.shootdown.explore.Exhaustive;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Scope;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The search in files against the one in memory, and against itself with other partitions, threads and memory. */
class SearchTest {
    private static final int NO_LIMIT = Integer.MAX_VALUE;
    private static final long AMPLE = 1 << 30;
    private static final long NOTHING = 0;

    @TempDir
    private Path folder;

    private int searches;

    private static SearchedMachine machine(
            String scheme, String bug, int vcpus, int pcpus, int pages, int frames, int tables, String features) {
        Set<Feature> on = EnumSet.noneOf(Feature.class);
        for (String feature : features.isEmpty() ? new String[0] : features.split(" ")) {
            on.add(Feature.valueOf(feature));
        }
        Scope scope = Scope.small(vcpus, pcpus, 1, pages, frames, tables, on);
        return SearchedMachine.of(scheme, bug.isEmpty() ? List.of() : List.of(bug), scope, false);
    }

    private Search.Result search(SearchedMachine machine, int partitions, int threads, long memory, long firstStates) {
        Path data = folder.resolve("search" + searches++);
        return new Search(machine, "test", data, partitions, memory, firstStates)
                .run(NO_LIMIT, new Threads(threads), standing -> {});
    }

    private static String all(Search.Result found) {
        return String.join(
                " ",
                found.levels().toString(),
                Long.toString(found.transitions()),
                Boolean.toString(found.complete()),
                String.valueOf(found.broken()),
                Long.toString(found.brokenStates()),
                Arrays.toString(found.path()));
    }

    @ParameterizedTest
    @CsvSource({
        "baseline, 2, 2, 1, 1, 0, CONCURRENT MIGRATE",
        "shoot4u, 2, 2, 1, 1, 0, MIGRATE EMULATION",
        "kvm_tlb, 2, 2, 2, 1, 0, CONCURRENT MOVE_PAGE",
        "pv_tlb_flush, 2, 1, 1, 1, 1, CONCURRENT LAZY TABLES",
    })
    void findsWhatTheSearchInMemoryFinds(
            String scheme, int vcpus, int pcpus, int pages, int frames, int tables, String features) {
        SearchedMachine machine = machine(scheme, "", vcpus, pcpus, pages, frames, tables, features);
        Exhaustive.Result expected = Exhaustive.search(machine.machine(), NO_LIMIT);
        Search.Result inMemory = search(machine, 3, 1, AMPLE, Long.MAX_VALUE);
        assertEquals(expected.states(), inMemory.states());
        assertEquals(expected.transitions(), inMemory.transitions());
        assertTrue(inMemory.complete());
        assertNull(inMemory.broken());
        // Each number of partitions with one thread and two, with the fingerprints in memory and without.
        Object[][] ways = {
            {1, 1, AMPLE}, {1, 2, NOTHING}, {3, 1, NOTHING}, {3, 2, AMPLE}, {8, 1, AMPLE}, {8, 2, NOTHING}
        };
        for (Object[] way : ways) {
            Search.Result found = search(machine, (int) way[0], (int) way[1], (long) way[2], 100);
            assertTrue(found.volume().states() > expected.states() - 300, "files are what is tested");
            assertEquals(all(inMemory), all(found), Arrays.toString(way));
        }
    }
}
