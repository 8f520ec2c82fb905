package dev.shootdown.trace;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.StepKind.Argument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Where a planted bug acts in a schedule: the steps that the scheme without it could not take, or that would lead it elsewhere.
 * Each step is tried on a second machine without bugs, from the same state.
 */
final class PlantedBug {
    private final Machine without;
    private final int[] before;
    private final int[] after;

    private PlantedBug(Recording recording) {
        without = new Machine(Schemes.named(recording.scheme()), recording.scope(), Set.of());
        before = new int[without.state.size()];
        after = new int[without.state.size()];
    }

    /** Of a recording; null if no bug is on. */
    static PlantedBug of(Recording recording) {
        return recording.bugs().isEmpty() ? null : new PlantedBug(recording);
    }

    /**
     * What would be otherwise without the bug, as a sentence without a full stop; empty if nothing would. To be asked for every
     * state of the schedule, in order.
     *
     * @param step the step that led to this state, or -1
     */
    String at(Machine machine, long step) {
        machine.state.save(after);
        String said = step < 0 ? "" : without(machine, step);
        System.arraycopy(after, 0, before, 0, after.length);
        return said;
    }

    private String without(Machine machine, long step) {
        without.state.restore(before);
        if (!without.can(step)) {
            return "without it this step would not be possible here";
        }
        without.apply(step);
        int[] otherwise = new int[after.length];
        without.state.save(otherwise);
        return Arrays.equals(otherwise, after) ? "" : "without it " + String.join("; ", differences(machine));
    }

    private List<String> differences(Machine machine) {
        List<String> differences = new ArrayList<>();
        for (int v = 0; v < machine.state.vcpus(); v++) {
            add(differences, Argument.VCPU.show(v), Cells.ofVcpu(machine, v), Cells.ofVcpu(without, v));
        }
        for (int p = 0; p < machine.scope.pcpus(); p++) {
            add(differences, Argument.PCPU.show(p), Cells.ofPcpu(machine, p), Cells.ofPcpu(without, p));
        }
        add(differences, "memory", Cells.ofPageTables(machine), Cells.ofPageTables(without));
        return differences.isEmpty() ? List.of("something would be otherwise that is not shown") : differences;
    }

    private static void add(List<String> differences, String place, String is, String wouldBe) {
        if (!is.equals(wouldBe)) {
            differences.add(place + " would now be: " + wouldBe);
        }
    }
}
