package dev.shootdown.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.shootdown.machine.BadInput;
import dev.shootdown.report.ResultFile;
import dev.shootdown.report.Shard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code merge}: results of shards as one. */
@Command(
        name = "merge",
        description = {
            "Adds up the result files of shards, and prints what the whole would have printed.",
            "The order of the files changes nothing.",
        },
        footer = {
            "",
            "Files go together if the same build made them with the same arguments. Exit code 1 if shards are",
            "missing (they are named, and --out is written all the same), or if an invariant broke.",
            "See docs/batch.md.",
        })
final class MergeCommand implements Callable<Integer> {
    private static final Path MERGED = Path.of("merged");

    @Mixin
    private CommonOptions common;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "What --result has written, or --out of merge.")
    private List<Path> files = List.of();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write the result here: of all shards, byte for byte what one process writes with --result.")
    private Optional<Path> out;

    @Option(
            names = "--failures",
            paramLabel = "DIR",
            defaultValue = "results/fuzz",
            description = "Of a campaign: write the files of its failures there; results/fuzz if not given.")
    private Path failures;

    /** What is printed while shards are missing. */
    private record Incomplete(
            String kind,
            Map<String, String> configuration,
            int units,
            int done,
            List<String> missingShards,
            @JsonInclude(JsonInclude.Include.NON_NULL) Long failingSchedules) {}

    @Override
    public Integer call() {
        out.ifPresent(ResultFile::requirePlace);
        LinkedHashMap<Path, ResultFile> read = read();
        Map.Entry<Path, ResultFile> first = read.entrySet().iterator().next();
        MergedKind kind = kind(first.getKey(), first.getValue());
        ResultFile merged = ResultFile.merge(read, kind::join);
        if (read.size() > 1) { // each of them makes sense, and the whole must, too, before it is written
            kind.require(MERGED, merged);
        }
        out.ifPresent(merged::write);
        int code = merged.isWhole() ? kind.show(merged, common) : showMissing(kind, merged);
        if (!common.json()) {
            out.ifPresent(file -> common.out().println("Written to " + file + "."));
        }
        return code;
    }

    private LinkedHashMap<Path, ResultFile> read() {
        LinkedHashMap<Path, ResultFile> read = new LinkedHashMap<>();
        Map<Path, Path> real = new HashMap<>();
        try (Progress progress = common.progress("merge", files.size())) {
            for (Path file : files) {
                ResultFile content = ResultFile.read(file);
                Path before = real.putIfAbsent(real(file), file);
                if (before != null) {
                    throw new BadInput(
                            before.equals(file)
                                    ? file + " is named twice."
                                    : before + " and " + file + " are the same file.");
                }
                kind(file, content).require(file, content);
                read.put(file, content);
                progress.at(read.size(), "files");
            }
        }
        return read;
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file.toAbsolutePath().normalize();
        }
    }

    private MergedKind kind(Path file, ResultFile content) {
        String name = content.header().kind();
        List<MergedKind> kinds = List.of(new MergedEvaluation(), new MergedCampaign(failures));
        return kinds.stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ResultFile.bad(
                        file,
                        "key 'kind' is '" + name + "' ("
                                + kinds.stream().map(MergedKind::name).collect(Collectors.joining(" or "))
                                + " is expected)"));
    }

    private static String broken(long failing) {
        return String.format(
                Locale.ROOT,
                failing == 1 ? "%,d schedule breaks an invariant" : "%,d schedules break an invariant",
                failing);
    }

    private int showMissing(MergedKind kind, ResultFile merged) {
        OptionalLong failing = kind.failing(merged);
        List<Shard> missing = merged.missing();
        int units = merged.header().units();
        int done = merged.done().size();
        if (common.json()) {
            common.print(new Incomplete(
                    merged.header().kind(),
                    merged.header().configuration(),
                    units,
                    done,
                    missing.stream().map(Shard::toString).toList(),
                    failing.isPresent() ? failing.getAsLong() : null));
        } else {
            common.out()
                    .println(merged.header().kind() + ": " + done + " of " + units + " units are there; "
                            + Shard.areMissing(missing)
                            + (failing.isPresent() ? "; " + broken(failing.getAsLong()) + " so far." : "."));
        }
        return Main.FAILS;
    }
}
