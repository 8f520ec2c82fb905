package dev.shootdown.explore;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.Schemes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes how many schedules each strategy needs for each planted bug, as a table: the median over twenty seeds. Arguments:
 * the file to write, where to give up a seed, "all" for every scheme of a bug instead of the first. A cell is done as soon
 * as its median is known: of seeds that take longer than the limit only eleven are run. The numbers follow from the seeds,
 * so the same code gives the same table on every machine.
 */
public final class StrategyTable {
    private static final int SEEDS = 20;
    private static final List<String> STRATEGIES =
            List.of("random", "swarm", "pct", "pos", "surw", "guided", "portfolio");

    private StrategyTable() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments.length > 0 ? arguments[0] : "docs/strategies.md");
        int most = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
        boolean all = arguments.length > 2 && arguments[2].equals("all");
        List<String> rows = new ArrayList<>();
        for (var bug : bugs().entrySet()) {
            for (Scheme scheme : all ? bug.getValue() : bug.getValue().subList(0, 1)) {
                List<String> cells = new ArrayList<>(List.of("`" + bug.getKey() + "`", scheme.name()));
                for (String strategy : STRATEGIES) {
                    cells.add(median(scheme, bug.getKey(), strategy, most));
                }
                rows.add("| " + String.join(" | ", cells) + " |");
                System.out.println(rows.get(rows.size() - 1));
                Files.writeString(file, text(rows, most));
            }
        }
    }

    /** Every bug with the schemes that have it. */
    private static TreeMap<String, List<Scheme>> bugs() {
        TreeMap<String, List<Scheme>> bugs = new TreeMap<>();
        for (String name : List.of("baseline", "kvm_tlb", "shoot4u", "pv_tlb_flush")) {
            Scheme scheme = Schemes.named(name);
            for (String bug : Machine.bugsOf(scheme)) {
                bugs.computeIfAbsent(bug, any -> new ArrayList<>()).add(scheme);
            }
        }
        return bugs;
    }

    private static String text(List<String> rows, int most) {
        StringBuilder text = new StringBuilder();
        text.append("# How many schedules a strategy needs for a planted bug\n\n");
        text.append("The median over ")
                .append(SEEDS)
                .append(" seeds of the first schedule that breaks an invariant; `>` ");
        text.append("where half of the seeds or more\ndid not find the bug in ");
        text.append(String.format(Locale.ROOT, "%,d", most)).append(" schedules. ");
        text.append("Machines and schedules as in `./shootdown fuzz SCHEME --bug NAME\n--strategy NAME`. Written by ");
        text.append("`StrategyTable`; the same code writes the same numbers. What the strategies are:\n");
        text.append("[fuzzing.md](fuzzing.md).\n\n");
        text.append("| bug | scheme | ").append(String.join(" | ", STRATEGIES)).append(" |\n");
        text.append("|---|---|").append("---:|".repeat(STRATEGIES.size())).append('\n');
        rows.forEach(row -> text.append(row).append('\n'));
        return text.toString();
    }

    private static String median(Scheme scheme, String bug, String strategy, int most) {
        long[] found = new long[SEEDS];
        Arrays.fill(found, Long.MAX_VALUE);
        int missed = 0;
        for (int seed = 0; seed < SEEDS && missed <= SEEDS / 2; seed++) {
            found[seed] = first(scheme, bug, strategy, seed + 1, most);
            missed += found[seed] == Long.MAX_VALUE ? 1 : 0;
        }
        Arrays.sort(found);
        long upper = found[SEEDS / 2];
        return missed > SEEDS / 2 || upper == Long.MAX_VALUE
                ? "> " + String.format(Locale.ROOT, "%,d", most)
                : String.format(Locale.ROOT, "%,d", (found[SEEDS / 2 - 1] + upper + 1) / 2);
    }

    /** The number of the first schedule that breaks an invariant, counted from one. */
    private static long first(Scheme scheme, String bug, String strategy, long seed, int most) {
        Set<String> bugs = new TreeSet<>(Set.of(bug));
        Campaign campaign = new Campaign(scheme, bugs, strategy, seed, most, Long.MAX_VALUE, 1, Campaign.STEPS);
        return Fuzzer.firstFailure(campaign);
    }
}
