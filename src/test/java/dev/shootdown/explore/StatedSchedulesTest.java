package dev.shootdown.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Schemes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The portfolio finds every planted bug within the number of schedules that docs/strategies.md states, without being told
 * anything about it. One seed of each that takes less than two thousand; {@code -Dstated.seeds=20} takes all of them, and all the
 * seeds that the table was made with.
 */
class StatedSchedulesTest {
    private static final Path TABLE = Path.of("docs/strategies.md");
    private static final int MOST = 10_000;
    private static final int CHEAP = 2_000;
    private static final int SEEDS = Integer.getInteger("stated.seeds", 0);

    /** A row of the first table. */
    private record Stated(String bug, String scheme, long median, long enough) {}

    private static List<Stated> stated() throws IOException {
        return Files.readAllLines(TABLE).stream()
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|"))
                .map(cells -> new Stated(
                        cells[1].strip().replace("`", ""), cells[2].strip(), number(cells[3]), number(cells[5])))
                .toList();
    }

    private static List<Stated> checked() throws IOException {
        return stated().stream().filter(row -> SEEDS > 0 || row.median < CHEAP).toList();
    }

    private static long number(String cell) {
        return Long.parseLong(cell.strip().replace(",", ""));
    }

    @Test
    void aNumberIsStatedForEveryBugAndHalfOfTheSeedsNeedTenThousandAtMost() throws IOException {
        Set<String> bugs = new TreeSet<>();
        for (String scheme : List.of("baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush")) {
            Machine.bugsOf(Schemes.named(scheme)).forEach(bug -> bugs.add(bug + " of " + scheme));
        }
        assertEquals(
                bugs,
                new TreeSet<>(stated().stream()
                        .map(row -> row.bug + " of " + row.scheme)
                        .toList()));
        for (Stated row : stated()) {
            assertTrue(row.median <= MOST && row.median < row.enough, row.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("checked")
    void theBugIsFoundWithinTheStatedNumber(Stated row) {
        for (long seed = 1; seed <= Math.max(1, SEEDS); seed++) {
            Campaign campaign = new Campaign(
                    Schemes.named(row.scheme),
                    Set.of(row.bug),
                    "portfolio",
                    seed,
                    row.enough,
                    Long.MAX_VALUE,
                    1,
                    Campaign.STEPS);
            long found = Fuzzer.firstFailure(campaign);
            assertTrue(found <= row.enough, row + ", seed " + seed);
        }
    }
}
