package dev.shootdown.cli;

import dev.shootdown.cli.Evaluation.Run;
import dev.shootdown.machine.BadInput;
import dev.shootdown.report.Artefact;
import dev.shootdown.report.Cell;
import dev.shootdown.report.Latencies;
import dev.shootdown.report.LatencyCdfs;
import dev.shootdown.report.RunTimes;
import dev.shootdown.report.TimeShares;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import dev.shootdown.testbed.profile.Workload;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The paper's figures: what has to run for each, and what is made of it. */
enum ArtefactRuns {
    /** The headline: what a shootdown costs. */
    LATENCY("latency", "TLB shootdown latency"),
    /** How that is distributed. */
    CDF("cdf", "TLB shootdown latency, distribution"),
    /** How much longer programs run beside another VM than alone, under the unmodified kernel without pause-loop exiting. */
    CONSOLIDATION("consolidation", "Run time beside a computing VM"),
    /** Where their CPU time goes, alone and beside the other VM. */
    PROFILE("profile", "CPU time of the guest"),
    /** How long they run under every scheme. */
    RUNTIME("runtime", "Run time beside a computing VM under every scheme"),
    /** The first, with Shoot4U and with a lock that lets others go ahead. */
    SHOOT4U_SLOWDOWN("shoot4u-slowdown", "Run time beside a computing VM, with Shoot4U"),
    /** The second, with Shoot4U. */
    SHOOT4U_PROFILE("shoot4u-profile", "CPU time of the guest with Shoot4U");

    private static final List<String> PROGRAMS = Profiles.WORKLOADS.stream()
            .filter(name -> name.startsWith("parsec-"))
            .toList();

    private final String label;
    private final String title;

    ArtefactRuns(String label, String title) {
        this.label = label;
        this.title = title;
    }

    /**
     * The one with this name.
     *
     * @throws BadInput if there is none
     */
    static ArtefactRuns named(String label) {
        for (ArtefactRuns one : values()) {
            if (one.label.equals(label)) {
                return one;
            }
        }
        throw new BadInput("--artefact " + label + ": there is none of this name; there are "
                + Stream.of(values()).map(ArtefactRuns::toString).collect(Collectors.joining(", ")) + ".");
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return label;
    }

    /** What the paper, as far as is known, compares in this figure. */
    List<Contender> systems() {
        List<String> added =
                switch (this) {
                    case LATENCY, CDF -> List.of();
                    case CONSOLIDATION, PROFILE -> List.of("baseline");
                    case RUNTIME -> List.of("baseline+ple", "baseline+pmt", "shoot4u+ple", "shoot4u+pmt");
                    case SHOOT4U_SLOWDOWN -> List.of("baseline", "baseline+pmt", "shoot4u", "shoot4u+pmt");
                    case SHOOT4U_PROFILE -> List.of("shoot4u", "shoot4u+pmt");
                };
        List<Contender> systems = new ArrayList<>(this == RUNTIME || !isOfPrograms() ? Contender.PAPER : List.of());
        added.forEach(name -> systems.add(Contender.named(name)));
        return systems;
    }

    /**
     * Program by program: first alone under the unmodified kernel, then beside the other VM under each system.
     *
     * @throws BadInput if two workloads have the same name, by which results are told apart
     */
    List<Run> runs(
            List<Contender> systems, List<String> workloads, UnaryOperator<Scenario> changed, long seed, int seeds) {
        if (!isOfPrograms()) {
            return ofLatencies(systems, workloads, changed, seed, seeds);
        }
        Contender unmodified = Contender.named("baseline");
        Scenario alone = Profiles.scenario("parsec-1vm");
        Scenario beside = Profiles.scenario("parsec-2vm");
        List<Run> runs = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String program : workloads.isEmpty() ? PROGRAMS : workloads) {
            Workload workload = Profiles.workload(program, alone.machine().clockHz());
            if (!names.add(workload.name())) {
                throw new BadInput("two workloads are called '" + workload.name()
                        + "'; give one of the files another value of key 'name'.");
            }
            if (this != SHOOT4U_PROFILE) {
                runs.addAll(Run.of(unmodified, changed.apply(running(alone, workload)), seed, seeds));
            }
            for (Contender system : systems) {
                runs.addAll(Run.of(system, changed.apply(running(beside, workload)), seed, seeds));
            }
        }
        return runs;
    }

    /** The others are about latencies. */
    boolean isOfPrograms() {
        return this != LATENCY && this != CDF;
    }

    private List<Run> ofLatencies(
            List<Contender> systems, List<String> workloads, UnaryOperator<Scenario> changed, long seed, int seeds) {
        if (!workloads.isEmpty()) {
            throw new BadInput("--artefact " + this + " has the paper's workload: --workload does not go with it.");
        }
        List<Run> runs = new ArrayList<>();
        for (String name : List.of("paper-1vm", "paper-2vm")) {
            for (Contender system : systems) {
                runs.addAll(Run.of(system, changed.apply(Profiles.scenario(name)), seed, seeds));
            }
        }
        return runs;
    }

    private static Scenario running(Scenario scenario, Workload workload) {
        return scenario.running(workload).called(scenario.name() + ", " + workload.name());
    }

    Artefact of(List<Cell> cells) {
        return switch (this) {
            case LATENCY -> new Latencies(cells);
            case CDF -> new LatencyCdfs(cells);
            case PROFILE, SHOOT4U_PROFILE -> new TimeShares(label, title, cells);
            case CONSOLIDATION, RUNTIME, SHOOT4U_SLOWDOWN -> new RunTimes(label, title, cells);
        };
    }
}
