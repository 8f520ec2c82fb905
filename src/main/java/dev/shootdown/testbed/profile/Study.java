package dev.shootdown.testbed.profile;

import dev.shootdown.machine.BadInput;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What is to be compared, as one file: systems, scenarios, workloads, seeds, and numbers to vary.
 *
 * @param systems as on the command line: {@code shoot4u+pmt}, or {@code kvm_tlb with kvmtlb-cmpxchg-old-value} for a scheme
 *     with a bug
 * @param scenarios each scenario with each of the workloads in its first VM and with each value of each number that is
 *     varied, every number on its own; names say which
 * @param seeds runs per cell
 * @param artefacts names of the paper's figures about whole programs to be made as well, with as many seeds
 */
public record Study(
        String name, List<String> systems, List<Scenario> scenarios, int firstSeed, int seeds, List<String> artefacts) {
    private static final int MOST = 1_000;

    public Study {
        systems = List.copyOf(systems);
        scenarios = List.copyOf(scenarios);
        artefacts = List.copyOf(artefacts);
    }

    static Study read(Document document, Function<String, Scenario> scenario, Scenario.WorkloadFinder workload) {
        Section top = document.open()
                .expecting(
                        "name",
                        "systems",
                        "scenarios",
                        "workloads",
                        "seconds",
                        "first_seed",
                        "seeds",
                        "vary",
                        "artefacts");
        String name = top.word("name");
        List<String> systems = top.words("systems", 1, MOST);
        List<Scenario> plain = new ArrayList<>();
        for (String one : top.words("scenarios", 1, MOST)) {
            Scenario found = named(top, "scenarios", () -> scenario.apply(one));
            if (Profiles.SCENARIOS.contains(found.name()) && !found.name().equals(one)) {
                throw top.bad(
                        "scenarios",
                        "holds '" + YamlReader.shown(one) + "', whose name is '" + found.name()
                                + "', as a built-in scenario is called (another is expected: results are set beside the"
                                + " paper's)");
            }
            plain.add(found);
        }
        requireDistinct(top, "scenarios", plain);
        List<Scenario> scenarios = withWorkloads(top, lasting(top, plain), workload);
        scenarios = varied(top, scenarios);
        int firstSeed = top.has("first_seed") ? top.setting("first_seed", 0, Integer.MAX_VALUE) : 1;
        int seeds = top.setting("seeds", 1, 10_000);
        List<String> artefacts = top.has("artefacts") ? top.words("artefacts", 1, MOST) : List.of();
        top.done();
        return new Study(name, systems, scenarios, firstSeed, seeds, artefacts);
    }

    private static List<Scenario> lasting(Section top, List<Scenario> scenarios) {
        if (!top.has("seconds")) {
            return scenarios;
        }
        double seconds = number(top, "seconds", top.word("seconds"));
        if (!(seconds > 0 && seconds <= 100_000)) {
            throw top.bad("seconds", "is " + seconds + " (more than 0 and at most 100,000 are expected)");
        }
        return scenarios.stream()
                .map(one -> one.lasting(
                        one.warmUp(),
                        Math.max(1, Math.round(seconds * one.machine().clockHz()))))
                .toList();
    }

    private static List<Scenario> withWorkloads(Section top, List<Scenario> scenarios, Scenario.WorkloadFinder finder) {
        if (!top.has("workloads")) {
            return scenarios;
        }
        List<Scenario> all = new ArrayList<>();
        List<String> names = top.words("workloads", 1, MOST);
        for (Scenario scenario : scenarios) {
            for (String name : names) {
                Workload workload = named(
                        top,
                        "workloads",
                        () -> finder.find(name, scenario.machine().clockHz()));
                all.add(scenario.running(workload).called(scenario.name() + ", " + workload.name()));
            }
        }
        requireDistinct(top, "workloads", all);
        return all;
    }

    private static List<Scenario> varied(Section top, List<Scenario> scenarios) {
        if (!top.has("vary")) {
            return scenarios;
        }
        List<Scenario> all = new ArrayList<>(scenarios);
        for (Section one : top.sections("vary", 1, MOST)) {
            one.expecting("key", "values");
            String key = one.word("key");
            List<Scenario> having =
                    scenarios.stream().filter(scenario -> has(scenario, key)).toList();
            if (having.isEmpty()) {
                throw one.bad(
                        "key",
                        "is '" + YamlReader.shown(key)
                                + "', a number of none of the scenarios (evaluate --sources lists" + " them)");
            }
            for (String value : one.words("values", 1, MOST)) {
                for (Scenario scenario : having) {
                    all.add(changed(one, scenario, key, value).called(scenario.name() + ", " + key + " = " + value));
                }
            }
            requireDistinct(top, "vary", all);
            one.done();
        }
        return all;
    }

    /** A number of one workload is varied where that workload runs, and the others are left as they are. */
    private static boolean has(Scenario scenario, String key) {
        return scenario.allFacts().stream().anyMatch(fact -> fact.key().equals(key));
    }

    private static Scenario changed(Section section, Scenario scenario, String key, String value) {
        double number = number(section, "values", value);
        try {
            return scenario.with(key, number);
        } catch (BadInput e) {
            throw section.bad("values", "holds " + YamlReader.shown(value) + ", which is refused: " + e.getMessage());
        }
    }

    /** Results are told apart by name: two of one name would be added up as if they were runs of the same. */
    private static void requireDistinct(Section top, String key, List<Scenario> scenarios) {
        Set<String> names = new HashSet<>();
        for (Scenario one : scenarios) {
            if (!names.add(one.name())) {
                throw top.bad(
                        key,
                        "makes two scenarios called '" + YamlReader.shown(one.name())
                                + "' (different names are expected)");
            }
        }
    }

    private static double number(Section section, String key, String text) {
        try {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw section.bad(key, "holds '" + YamlReader.shown(text) + "' (numbers are expected)");
    }

    private static <T> T named(Section section, String key, java.util.function.Supplier<T> find) {
        try {
            return find.get();
        } catch (Profiles.NotFound e) {
            throw section.bad(key, e.getMessage());
        }
    }
}
