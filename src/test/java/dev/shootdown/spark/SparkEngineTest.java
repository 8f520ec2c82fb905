package dev.shootdown.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.engine.Engine;
import dev.shootdown.machine.BadInput;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Spark in this process; {@code SparkFaultsTest} has it in others, which are killed. */
class SparkEngineTest {
    @Test
    void handsOverEachResultOnce() {
        List<Integer> units = IntStream.range(0, 40).boxed().toList();
        List<String> got = new ArrayList<>(Collections.nCopies(40, ""));
        try (Engine engine = SparkEngine.at("local[2]", 15)) { // three jobs for each list
            for (int round = 1; round <= 2; round++) { // an engine does many lists
                engine.run(
                        units, unit -> unit * unit, (index, square) -> got.set(index, got.get(index) + square + ";"));
            }
            engine.run(List.<Integer>of(), unit -> unit, (index, result) -> got.clear());
            refusesAndGoesOn(engine);
        }
        assertEquals(units.stream().map(k -> k * k + ";" + k * k + ";").toList(), got);
    }

    private static void refusesAndGoesOn(Engine engine) {
        List<Integer> units = IntStream.range(0, 20).boxed().toList();
        List<Integer> seen = new ArrayList<>();
        BadInput inTask = assertThrows(
                BadInput.class,
                () -> engine.run(units, SparkEngineTest::refusingSeven, (index, result) -> seen.add(index)));
        assertEquals("seven is no number", inTask.getMessage());
        assertTrue(!seen.contains(7) && seen.size() < 20, seen.toString());

        BadInput inHandover = assertThrows(
                BadInput.class,
                () -> engine.run(units, unit -> unit, (index, result) -> {
                    throw new BadInput("the disk is full");
                }));
        assertEquals("the disk is full", inHandover.getMessage());

        IllegalStateException defect = assertThrows(
                IllegalStateException.class,
                () -> engine.run(units, SparkEngineTest::failing, (index, result) -> seen.add(index)));
        assertEquals("a defect", defect.getMessage());
    }

    private static Integer refusingSeven(Integer unit) {
        if (unit == 7) {
            throw new BadInput("seven is no number");
        }
        return unit;
    }

    private static Integer failing(Integer unit) {
        throw new IllegalStateException("a defect");
    }

    @Test
    void refusesWhatIsNoMaster() throws Exception {
        assertRefused("nonsense", "--spark nonsense: Could not parse Master URL: 'nonsense'");
        assertRefused("spark://127.0.0.1", "--spark spark://127.0.0.1: '127.0.0.1' is no HOST:PORT.");
        assertRefused("submit", "--spark submit: this was not started by spark-submit.");
        int nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            nobody = closed.getLocalPort();
        }
        String master = "spark://127.0.0.1:" + nobody;
        assertRefused(master, "--spark " + master + ": no master answers at 127.0.0.1:" + nobody + ".");
    }

    private static void assertRefused(String master, String sentence) {
        String said = assertThrows(BadInput.class, () -> SparkEngine.at(master)).getMessage();
        assertTrue(said.startsWith(sentence), said);
    }
}
