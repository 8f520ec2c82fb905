package dev.shootdown.explore.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.explore.Dice;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a search is made of, each by itself. */
class PartsTest {
    @TempDir
    private Path folder;

    @Test
    void readsWhatItWrites() {
        Scope scope = Scope.small(3, 2, 2, 2, 2, 1, EnumSet.allOf(Feature.class));
        Machine machine = new Machine(Schemes.named("pv_tlb_flush"), scope, Set.of());
        Codec codec = Codec.of(machine);
        Records records = codec.records();
        int words = machine.state.size();
        int[] snapshot = new int[words];
        machine.state.save(snapshot);
        byte[] bytes = new byte[2 * records.most()];
        int usual = records.write(snapshot, bytes, 3) - 3;
        Dice dice = Dice.of(7, 7);
        Set<Long> fingerprints = new TreeSet<>();
        for (int n = 0; n < 2_000; n++) {
            int[] changed = snapshot.clone();
            for (int k = 0; k < 3; k++) {
                int at = dice.below(words);
                // Within the bits of the word; every other time perhaps not, and then the record is longer.
                changed[at] = codec.least[at] + dice.below((1 << codec.bits[at]) + (n % 2 == 0 ? 0 : 3));
            }
            changed[0] = n % 50 == 49 ? Integer.MIN_VALUE : changed[0];
            int end = records.write(changed, bytes, 3);
            long first = records.first;
            long second = records.second;
            assertTrue(n % 2 == 1 || end - 3 == usual);
            assertTrue(n % 50 != 49 || end - 3 > usual);
            assertEquals(end, records.skip(bytes, 3));
            records.hash(bytes, 3);
            assertEquals(first, records.first);
            assertEquals(second, records.second);
            int[] again = new int[words];
            records.read(bytes, 3, again);
            assertArrayEquals(changed, again);
            records.base(n % 3 == 0 ? changed.clone() : snapshot);
            assertEquals(end, records.writeLikeBase(changed, bytes, 3));
            assertEquals(first, records.first);
            records.read(bytes, 3, again);
            assertArrayEquals(changed, again);
            records.write(snapshot, bytes, 3);
            assertTrue(java.util.Arrays.equals(snapshot, changed) == (records.first == first));
            fingerprints.add(first);
        }
        assertTrue(fingerprints.size() > 1_500);
        assertTrue(usual < words / 3, usual + " bytes for " + words + " words");
    }

    @Test
    void tellsWhichRunsThereAre() {
        assertEquals(List.of(), Runs.after(0));
        assertEquals(List.of(1, 2, 3), Runs.after(3));
        assertEquals(List.of(4), Runs.after(4));
        assertEquals(List.of(16, 20, 24, 25, 26, 27), Runs.after(27));
        assertEquals(List.of(4, 8, 12, 13, 14, 15), Runs.mergedAt(16));
        assertEquals(List.of(), Runs.mergedAt(17));
        for (int level = 1; level < 500; level++) {
            assertTrue(Runs.after(level).size() <= 13, "few");
            assertEquals(level, Runs.after(level).get(Runs.after(level).size() - 1));
        }
    }

    private static Arrivals arrivals(List<long[]> fingerprints) {
        Arrivals arrivals = new Arrivals();
        for (long[] one : fingerprints) {
            arrivals.add(one[0], one[1], 1, 2, 3, new byte[16], 0, 5);
        }
        arrivals.sort();
        return arrivals;
    }

    private static List<long[]> some(int seed, int many) {
        Dice dice = Dice.of(seed, 0);
        List<long[]> all = new ArrayList<>();
        for (int k = 0; k < many; k++) {
            // Few values of the first half: several have it in common.
            all.add(new long[] {Long.MAX_VALUE / 3 * dice.below(5) + dice.below(many), dice.next()});
        }
        return all;
    }

    private static List<String> text(List<long[]> fingerprints) {
        return fingerprints.stream()
                .sorted((one, other) -> RunFile.compare(one[0], one[1], other[0], other[1]))
                .map(one -> one[0] + " " + one[1])
                .toList();
    }

    private static List<String> text(Arrivals arrivals) {
        List<String> all = new ArrayList<>();
        for (int k = 0; k < arrivals.size(); k++) {
            int at = arrivals.inOrder(k);
            all.add(arrivals.first(at) + " " + arrivals.second(at));
        }
        return all;
    }

    private static List<String> text(Path run) {
        List<String> all = new ArrayList<>();
        try (RunFile.Reader reader = new RunFile.Reader(run)) {
            while (reader.advance()) {
                all.add(reader.first + " " + reader.second);
            }
        }
        return all;
    }

    @Test
    void sortsMergesAndSubtracts() {
        List<long[]> old = some(1, 20_000);
        List<long[]> older = some(2, 9_000);
        assertEquals(text(old), text(arrivals(old)));
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        Runs.merge(first, arrivals(old), List.of());
        Runs.merge(second, arrivals(older), List.of(first));
        List<long[]> both = new ArrayList<>(old);
        both.addAll(older);
        assertEquals(text(both), text(second));
        List<long[]> news = some(3, 300);
        for (int take : new int[] {1, 50, 20_000}) {
            List<long[]> mixed = new ArrayList<>(news);
            for (int k = 0; k < old.size(); k += Math.max(1, old.size() / take)) {
                mixed.add(old.get(k));
            }
            Arrivals arrivals = arrivals(mixed);
            try (RunFile.Reader run = new RunFile.Reader(second)) {
                arrivals.subtract(run);
            }
            assertEquals(text(news), text(arrivals));
        }
    }

    @Test
    void remembersWhatIsInTheTable() {
        FingerprintTable table = new FingerprintTable(100);
        assertTrue(table.add(0, 0));
        assertFalse(table.add(0, 0));
        List<long[]> all = some(4, 5_000);
        for (long[] one : all) {
            if (table.isFull()) {
                table.grow(2L * table.size());
            }
            assertTrue(table.add(one[0], one[1]));
        }
        assertEquals(all.size() + 1, table.size());
        all.forEach(one -> assertFalse(table.add(one[0], one[1])));
        assertFalse(table.add(0, 0));
        assertTrue(table.add(0, 1));
        assertTrue(table.add(1, 0));
        assertTrue(table.bytes() < 40L * table.size());
    }

    @Test
    void givesEachFingerprintToOnePartitionInTheirOrder() {
        int before = 0;
        for (long high = 0; high < 1L << 32; high += 99_999_937) {
            int partition = Outbox.partitionOf(high << 32, 7);
            assertTrue(partition >= before && partition < 7);
            before = partition;
        }
        assertEquals(6, before);
        assertEquals(4095, Outbox.partitionOf(-1L, 4096));
    }
}
