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
 * Writes how many schedules the portfolio needs for each planted bug, and each strategy alone, as two tables: the median over
 * twenty seeds. The first has every scheme of a bug, the second one. Arguments: the file to write, where to give up a seed of a
 * strategy, "portfolio" for the first table alone. A cell of the second table is done as soon as its median is known: of seeds
 * that take longer than the limit only eleven are run. The numbers follow from the seeds, so the same code gives the same
 * tables on every machine.
 */
public final class StrategyTable {
    private static final int SEEDS = 20;
    private static final List<String> STRATEGIES = List.of("random", "swarm", "pct", "pos", "surw", "lag", "guided");

    /** Where a seed of the portfolio is given up. */
    private static final int MOST_OF_PORTFOLIO = 200_000;

    private static final int[] ROUND = {1, 2, 5};

    private StrategyTable() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments.length > 0 ? arguments[0] : "docs/strategies.md");
        int most = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000;
        boolean onlyPortfolio = arguments.length > 2 && arguments[2].equals("portfolio");
        List<String> portfolio = new ArrayList<>();
        List<String> strategies = new ArrayList<>();
        for (var bug : bugs().entrySet()) {
            for (Scheme scheme : bug.getValue()) {
                String name = "| `" + bug.getKey() + "` | " + scheme.name() + " | ";
                portfolio.add(name + portfolio(scheme, bug.getKey()));
                System.out.println(portfolio.get(portfolio.size() - 1));
            }
        }
        for (var bug : (onlyPortfolio ? new TreeMap<String, List<Scheme>>() : bugs()).entrySet()) {
            Scheme scheme = bug.getValue().get(0);
            List<String> cells = new ArrayList<>(List.of("`" + bug.getKey() + "`", scheme.name()));
            for (String strategy : STRATEGIES) {
                cells.add(median(scheme, bug.getKey(), strategy, most));
            }
            strategies.add("| " + String.join(" | ", cells) + " |");
            System.out.println(strategies.get(strategies.size() - 1));
        }
        Files.writeString(file, text(portfolio, strategies, most));
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

    private static String text(List<String> portfolio, List<String> strategies, int most) {
        StringBuilder text = new StringBuilder();
        text.append("# How many schedules find a planted bug\n\n");
        text.append("The number of the first schedule that breaks an invariant, over ")
                .append(SEEDS);
        text.append(
                " seeds: the median, and what nine seeds of ten\nstay within. *Enough* is at least twice the latter, ");
        text.append(
                "rounded up; the tests assert that each of a few seeds stays within it.\nNothing is said about the bug: ");
        text.append(
                "machines and schedules are those of `./shootdown fuzz SCHEME --bug NAME`. Written by\n`StrategyTable`; ");
        text.append("the same code writes the same numbers.\n\n");
        text.append("| bug | scheme | median | nine of ten | enough |\n|---|---|---:|---:|---:|\n");
        portfolio.forEach(row -> text.append(row).append('\n'));
        if (strategies.isEmpty()) {
            return text.toString();
        }
        text.append(
                "\n## Each strategy alone\n\nThe median with `--strategy NAME`; `>` where half of the seeds or more did ");
        text.append("not find the bug in ").append(number(most)).append(" schedules.\nWhat the strategies are: ");
        text.append("[fuzzing.md](fuzzing.md).\n\n");
        text.append("| bug | scheme | ").append(String.join(" | ", STRATEGIES)).append(" |\n");
        text.append("|---|---|").append("---:|".repeat(STRATEGIES.size())).append('\n');
        strategies.forEach(row -> text.append(row).append('\n'));
        return text.toString();
    }

    private static String number(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    private static String portfolio(Scheme scheme, String bug) {
        long[] found = new long[SEEDS];
        for (int seed = 0; seed < SEEDS; seed++) {
            found[seed] = first(scheme, bug, "portfolio", seed + 1, MOST_OF_PORTFOLIO);
        }
        Arrays.sort(found);
        long most = found[SEEDS * 9 / 10 - 1];
        if (most == Long.MAX_VALUE) {
            return "not in " + number(MOST_OF_PORTFOLIO) + " | | |";
        }
        long median = (found[SEEDS / 2 - 1] + found[SEEDS / 2] + 1) / 2;
        return number(median) + " | " + number(most) + " | " + number(enough(2 * most)) + " |";
    }

    /** The next of 10, 20, 50, 100, … */
    private static long enough(long n) {
        for (long power = 10; ; power *= 10) {
            for (int digit : ROUND) {
                if (digit * power >= n) {
                    return digit * power;
                }
            }
        }
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
                ? "> " + number(most)
                : number((found[SEEDS / 2 - 1] + upper + 1) / 2);
    }

    /** The number of the first schedule that breaks an invariant, counted from one. */
    private static long first(Scheme scheme, String bug, String strategy, long seed, int most) {
        Set<String> bugs = new TreeSet<>(Set.of(bug));
        Campaign campaign = new Campaign(scheme, bugs, strategy, seed, most, Long.MAX_VALUE, 1, Campaign.STEPS);
        return Fuzzer.firstFailure(campaign);
    }
}
