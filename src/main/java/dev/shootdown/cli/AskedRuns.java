package dev.shootdown.cli;

import dev.shootdown.cli.Evaluation.Run;
import dev.shootdown.machine.BadInput;
import dev.shootdown.report.EvaluateResult;
import dev.shootdown.report.Fingerprint;
import dev.shootdown.report.Inputs;
import dev.shootdown.report.ResultFile;
import dev.shootdown.report.ResultFile.Header;
import dev.shootdown.report.ResultsFolder;
import dev.shootdown.report.RunResult;
import dev.shootdown.report.Shard;
import dev.shootdown.report.Units;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All runs that one command line of {@code evaluate} asks for, as units of work that can be divided into shards and kept in
 * a result file. Equal runs are one unit, at the place where the first of them is asked for.
 */
final class AskedRuns {
    static final String KIND = "evaluate";

    /** What {@code evaluate} makes if nothing else is said: {@code merge} makes the same. */
    static final String LATENCY = "latency";

    private static final int MOST_NAMED = 12;
    private static final String MANY = " different";
    private static final Pattern SEEDS = Pattern.compile("(-?[0-9]+)-(-?[0-9]+)");

    private final String what;
    private final List<String> keys;
    private final List<Run> units;

    /**
     * Divides what is asked for into units.
     *
     * @param what is to be made of the runs
     */
    AskedRuns(String what, List<Run> runs) {
        this.what = what;
        Map<String, Run> distinct = new LinkedHashMap<>();
        runs.forEach(run -> distinct.putIfAbsent(run.key(), run));
        keys = List.copyOf(distinct.keySet());
        units = List.copyOf(distinct.values());
    }

    /** The runs of a shard. */
    List<Run> of(Shard shard) {
        return Units.of(shard, units.size()).stream().mapToObj(units::get).toList();
    }

    int size() {
        return units.size();
    }

    private Header header() {
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("what", what);
        configuration.put(
                "systems",
                few(units.stream()
                        .map(run -> run.contender().label())
                        .distinct()
                        .toList()));
        configuration.put(
                "scenarios",
                few(units.stream().map(run -> run.scenario().name()).distinct().toList()));
        configuration.put(
                "seeds",
                units.stream().mapToLong(Run::seed).min().orElseThrow() + "-"
                        + units.stream().mapToLong(Run::seed).max().orElseThrow());
        configuration.put("runs", Fingerprint.of(keys.toArray(String[]::new)));
        return new Header(Version.number(), Version.build(), KIND, configuration, units.size());
    }

    /**
     * Holds the runs of a file against what its header says in plain words, which is not all: what they are of exactly is
     * a hash there.
     *
     * @throws BadInput if one is of another scheme, scenario or seed, or a table would count a seed twice
     */
    static void requireConfigured(Path file, ResultFile content, Collection<RunResult> runs) {
        Map<String, String> configuration = content.header().configuration();
        Set<List<String>> seen = new HashSet<>();
        int k = 0;
        for (RunResult run : runs) {
            String which = "key 'result.runs[" + k++ + "]' ";
            requireNamed(file, which, run.scheme(), "systems", configuration);
            requireNamed(file, which, run.scenario(), "scenarios", configuration);
            String seeds = configuration.getOrDefault("seeds", "");
            if (!isBetween(run.seed(), seeds)) {
                throw ResultFile.bad(
                        file, which + "has seed " + run.seed() + ", and key 'configuration.seeds' is '" + seeds + "'");
            }
            if (LATENCY.equals(configuration.get("what"))
                    && !seen.add(List.of(run.scheme(), run.scenario(), Long.toString(run.seed())))) {
                throw ResultFile.bad(
                        file,
                        "there are two runs of " + run.scheme() + " on " + run.scenario() + " with seed " + run.seed());
            }
        }
    }

    private static void requireNamed(
            Path file, String which, String name, String key, Map<String, String> configuration) {
        String names = configuration.getOrDefault(key, "");
        if (!names.endsWith(MANY) && !(", " + names + ", ").contains(", " + name + ", ")) {
            throw ResultFile.bad(
                    file, which + "is of '" + name + "', and key 'configuration." + key + "' is '" + names + "'");
        }
    }

    private static boolean isBetween(long seed, String range) {
        Matcher ends = SEEDS.matcher(range);
        try {
            return ends.matches() && seed >= Long.parseLong(ends.group(1)) && seed <= Long.parseLong(ends.group(2));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String few(List<String> names) {
        return names.size() > MOST_NAMED ? names.size() + MANY : String.join(", ", names);
    }

    /**
     * The file of all units.
     *
     * @param done what is done, by {@link Run#key}
     */
    ResultFile whole(Map<String, RunResult> done) {
        return ResultFile.whole(header(), EvaluateResult.of(results(Units.all(units.size()), done)));
    }

    /** The file of a shard. */
    ResultFile shard(Shard shard, Map<String, RunResult> done) {
        return ResultFile.of(header(), shard, EvaluateResult.of(results(Units.of(shard, units.size()), done)));
    }

    private SortedMap<Integer, RunResult> results(Units of, Map<String, RunResult> done) {
        SortedMap<Integer, RunResult> results = new TreeMap<>();
        of.stream().forEach(unit -> results.put(unit, done.get(keys.get(unit))));
        return results;
    }

    /**
     * The results of all units from a file, by {@link Run#key}.
     *
     * @throws BadInput if the file is of other runs, or some are missing there
     */
    Map<String, RunResult> from(Path file) {
        ResultFile content = ResultFile.read(file);
        content.header().difference(header(), "there", "here").ifPresent(difference -> {
            throw new BadInput(
                    file + " is not what these arguments and this build of Shootdown make: " + difference + ".");
        });
        if (!content.isWhole()) {
            throw new BadInput(file + " lacks " + (size() - content.done().size()) + " of " + size() + " runs: "
                    + Shard.areMissing(content.missing()) + ".");
        }
        Map<String, RunResult> found = new LinkedHashMap<>();
        List<RunResult> runs =
                new ArrayList<>(EvaluateResult.read(file, content).values());
        for (int k = 0; k < runs.size(); k++) {
            if (!isOf(units.get(k), runs.get(k))) {
                throw ResultFile.bad(file, "key 'result.runs[" + k + "]' is not of the run with that unit");
            }
            found.put(keys.get(k), runs.get(k));
        }
        return found;
    }

    private static boolean isOf(Run asked, RunResult run) {
        return run.scheme().equals(asked.contender().label())
                && run.scenario().equals(asked.scenario().name())
                && run.seed() == asked.seed()
                && run.inputs().equals(Inputs.of(asked.scenario()));
    }

    /** Keeps them in a report's folder, too, where the next evaluation finds them. */
    void keep(Map<String, RunResult> done, ResultsFolder folder) {
        for (int k = 0; k < units.size(); k++) {
            folder.put(done.get(keys.get(k)), units.get(k).fingerprint());
        }
    }
}
