package dev.shootdown.cli;

import dev.shootdown.machine.BadInput;
import dev.shootdown.report.Table;
import dev.shootdown.testbed.imported.Choices;
import dev.shootdown.testbed.imported.ImportedHost;
import dev.shootdown.testbed.imported.Inferred;
import dev.shootdown.testbed.profile.MachineProfile;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.trace.WholeFile;
import dev.shootdown.trace.host.Samples;
import dev.shootdown.trace.host.TraceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code import}: a recorded trace of a real host becomes a machine profile and a workload. */
@Command(
        name = "import",
        description = {
            "Makes a machine, a workload and a scenario of traces of a real host and its guests.",
            "Reads what trace-cmd report, perf script or /sys/kernel/tracing/trace print, and writes a scenario that behaves like them: machine.yaml, workload.yaml and, naming",
            "both, scenario.yaml, for evaluate --scenario. Prints what was measured, what could not be, and",
            "which default stands in.",
        },
        footer = {
            "",
            "Traces with kvm_entry and kvm_exit are the host's, the others a guest's. Which events to record,",
            "and how: docs/importing.md."
        })
final class ImportCommand implements Callable<Integer> {
    private static final Pattern TOPOLOGY = Pattern.compile("(\\d{1,2})x(\\d{1,3})x(\\d)");

    @Mixin
    private CommonOptions common;

    @Parameters(arity = "1..*", paramLabel = "TRACE", description = "Traces as text, of the host and of guests.")
    private List<Path> traces = List.of();

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where the files go.")
    private Path out;

    @Option(
            names = "--machine",
            paramLabel = "NAME|FILE",
            defaultValue = "current-server",
            description = "The machine whose numbers stand in for what is not measured; current-server if not given.")
    private String machine;

    @Option(
            names = "--workload",
            paramLabel = "NAME|FILE",
            defaultValue = "dedup",
            description = "The same for the workload; dedup if not given.")
    private String workload;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What the scenario is called; the name of DIR if not given.")
    private Optional<String> name;

    @Option(names = "--clock-hz", paramLabel = "HZ", description = "The host's clock; no trace tells it.")
    private Optional<Double> clockHz;

    @Option(
            names = "--topology",
            paramLabel = "SxCxT",
            description = "The host's sockets, cores of each and threads of each core, as in 2x16x2.")
    private Optional<String> topology;

    @Option(
            names = "--bare-metal",
            description = "Traces without KVM's events are of a host without guests, and not of a guest.")
    private boolean bareMetal;

    private record FileReport(
            String file,
            String format,
            String side,
            long lines,
            long events,
            long usedEvents,
            double seconds,
            int cpus,
            long lostEvents,
            long stampsBackwards,
            List<TraceFile.Unread> unread) {}

    private record Observed(
            String what, long samples, double medianNs, double p10Ns, double p90Ns, double p99Ns, double maxNs) {
        static Observed of(String what, Samples seen) {
            return new Observed(
                    what,
                    seen.count(),
                    seen.median(),
                    seen.percentile(10),
                    seen.percentile(90),
                    seen.percentile(99),
                    seen.max());
        }
    }

    private record Number(String key, double value, String unit, long samples, double p10, double p90, String source) {}

    private record StandIn(String key, double value, String unit, long samples, String why) {}

    private record Document(
            List<FileReport> files,
            List<Number> measured,
            List<StandIn> notInferred,
            List<Observed> observed,
            List<String> notes,
            List<String> written) {}

    @Override
    public Integer call() {
        Choices choices = choices();
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw new BadInput("--out " + out + " is a file (a folder is expected).");
        }
        OutFolder.require("--out", out);
        List<TraceFile> read = new ArrayList<>();
        for (Path trace : traces) {
            read.add(read(trace));
        }
        ImportedHost host = ImportedHost.of(read, choices);
        write(host.files());
        if (common.json()) {
            common.print(document(read, host));
        } else {
            print(read, host);
        }
        return Main.HOLDS;
    }

    /** The scenario comes last, so that it names nothing that is not there. */
    private void write(Map<String, String> files) {
        try {
            Files.createDirectories(out);
            for (Map.Entry<String, String> file : files.entrySet()) {
                WholeFile.put(out.resolve(file.getKey()), file.getValue());
            }
        } catch (IOException e) {
            throw new BadInput("--out " + out + " cannot be written (a writable folder is expected).", e);
        }
    }

    private Choices choices() {
        MachineProfile base = Profiles.machine(machine);
        clockHz.ifPresent(hz -> {
            if (!(hz >= 1e6 && hz <= 1e11)) {
                throw new BadInput("--clock-hz " + hz + ": 1e6 to 1e11 are expected, as in 2.6e9.");
            }
        });
        double hz = clockHz.orElse(base.clockHz());
        return new Choices(
                name.orElse(defaultName()),
                base,
                Profiles.workload(workload, hz),
                Profiles.workload("sysbench-cpu", hz),
                clockHz,
                topology.map(ImportCommand::parse),
                bareMetal);
    }

    private String defaultName() {
        Path last = out.toAbsolutePath().normalize().getFileName();
        String made = last == null ? "" : last.toString().replaceAll("[^A-Za-z0-9._-]", "-");
        return made.isEmpty() || Profiles.SCENARIOS.contains(made) ? "imported-" + made : made;
    }

    private static int[] parse(String text) {
        Matcher matcher = TOPOLOGY.matcher(text);
        if (!matcher.matches()) {
            throw new BadInput("--topology " + text + ": sockets, cores and threads as in 2x16x2 are expected.");
        }
        int[] said = new int[3];
        for (int k = 0; k < 3; k++) {
            said[k] = Integer.parseInt(matcher.group(k + 1));
        }
        if (said[0] < 1
                || said[0] > 64
                || said[1] < 1
                || said[1] > 256
                || said[2] < 1
                || said[2] > 8
                || said[0] * said[1] * said[2] > 4096) {
            throw new BadInput(
                    "--topology " + text + ": 1 to 64 sockets, 1 to 256 cores each, 1 to 8 threads of each, and"
                            + " at most 4,096 in all are expected.");
        }
        return said;
    }

    private TraceFile read(Path trace) {
        long size = trace.toFile().length();
        try (Progress progress = common.progress("import", size == 0 ? -1 : Math.max(1, size >> 20))) {
            return TraceFile.read(trace, bytes -> progress.at(bytes >> 20, "MB of " + trace.getFileName()));
        }
    }

    private String side(TraceFile file) {
        return file.seen().isOfHost() ? "host" : bareMetal ? "bare metal" : "guest";
    }

    private FileReport report(TraceFile file) {
        return new FileReport(
                file.name(),
                file.format(),
                side(file),
                file.lines(),
                file.seen().events(),
                file.seen().usedEvents(),
                file.seen().duration() / 1e9,
                file.seen().cpuCount(),
                file.lostEvents(),
                file.seen().backwards(),
                file.unread());
    }

    private Document document(List<TraceFile> read, ImportedHost host) {
        List<Number> measured = new ArrayList<>();
        List<StandIn> standIns = new ArrayList<>();
        for (Inferred one : host.inferred()) {
            if (one.measured()) {
                measured.add(
                        new Number(one.key(), one.value(), one.unit(), one.samples(), one.p10(), one.p90(), one.how()));
            } else {
                standIns.add(new StandIn(one.key(), one.value(), one.unit(), one.samples(), one.how()));
            }
        }
        List<Observed> observed = new ArrayList<>();
        observed(read).forEach((what, seen) -> observed.add(Observed.of(what, seen)));
        return new Document(
                read.stream().map(this::report).toList(),
                measured,
                standIns,
                observed,
                host.notes(),
                host.files().keySet().stream()
                        .map(file -> out.resolve(file).toString())
                        .toList());
    }

    /** What was seen and is no number of a profile, but to compare results with. */
    private Map<String, Samples> observed(List<TraceFile> read) {
        Map<String, Samples> all = new LinkedHashMap<>();
        for (TraceFile file : read) {
            String side = side(file);
            add(
                    all,
                    side + ": shootdown, from sending to the last target's handler",
                    file.seen().shootdowns());
            add(all, side + ": IPI to a busy CPU's handler", file.seen().ipiToBusy());
            add(all, side + ": IPI to an idle CPU's handler", file.seen().ipiToIdle());
            add(all, side + ": IPI to the guest's exit", file.seen().ipiToGuest());
            add(all, side + ": wait of a preempted vCPU", file.seen().waits());
            file.seen().exits().forEach((reason, times) -> add(all, side + ": exit " + reason, times.all()));
        }
        return all;
    }

    private static void add(Map<String, Samples> all, String what, Samples seen) {
        if (seen.count() > 0) {
            all.computeIfAbsent(what, key -> new Samples()).add(seen);
        }
    }

    /** A number for people: times in the unit that leaves up to three digits before the point. */
    private static String shown(double value, String unit) {
        if (unit.equals("ns")) {
            return value < 1e3
                    ? String.format(Locale.ROOT, "%.1f ns", value)
                    : value < 1e6
                            ? String.format(Locale.ROOT, "%.2f µs", value / 1e3)
                            : String.format(Locale.ROOT, "%.2f ms", value / 1e6);
        }
        String number = value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%,.4g", value);
        return unit.equals("value") ? number : number + " " + unit;
    }

    private void print(List<TraceFile> read, ImportedHost host) {
        Table files = new Table("file", "form", "of a", "lines", "events", "used", "s", "CPUs", "lost");
        for (TraceFile one : read) {
            FileReport report = report(one);
            files.row(
                    report.file(),
                    report.format(),
                    report.side(),
                    report.lines(),
                    report.events(),
                    report.usedEvents(),
                    report.seconds(),
                    report.cpus(),
                    report.lostEvents());
        }
        common.out().print(files);
        for (TraceFile one : read) {
            for (TraceFile.Unread unread : one.unread()) {
                common.out()
                        .println(String.format(
                                Locale.ROOT,
                                "%s:%d: %,d line%s not used: %s",
                                one.name(),
                                unread.firstLine(),
                                unread.lines(),
                                unread.lines() == 1 ? "" : "s",
                                unread.what()));
            }
            long back = one.seen().backwards();
            if (back > 0) {
                int cpus = one.seen().backwardsCpus();
                common.out()
                        .println(String.format(
                                Locale.ROOT,
                                "%s: stamps of %,d CPU%s go back, %,d time%s: was the file concatenated?",
                                one.name(),
                                cpus,
                                cpus == 1 ? "" : "s",
                                back,
                                back == 1 ? "" : "s"));
            }
        }
        Table measured = new Table("measured", "samples", "value", "p10", "p90", "from");
        Table standIns = new Table("not inferred", "stands in", "why, and what would tell");
        for (Inferred one : host.inferred()) {
            if (one.measured()) {
                measured.row(
                        one.key(),
                        one.samples(),
                        shown(one.value(), one.unit()),
                        shown(one.p10(), one.unit()),
                        shown(one.p90(), one.unit()),
                        one.how().split("; ")[0]);
            } else {
                standIns.row(one.key(), shown(one.value(), one.unit()), one.how());
            }
        }
        common.out().print("\n" + measured + "\n" + standIns);
        Table observed = new Table("observed, µs", "samples", "median", "p90", "p99", "max");
        observed(read)
                .forEach((what, seen) -> observed.row(
                        what,
                        seen.count(),
                        seen.median() / 1e3,
                        seen.percentile(90) / 1e3,
                        seen.percentile(99) / 1e3,
                        seen.max() / 1e3));
        common.out().print("\n" + observed);
        common.out().println();
        host.notes().forEach(note -> common.out().println(note));
        common.out()
                .println("Written to " + out + ": "
                        + String.join(", ", host.files().keySet()) + ".");
        common.out().println("Next: ./shootdown evaluate --scenario " + out.resolve("scenario.yaml") + " --report DIR");
    }
}
