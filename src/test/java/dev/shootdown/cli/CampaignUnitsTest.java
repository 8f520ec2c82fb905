package dev.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.engine.Threads;
import dev.shootdown.explore.Campaign;
import dev.shootdown.explore.CampaignResult;
import dev.shootdown.explore.Fuzzer;
import dev.shootdown.explore.Segments;
import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Schemes;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CampaignUnitsTest {
    private static final long SEGMENT = 16_384;

    @TempDir
    private Path folder;

    /** Counts, and gives up at some number of segments as a driver does that is killed. */
    private static final class Counter implements CampaignUnits.Watcher {
        private final int end;
        private final List<Integer> done = new ArrayList<>();

        Counter(int end) {
            this.end = end;
        }

        @Override
        public void at(int number, double perSecond, long failing) {
            done.add(number);
            if (number == end) {
                throw new IllegalStateException("killed");
            }
        }

        @Override
        public void found(Fuzzer.Failure failure) {}
    }

    private static Campaign campaign(long seed) {
        return new Campaign(
                Schemes.named("baseline"), Set.of(), "random", seed, 2 * SEGMENT + 100, Long.MAX_VALUE, 2, 5);
    }

    @Test
    void doesOnlyWhatIsMissingAndComesOutAsOneProcessDoes() {
        CampaignUnits first = new CampaignUnits(campaign(1), Segments.ALL, folder);
        assertEquals(3, first.size());
        assertThrows(IllegalStateException.class, () -> first.complete(new Threads(1), new Counter(2)));

        CampaignUnits second = new CampaignUnits(campaign(1), Segments.ALL, folder);
        assertEquals(2, second.done());
        Counter counter = new Counter(-1);
        CampaignResult result = second.complete(new Threads(1), counter);
        assertEquals(List.of(2, 3), counter.done);
        Fuzzer alone = new Fuzzer(campaign(1), "");
        alone.run(standing -> {});
        assertArrayEquals(alone.result().bytes(), result.bytes());

        second.forget();
        assertTrue(Files.notExists(folder.resolve("units")));
    }

    @Test
    void refusesUnitsOfAnotherCampaign() {
        CampaignUnits first = new CampaignUnits(campaign(1), Segments.ALL, folder);
        assertEquals(0, first.done());
        BadInput refused = assertThrows(BadInput.class, () -> new CampaignUnits(campaign(2), Segments.ALL, folder));
        assertTrue(refused.getMessage().contains("'seed 1' there, 'seed 2' asked for"), refused.getMessage());
    }

    @Test
    void sparkIsAskedForSensibly() {
        assertRefused("--spark goes with --runs N, and not with --time", "fuzz", "baseline", "--spark", "local");
        assertRefused("shootdown fuzz: --spark: a master is expected", "fuzz", "baseline", "--spark", "");
        assertRefused("--time", "fuzz", "baseline", "--spark", "local", "--runs", "1", "--time", "5s");
        assertRefused("exhaustive", "fuzz", "baseline", "--spark", "local", "--strategy", "exhaustive");
        // what is wrong with the rest is said before a master is looked for
        assertRefused("no scheme is called 'basline'", "evaluate", "basline", "--spark", "spark://127.0.0.1:1");
    }

    private static void assertRefused(String part, String... command) {
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said);
        assertEquals(Main.BAD_INPUT, Main.execute(command, writer, writer), said::toString);
        assertTrue(said.toString().contains(part), said.toString());
        assertEquals(1, said.toString().lines().count(), said.toString());
    }
}
