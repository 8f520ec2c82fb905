package dev.shootdown.cli;

import dev.shootdown.explore.SampleSchedule;
import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.Scope;
import dev.shootdown.modelcheck.conform.BehaviourReplay;
import dev.shootdown.modelcheck.conform.DeepStack;
import dev.shootdown.modelcheck.conform.TraceCheck;
import dev.shootdown.testbed.Testbed;
import dev.shootdown.testbed.profile.Profiles;
import dev.shootdown.testbed.profile.Scenario;
import dev.shootdown.trace.Recording;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** What {@code conform} checks beyond graphs: runs of the code against the specification, and the other way round. */
final class Behaviours {
    private static final String SCENARIO = "conform-2vm";
    private static final int BEHAVIOURS = 20;
    private static final int STEPS = 150;

    private Behaviours() {}

    /**
     * A run that the specification was asked about.
     *
     * @param source the scenario, the schedule or the file it comes from
     * @param vm which of the machine's VMs, counted from 1
     * @param rejectedStep the number of the step that the specification does not allow, or null
     * @param rejected that step, or null
     */
    record Trace(
            String scheme,
            String bug,
            String source,
            int vm,
            long steps,
            long shootdowns,
            boolean accepted,
            Long rejectedStep,
            String rejected,
            double wallS) {}

    /** Behaviours of the specification that the code was asked to follow. */
    record Replayed(
            String scheme, String bug, String source, long steps, boolean equal, String difference, double wallS) {}

    /** A run of the testbed with 24 vCPUs until so many shootdowns have returned. */
    static Trace ofTestbed(Scheme scheme, long seed, int shootdowns) {
        long start = System.nanoTime();
        Scenario scenario = Profiles.scenario(SCENARIO);
        Testbed testbed = new Testbed(scenario, scheme, Set.of(), seed);
        TraceCheck check = new TraceCheck(testbed.machine(), 0, spec());
        testbed.watch(check::before);
        long millisecond = Math.round(scenario.machine().clockHz() / 1000);
        DeepStack.run(() -> {
            for (long ms = 1; check.rejected() == null && check.shootdowns() < shootdowns; ms++) {
                testbed.advance(ms * millisecond);
            }
            return null;
        });
        return trace(scheme.name(), null, SCENARIO + " seed " + seed, check, start);
    }

    /** A random schedule of the running code. */
    static Trace ofSchedule(Scheme scheme, long seed, int number) {
        return ofRecording(
                SampleSchedule.of(scheme, seed, number, STEPS, ""), "schedule " + number + " of seed " + seed);
    }

    static Trace ofRecording(Recording recording, String source) {
        long start = System.nanoTime();
        Machine machine = recording.machine();
        TraceCheck check = new TraceCheck(machine, 0, spec());
        DeepStack.run(() -> {
            for (String text : recording.steps()) {
                long step = machine.step(text);
                check.before(step);
                if (check.rejected() != null) {
                    break;
                }
                if (!machine.can(step)) {
                    throw new BadInput(source + ": step " + check.steps() + ", " + text
                            + ", is allowed by the specification but not enabled in the running code");
                }
                machine.apply(step);
            }
            return null;
        });
        String bugs = recording.bugs().isEmpty() ? null : String.join(", ", recording.bugs());
        return trace(recording.scheme(), bugs, source, check, start);
    }

    private static Trace trace(String scheme, String bug, String source, TraceCheck check, long start) {
        boolean accepted = check.rejected() == null;
        return new Trace(
                scheme,
                bug,
                source,
                1,
                check.steps(),
                check.shootdowns(),
                accepted,
                accepted ? null : check.steps(),
                check.rejected(),
                (System.nanoTime() - start) * 1e-9);
    }

    /** Random behaviours of the specification, every feature on, in the running code. */
    static Replayed ofSpecification(Scheme scheme, long seed) {
        long start = System.nanoTime();
        Scope scope = Scope.small(3, 2, 2, 2, 2, 1, EnumSet.allOf(Feature.class));
        BehaviourReplay.Result result =
                BehaviourReplay.run(new Machine(scheme, scope, Set.of()), spec(), BEHAVIOURS, STEPS, seed);
        return new Replayed(
                scheme.name(),
                null,
                BEHAVIOURS + " random behaviours of seed " + seed,
                result.steps(),
                result.difference() == null,
                result.difference(),
                (System.nanoTime() - start) * 1e-9);
    }

    private static Path spec() {
        return Home.path().resolve("spec");
    }
}
