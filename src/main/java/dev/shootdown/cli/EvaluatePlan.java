package dev.shootdown.cli;

import dev.shootdown.cli.Evaluation.Run;
import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Machine;
import dev.shootdown.testbed.SystemName;
import dev.shootdown.testbed.Testbed;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code evaluate} runs: which systems, on which scenarios and workloads, how often and for how long. */
final class EvaluatePlan {
    static final int MOST_SEEDS = 10_000;

    @Parameters(
            arity = "0..*",
            paramLabel = "SCHEME",
            description = {
                "Schemes to compare, each with what is added to it, as in shoot4u+pmt or baseline+ple+pvlock.",
                "Added can be: the guest's spinlock (ticket, pmt, pmt-v1, pvlock), pause-loop exiting (ple),",
                "and the host's scheduler (cosched, relaxed, adaptive, balance, demand)."
            })
    private List<String> schemes = List.of();

    @Option(
            names = "--scenario",
            paramLabel = "NAME|FILE",
            description = "May be repeated; both of the paper's if not given.")
    private List<String> scenarios = List.of("paper-1vm", "paper-2vm");

    @Option(names = "--bug", paramLabel = "NAME", description = "Switch this bug on in the schemes that can have it.")
    private Optional<String> bug;

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "5", description = "Runs per cell; 5 if not given.")
    private int seeds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The first of the seeds; 1 if not given.")
    private long seed;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Simulated seconds per run, instead of the scenario's.")
    private Optional<Double> seconds;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "Change a number of the machine or a workload, as in machine.virtualization.invvpid=300; --sources lists them.")
    private Map<String, Double> changes = new LinkedHashMap<>();

    @Option(
            names = "--workload",
            paramLabel = "NAME|FILE",
            description = "With --artefact: a program; may be repeated; all of PARSEC's if not given.")
    private List<String> workloads = List.of();

    void requireSeeds() {
        GivenOptions.atLeastOne("--seeds", seeds);
        if (seeds > MOST_SEEDS) {
            throw new BadInput("--seeds " + seeds + ": at most " + MOST_SEEDS + " are possible.");
        }
    }

    /** The scenarios, changed as was asked for. */
    List<Scenario> scenarios() {
        if (!workloads.isEmpty()) {
            throw new BadInput("--workload goes with --artefact; a scenario or a study names its workloads itself.");
        }
        List<Scenario> plans = scenarios.stream().map(this::scenario).toList();
        requireDistinctNames(plans);
        return plans;
    }

    /** Results are told apart by name. */
    private static void requireDistinctNames(List<Scenario> plans) {
        Set<String> names = new HashSet<>();
        for (Scenario plan : plans) {
            if (!names.add(plan.name())) {
                throw new BadInput("two scenarios are called '" + plan.name()
                        + "'; give one of the files another value of key 'name'.");
            }
        }
    }

    private Scenario scenario(String name) {
        Scenario plan = Profiles.scenario(name);
        if (Profiles.SCENARIOS.contains(plan.name()) && !plan.name().equals(name)) {
            throw new BadInput(name + ": key 'name' is '" + plan.name() + "', as a built-in scenario is called;"
                    + " give it another value, or results would be set beside the paper's.");
        }
        return changed(plan);
    }

    private Scenario changed(Scenario unchanged) {
        Scenario plan = unchanged;
        for (Map.Entry<String, Double> change : changes.entrySet()) {
            plan = plan.with(change.getKey(), change.getValue());
        }
        if (seconds.isPresent()) {
            double s = seconds.get();
            if (!(s > 0 && s <= 100_000)) {
                throw new BadInput("--seconds " + s + ": more than 0 and at most 100,000 are expected.");
            }
            plan = plan.lasting(
                    plan.warmUp(), Math.max(1, Math.round(s * plan.machine().clockHz())));
        }
        return plan;
    }

    /** The systems for scenarios; the paper's if none are named. */
    List<Contender> contenders(List<Scenario> plans) {
        List<Contender> contenders = contenders();
        plans.forEach(plan -> contenders.forEach(one -> Testbed.requireTimes(one.system(), plan)));
        return contenders;
    }

    private List<Contender> contenders() {
        if (schemes.isEmpty() && bug.isEmpty()) {
            return Contender.PAPER;
        }
        List<String> names = schemes.isEmpty() ? List.of("baseline", "kvm_tlb", "shoot4u") : schemes;
        List<Contender> chosen = new ArrayList<>();
        if (Set.copyOf(names).size() < names.size()) {
            throw new BadInput("a scheme is named twice in " + String.join(" ", names) + ".");
        }
        for (String name : names) {
            SystemName system = SystemName.parse(name);
            boolean has = bug.isPresent() && Machine.bugsOf(system.scheme()).contains(bug.get());
            chosen.add(Contender.of(system, has ? Set.of(bug.get()) : Set.of()));
        }
        Contender.requireDistinct(chosen);
        if (bug.isPresent() && chosen.stream().allMatch(one -> one.bugs().isEmpty())) {
            throw new BadInput("--bug " + bug.get() + ": none of " + String.join(", ", names) + " can have it.");
        }
        return chosen;
    }

    /** Scenario by scenario, system by system, seed by seed. */
    List<Run> runs(List<Scenario> plans, List<Contender> contenders) {
        List<Run> runs = new ArrayList<>();
        for (Scenario plan : plans) {
            contenders.forEach(contender -> runs.addAll(Run.of(contender, plan, seed, seeds)));
        }
        return runs;
    }

    /** The runs of one of the paper's figures, by its systems if none are named. */
    List<Run> runs(ArtefactRuns figure) {
        if (workloads.stream().distinct().count() < workloads.size()) {
            throw new BadInput("a workload is named twice in " + String.join(" ", workloads) + ".");
        }
        List<Contender> systems = schemes.isEmpty() ? figure.systems() : contenders();
        List<Run> runs = figure.runs(systems, workloads, this::changed, seed, seeds);
        runs.forEach(run -> Testbed.requireTimes(run.contender().system(), run.scenario()));
        return runs;
    }

    Sensitivity sensitivity(List<Scenario> plans, List<Contender> contenders) {
        return new Sensitivity(plans, contenders, seeds, seed);
    }
}
