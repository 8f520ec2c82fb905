package dev.shootdown.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.BadInput;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitFolderTest {
    private static final List<String> WORK = List.of("kind fuzz", "seed 1");

    @TempDir
    private Path place;

    @Test
    void remembersWhatWasDone() throws Exception {
        Path folder = place.resolve("units");
        UnitFolder first = UnitFolder.in(folder, WORK);
        first.put(3, bytes("three"));
        first.put(70, bytes("seventy"));
        assertEquals(2, first.singles());
        first.sum(bytes("three, seventy"));
        assertEquals(0, first.singles());
        first.put(5, bytes("five"));
        Files.write(folder.resolve("unit-3"), bytes("about to be deleted"));
        Files.write(folder.resolve(".unit-9.1-1.part"), bytes("cut o"));

        List<String> read = new ArrayList<>();
        UnitFolder second = UnitFolder.in(folder, WORK);
        second.read(sum -> read.add(text(sum)), (unit, result) -> read.add(unit + " " + text(result)));
        assertEquals(List.of("three, seventy", "5 five"), read);
        assertTrue(second.has(3) && second.has(5) && second.has(70));
        assertFalse(second.has(9));
        assertEquals(1, second.singles());
        assertTrue(Files.notExists(folder.resolve("unit-3")));
    }

    @Test
    void refusesOtherWorkAndDamage() throws Exception {
        UnitFolder.in(place, WORK).sum(bytes("sum"));
        BadInput other = assertThrows(BadInput.class, () -> UnitFolder.in(place, List.of("kind fuzz", "seed 2")));
        assertEquals(
                place + " holds finished units of other work: 'seed 1' there, 'seed 2' asked for. Delete it, or choose"
                        + " another folder.",
                other.getMessage());
        Files.write(place.resolve("sum"), bytes("no numbers\n"));
        UnitFolder damaged = UnitFolder.in(place, WORK);
        assertThrows(BadInput.class, () -> damaged.read(sum -> {}, (unit, result) -> {}));
    }

    @Test
    void leavesNothingBehind() throws Exception {
        Path folder = place.resolve("units");
        UnitFolder units = UnitFolder.in(folder, WORK);
        units.put(0, bytes("zero"));
        units.sum(bytes("zero"));
        units.put(1, bytes("one"));
        Files.write(folder.resolve(".unit-9.1-1.part"), bytes("cut o"));
        units.delete();
        assertTrue(Files.notExists(folder));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
