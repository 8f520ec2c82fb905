package dev.shootdown.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Exits by reason in the shape of {@code perf kvm stat report}: most frequent first, times in µs. */
public final class ExitTable {
    private ExitTable() {}

    public static String render(Cell cell) {
        Table table = new Table("VM-EXIT", "Samples", "Samples%", "Time%", "Min Time", "Max Time", "Avg time");
        List<ExitRow> rows = cell.exits().stream()
                .sorted(Comparator.comparingLong(ExitRow::samples).reversed().thenComparing(ExitRow::reason))
                .toList();
        long samples = rows.stream().mapToLong(ExitRow::samples).sum();
        long time = rows.stream().mapToLong(ExitRow::total).sum();
        double micros = 1e6 / cell.clockHz();
        for (ExitRow row : rows) {
            table.row(
                    row.reason(),
                    new Figure(Long.toString(row.samples())),
                    Figure.percent(share(row.samples(), samples)),
                    Figure.percent(share(row.total(), time)),
                    micros(row.min() * micros),
                    micros(row.max() * micros),
                    micros(row.samples() == 0 ? 0 : row.total() * micros / row.samples()));
        }
        return cell.scenario() + ", " + cell.scheme() + "\n" + table.toString()
                + String.format(
                                Locale.ROOT,
                                "Total Samples:%d, Total events handled time:%.2fus.%n",
                                samples,
                                time * micros)
                        .replace("\r\n", "\n");
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    private static Figure micros(double value) {
        return new Figure(String.format(Locale.ROOT, "%.2fus", value));
    }
}
