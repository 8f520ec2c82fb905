package dev.shootdown.explore.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.engine.Threads;
import dev.shootdown.explore.Exhaustive;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Scope;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
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
        "shoot4u, 2, 2, 2, 1, 0, CONCURRENT MOVE_PAGE",
        "kvm_tlb, 2, 2, 1, 1, 0, MIGRATE STORE_BUFFERS",
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
        Object[][] ways = {{1, 1, AMPLE}, {3, 1, NOTHING}, {3, 2, AMPLE}, {8, 2, NOTHING}};
        for (Object[] way : ways) {
            Search.Result found = search(machine, (int) way[0], (int) way[1], (long) way[2], 100);
            assertTrue(found.volume().states() > expected.states() - 300, "files are what is tested");
            assertEquals(all(inMemory), all(found), Arrays.toString(way));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "baseline, vpid-no-migration-flush, 2, 2, 1, 1, 0, MIGRATE",
        "kvm_tlb, kvmtlb-cmpxchg-old-value, 2, 2, 1, 1, 0, CONCURRENT MIGRATE",
        "shoot4u, free-before-flush, 2, 2, 1, 1, 1, MIGRATE TABLES",
        "pv_tlb_flush, CVE-2018-18281, 2, 2, 2, 1, 0, CONCURRENT MOVE_PAGE",
    })
    void findsAPlantedBugOnAPathAsShortAndAlwaysTheSame(
            String scheme, String bug, int vcpus, int pcpus, int pages, int frames, int tables, String features) {
        SearchedMachine machine = machine(scheme, bug, vcpus, pcpus, pages, frames, tables, features);
        Exhaustive.Result expected = Exhaustive.search(machine.machine(), NO_LIMIT);
        Search.Result found = search(machine, 3, 2, AMPLE, 50);
        assertTrue(found.volume().states() > 0, "it is in the levels in files");
        assertEquals(expected.broken(), found.broken());
        assertEquals(expected.path().length, found.path().length);
        assertEquals(found.levels().size() - 1, found.path().length);
        assertTrue(found.brokenStates() > 0);
        Machine again = machine.machine();
        for (long step : found.path()) {
            assertNull(Invariant.firstBroken(again));
            assertTrue(again.can(step), again.show(step));
            again.apply(step);
        }
        assertEquals(found.broken(), Invariant.firstBroken(again));
        assertEquals(all(found), all(search(machine, 8, 1, NOTHING, 50)));
        assertEquals(all(found), all(search(machine, 1, 1, NOTHING, Long.MAX_VALUE)));
    }

    @Test
    void findsAsManyStatesUpToExchanges() {
        Scope scope = Scope.small(3, 2, 1, 1, 1, 0, Set.of());
        SearchedMachine machine = SearchedMachine.of("shoot4u", List.of(), scope, true);
        Exhaustive.Result expected = Exhaustive.searchUpToExchanges(machine.machine(), NO_LIMIT);
        Search.Result found = search(machine, 5, 2, NOTHING, 100);
        assertEquals(expected.states(), found.states());
        assertTrue(found.complete());
        assertEquals(all(found), all(search(machine, 2, 1, AMPLE, 1_000)));
    }

    @Test
    void givesUpAfterTheLevelWithWhichThereAreMore() {
        SearchedMachine machine = machine("baseline", "", 2, 2, 1, 1, 0, "CONCURRENT MIGRATE");
        Search search = new Search(machine, "test", folder.resolve("search"), 4, AMPLE, 100);
        Search.Result found = search.run(5_000, new Threads(2), standing -> {});
        assertTrue(found.states() > 5_000 && found.states() < 8_000, "" + found.states());
        assertTrue(!found.complete());
        assertNull(found.broken());
        Search.Result inMemory = new Search(machine, "test", folder.resolve("other"), 4, AMPLE, Long.MAX_VALUE)
                .run(5_000, new Threads(2), standing -> {});
        assertEquals(all(inMemory), all(found));
        assertEquals(
                26_355,
                new Search(machine, "test", folder.resolve("search"), 4, AMPLE, 100)
                        .run(NO_LIMIT, new Threads(1), standing -> {})
                        .states(),
                "it goes on from what there is");
    }
}
