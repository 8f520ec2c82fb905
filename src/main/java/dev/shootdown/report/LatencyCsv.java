package dev.shootdown.report;

import java.util.List;
import java.util.Locale;

/** Latencies of all cells for a spreadsheet (RFC 4180, lines end in LF): one line for each run, µs. */
final class LatencyCsv {
    private LatencyCsv() {}

    static String of(List<Cell> cells) {
        StringBuilder text = new StringBuilder(
                "scenario,scheme,seed,shootdowns,mean_us,p50_us,p90_us,p99_us,max_us,operations,simulated_s\n");
        for (Cell cell : cells) {
            double perMicro = cell.clockHz() / 1e6;
            for (RunResult run : cell.runs()) {
                text.append(field(cell.scenario())).append(',').append(field(cell.scheme()));
                text.append(String.format(
                        Locale.ROOT,
                        ",%d,%d,%.3f,%.3f,%.3f,%.3f,%.3f,%d,%.6f\n",
                        run.seed(),
                        run.latency().getTotalCount(),
                        run.latency().getMean() / perMicro,
                        run.latency().getValueAtPercentile(50) / perMicro,
                        run.latency().getValueAtPercentile(90) / perMicro,
                        run.latency().getValueAtPercentile(99) / perMicro,
                        run.latency().getMaxValue() / perMicro,
                        run.operations(),
                        run.simulatedS()));
            }
        }
        return text.toString();
    }

    private static String field(String text) {
        return text.matches("[^\",\n\r]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
