package dev.shootdown.explore.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.engine.Engine;
import dev.shootdown.engine.Threads;
import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Scope;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A search that is killed, whose units are lost and done again, or whose files are damaged. */
class InterruptedSearchTest {
    private static final int PARTITIONS = 4;
    private static final long AMPLE = 1 << 30;

    private static final SearchedMachine BROKEN = machine("kvmtlb-cmpxchg-old-value");
    private static final SearchedMachine WHOLE = machine("");

    @TempDir
    private Path folder;

    private static SearchedMachine machine(String bug) {
        Scope scope = Scope.small(2, 2, 1, 1, 1, 0, EnumSet.of(Feature.CONCURRENT, Feature.MIGRATE));
        return bug.isEmpty()
                ? SearchedMachine.of("baseline", List.of(), scope, false)
                : SearchedMachine.of("kvm_tlb", List.of(bug), scope, false);
    }

    private static Search search(SearchedMachine machine, Path data, long memory) {
        return new Search(machine, "test", data, PARTITIONS, memory, 100);
    }

    private static String run(Search search, Engine engine) {
        Search.Result found = search.run(Long.MAX_VALUE, engine, standing -> {});
        return found.levels() + " " + found.transitions() + " " + found.broken() + " "
                + java.util.Arrays.toString(found.path());
    }

    /** One unit after the other; before and after each something can happen. */
    private abstract static class OneByOne implements Engine {
        abstract <U extends Serializable, R extends Serializable> R done(U unit, Work<U, R> work);

        @Override
        public <U extends Serializable, R extends Serializable> void run(List<U> units, Work<U, R> work, Done<R> done) {
            for (int k = 0; k < units.size(); k++) {
                done.at(k, done(units.get(k), work));
            }
        }

        @Override
        public void close() {}
    }

    /** Dies in a unit, after so many others. */
    private static final class Dying extends OneByOne {
        private int left;
        private int did;

        Dying(int left) {
            this.left = left;
        }

        @Override
        <U extends Serializable, R extends Serializable> R done(U unit, Work<U, R> work) {
            if (left-- == 0) {
                throw new IllegalStateException("killed");
            }
            did++;
            return work.on(unit);
        }
    }

    /** Sends units and results to and fro as bytes, and does each unit as often as somebody else would have it done. */
    private static final class Repeating extends OneByOne {
        private final List<Path> differ = new ArrayList<>();
        private final Path data;

        Repeating(Path data) {
            this.data = data;
        }

        @Override
        <U extends Serializable, R extends Serializable> R done(U unit, Work<U, R> work) {
            R first = copy(copy(work).on(copy(unit)));
            Map<Path, byte[]> before = files(data);
            SearchUnit one = (SearchUnit) unit;
            try { // somebody else has not seen that it is done, and begins anew
                Files.delete(new SearchFiles(data).links(one.level(), one.partition()));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            R second = copy(work.on(copy(unit)));
            assertEquals(first, second);
            assertEquals(second, work.on(unit), "who sees that it is done says the same");
            Map<Path, byte[]> after = files(data);
            assertEquals(before.keySet(), after.keySet());
            before.forEach((file, bytes) -> {
                if (!java.util.Arrays.equals(bytes, after.get(file))) {
                    differ.add(file);
                }
            });
            return second;
        }

        @SuppressWarnings("unchecked")
        private static <T> T copy(T value) {
            try {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                new ObjectOutputStream(bytes).writeObject(value);
                return (T) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
            } catch (IOException | ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static Map<Path, byte[]> files(Path data) {
        Map<Path, byte[]> files = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(data)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                files.put(file, Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return files;
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1073741824", "6, 0", "42, 1073741824", "47, 0"})
    void goesOnAfterBeingKilledInAUnit(int unit, long memory) throws IOException {
        Path data = folder.resolve("data");
        String expected = run(search(BROKEN, folder.resolve("other"), memory), new Threads(1));
        Dying first = new Dying(unit);
        assertEquals(
                "killed",
                assertThrows(IllegalStateException.class, () -> run(search(BROKEN, data, memory), first))
                        .getMessage());
        Path part = Files.createFile(data.resolve("0001.out.123.part"));
        Dying second = new Dying(Integer.MAX_VALUE);
        assertEquals(expected, run(search(BROKEN, data, memory), second));
        assertFalse(Files.exists(part), "what was begun is gone");
        Dying whole = new Dying(Integer.MAX_VALUE);
        run(search(BROKEN, folder.resolve("third"), memory), whole);
        assertEquals(whole.did, first.did / PARTITIONS * PARTITIONS + second.did, "finished levels are not done again");
        assertEquals(expected, run(search(BROKEN, data, memory), new Dying(0)), "nothing is left to do");
    }

    @ParameterizedTest
    @CsvSource({"0", "1073741824"})
    void doesNotMindUnitsThatAreDoneTwice(long memory) {
        Path data = folder.resolve("data");
        String expected = run(search(BROKEN, folder.resolve("other"), AMPLE), new Threads(2));
        Repeating repeating = new Repeating(data);
        assertEquals(expected, run(search(BROKEN, data, memory), repeating));
        assertEquals(List.of(), repeating.differ);
        assertEquals(0, Tables.reserved(), "no memory is left behind");
    }

    @Test
    void keepsSomeFingerprintsInMemoryAndReadsTheOthers() {
        String expected = run(search(WHOLE, folder.resolve("other"), 0), new Threads(1));
        long some = 16 * 15_000;
        assertEquals(expected, run(search(WHOLE, folder.resolve("data"), some), new Threads(2)));
        assertEquals(0, Tables.reserved());
    }

    @Test
    void deletesItsFilesAndNoOthers() throws IOException {
        Path data = folder.resolve("data");
        Search search = search(BROKEN, data, 0);
        run(search, new Threads(1));
        assertTrue(Files.exists(data));
        Files.createFile(folder.resolve("mine"));
        search.delete();
        assertFalse(Files.exists(data));
        assertTrue(Files.exists(folder.resolve("mine")));
    }

    @Test
    void refusesTheFolderOfAnotherSearch() {
        Path data = folder.resolve("data");
        assertThrows(IllegalStateException.class, () -> run(search(BROKEN, data, 0), new Dying(PARTITIONS + 3)));
        Map<Path, byte[]> before = files(data);
        BadInput refused = assertThrows(BadInput.class, () -> run(search(WHOLE, data, 0), new Threads(1)));
        assertTrue(
                refused.getMessage().contains("with scheme kvm_tlb, not with scheme baseline"), refused.getMessage());
        Search rebuilt = new Search(BROKEN, "another", data, PARTITIONS, 0, 100);
        refused = assertThrows(BadInput.class, () -> run(rebuilt, new Threads(1)));
        assertTrue(refused.getMessage().contains("with build test, not with build another"), refused.getMessage());
        Search divided = new Search(BROKEN, "test", data, 5, 0, 100);
        refused = assertThrows(BadInput.class, () -> run(divided, new Threads(1)));
        assertTrue(refused.getMessage().contains("with partitions 4, not with partitions 5"), refused.getMessage());
        Map<Path, byte[]> after = files(data);
        assertEquals(before.keySet(), after.keySet());
        before.forEach((file, bytes) -> assertArrayEquals(bytes, after.get(file)));
    }

    @Test
    void takesTheFolderOfASearchOfWhichNoLevelIsKept() throws IOException {
        Path data = folder.resolve("data");
        assertThrows(IllegalStateException.class, () -> run(search(BROKEN, data, 0), new Dying(3)));
        Path there = data.resolve("search");
        assertTrue(Files.exists(there));
        String expected = run(search(WHOLE, folder.resolve("other"), 0), new Threads(1));
        assertEquals(expected, run(search(WHOLE, data, 0), new Threads(1)));

        Search begun = search(BROKEN, folder.resolve("begun"), 0);
        begun.deleteUnlessKept();
        assertThrows(IllegalStateException.class, () -> run(begun, new Dying(3)));
        begun.deleteUnlessKept();
        assertFalse(Files.exists(folder.resolve("begun")));
        Search kept = search(BROKEN, folder.resolve("kept"), 0);
        assertThrows(IllegalStateException.class, () -> run(kept, new Dying(PARTITIONS)));
        kept.deleteUnlessKept();
        assertTrue(Files.exists(folder.resolve("kept/search")), "a level is finished");
        assertTrue(kept.finishedLevel() >= 0);
    }

    @Test
    void refusesAFolderThatDoesNotSayWhatItHolds() throws IOException {
        Path data = folder.resolve("data");
        assertThrows(IllegalStateException.class, () -> run(search(BROKEN, data, 0), new Dying(PARTITIONS)));
        Files.delete(data.resolve("search"));
        BadInput refused = assertThrows(BadInput.class, () -> run(search(BROKEN, data, 0), new Threads(1)));
        assertTrue(refused.getMessage().startsWith(data.resolve("search") + " is missing"), refused.getMessage());
    }

    @Test
    void saysWhatIsWrongWithTheMachineFirst() {
        Path data = folder.resolve("data");
        assertThrows(IllegalStateException.class, () -> run(search(BROKEN, data, 0), new Dying(PARTITIONS)));
        SearchedMachine none = machine("nothing");
        BadInput refused = assertThrows(BadInput.class, () -> run(search(none, data, 0), new Threads(1)));
        assertTrue(refused.getMessage().contains("nothing"), refused.getMessage());
        assertFalse(refused.getMessage().contains("unfinished"), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({".out, false", ".out, true", "0000.run, false", "0000.run, true", "search, true", "level-, true"})
    void refusesADamagedFile(String kind, boolean cut) {
        Path data = folder.resolve("data");
        assertThrows(IllegalStateException.class, () -> run(search(BROKEN, data, 0), new Dying(42)));
        Path damaged = files(data).keySet().stream()
                .filter(file -> file.getFileName().toString().contains(kind))
                .reduce((one, other) -> other)
                .orElseThrow();
        damage(damaged, cut ? bytes -> java.util.Arrays.copyOf(bytes, bytes.length / 2) : InterruptedSearchTest::flip);
        BadInput refused = assertThrows(BadInput.class, () -> run(search(BROKEN, data, 0), new Threads(1)));
        assertTrue(refused.getMessage().startsWith(damaged + " is damaged"), refused.getMessage());
    }

    private static byte[] flip(byte[] bytes) {
        bytes[bytes.length / 3] ^= 0x10;
        return bytes;
    }

    @Test
    void refusesADamagedOrMissingLink() throws IOException {
        Path data = folder.resolve("data");
        run(search(BROKEN, data, 0), new Threads(1));
        List<Path> links = files(data).keySet().stream()
                .filter(file -> file.toString().endsWith(".links"))
                .toList();
        // Those of the last levels are small, and one of their level is on the path.
        links.subList(links.size() - 2 * PARTITIONS, links.size() - PARTITIONS)
                .forEach(file -> damage(file, bytes -> {
                    bytes[0] ^= 0x10;
                    return bytes;
                }));
        BadInput refused = assertThrows(BadInput.class, () -> run(search(BROKEN, data, 0), new Threads(1)));
        assertTrue(refused.getMessage().contains(".links is damaged"), refused.getMessage());
        int last = finishedLevels(data).get(finishedLevels(data).size() - 1);
        assertTrue(
                refused.getMessage()
                        .startsWith("NoStaleTranslation is broken at level " + last + ", but the path there is lost: "),
                refused.getMessage());
        for (Path link : links.subList(links.size() - 2 * PARTITIONS, links.size() - PARTITIONS)) {
            Files.delete(link);
        }
        refused = assertThrows(BadInput.class, () -> run(search(BROKEN, data, 0), new Threads(1)));
        assertTrue(refused.getMessage().contains(".links is missing"), refused.getMessage());
    }

    private static List<Integer> finishedLevels(Path data) {
        return files(data).keySet().stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.startsWith("level-"))
                .map(name -> Integer.valueOf(name.substring("level-".length())))
                .toList();
    }

    @Test
    void noticesEveryFlippedByteOfLinksBeforeItGoesOn() {
        Path data = folder.resolve("data");
        assertThrows(IllegalStateException.class, () -> run(search(WHOLE, data, 0), new Dying(PARTITIONS * 6)));
        Path links = new SearchFiles(data).links(finishedLevels(data).get(1), 2);
        byte[] bytes = files(data).get(links);
        for (int at : new int[] {0, bytes.length / 2, bytes.length - 9, bytes.length - 1}) {
            damage(links, whole -> {
                byte[] other = bytes.clone();
                other[at] ^= 0x10;
                return other;
            });
            BadInput refused = assertThrows(BadInput.class, () -> run(search(WHOLE, data, 0), new Dying(0)));
            assertEquals(links + " is damaged: delete the folder of this search to begin anew.", refused.getMessage());
        }
        damage(links, whole -> bytes);
        assertEquals(
                "killed",
                assertThrows(IllegalStateException.class, () -> run(search(WHOLE, data, 0), new Dying(0)))
                        .getMessage());
    }

    /** Links are damaged while the search that needs them runs. */
    @Test
    void saysWhatIsBrokenWhenThePathIsLost() {
        Path data = folder.resolve("data");
        BadInput refused = assertThrows(
                BadInput.class,
                () -> run(search(BROKEN, data, 0), new OneByOne() {
                    @Override
                    <U extends Serializable, R extends Serializable> R done(U unit, Work<U, R> work) {
                        SearchUnit one = (SearchUnit) unit;
                        for (int p = 0; p < PARTITIONS; p++) {
                            Path links = new SearchFiles(data).links(one.level() - 1, p);
                            if (Files.exists(links)) {
                                damage(links, bytes -> new byte[bytes.length]);
                            }
                        }
                        return work.on(unit);
                    }
                }));
        List<Integer> levels = finishedLevels(data);
        assertTrue(
                refused.getMessage()
                        .startsWith("NoStaleTranslation is broken at level " + levels.get(levels.size() - 1)
                                + ", but the path there is lost: " + data),
                refused.getMessage());
        assertTrue(refused.getMessage().contains(".links is damaged"), refused.getMessage());
    }

    private static void damage(Path file, UnaryOperator<byte[]> how) {
        try {
            Files.write(file, how.apply(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void saysThatAFolderCannotBeWritten() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        BadInput refused =
                assertThrows(BadInput.class, () -> run(search(BROKEN, file.resolve("data"), 0), new Threads(1)));
        assertTrue(refused.getMessage().contains("cannot be written"), refused.getMessage());
        assertTrue(CheckedFile.cannotBeWritten(file, new IOException("No space left on device"))
                .getMessage()
                .contains("the disk is full"));
    }
}
