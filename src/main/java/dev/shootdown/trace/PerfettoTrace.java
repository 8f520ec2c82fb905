package dev.shootdown.trace;

import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.State;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.StepKind.Argument;
import java.nio.file.Path;

/**
 * A recorded schedule for Perfetto's viewer (ui.perfetto.dev), as native track events. Each VM is a process with a track for
 * each vCPU, and the host is one with a track for each pCPU. A vCPU's track shows its mode, and within it the steps that it
 * takes; a pCPU's track shows which vCPU is loaded, and the host's steps. Arrows lead from the step that sends an IPI to the
 * one that takes it. A schedule has no clock: every step lasts a microsecond.
 */
public final class PerfettoTrace {
    private static final int STEP_NANOS = 1_000;
    private static final int HOST_PID = 1;
    private static final String[] MODES = {"out", "host", "guest"};

    private final PerfettoFile trace = new PerfettoFile();
    private Machine machine;

    /** By vCPU: the mode whose slice is open; by pCPU: the vCPU whose slice is open. */
    private int[] modes = new int[0];

    private int[] loaded = new int[0];

    private final Signals signals = new Signals();

    private PerfettoTrace() {}

    /** The trace file's bytes. */
    public static byte[] of(Recording recording) {
        PerfettoTrace trace = new PerfettoTrace();
        Replay.run(recording, trace::at);
        trace.close(recording.steps().size() + 1L);
        return trace.trace.toByteArray();
    }

    /** Writes the file, whole or not at all. */
    public static void write(Recording recording, Path file) {
        WholeFile.write(file, of(recording));
    }

    // --- tracks

    private void describe() {
        State s = machine.state;
        modes = new int[s.vcpus()];
        loaded = new int[machine.scope.pcpus()];
        trace.process(HOST_PID, "host");
        for (int p = 0; p < loaded.length; p++) {
            loaded[p] = State.NONE;
            trace.thread(trackOfPcpu(p), HOST_PID, p + 1, Argument.PCPU.show(p));
        }
        for (int v = 0; v < modes.length; v++) {
            int pid = HOST_PID + 1 + s.vmOf(v);
            if (v == s.firstOf(s.vmOf(v))) {
                trace.process(pid, "VM " + (s.vmOf(v) + 1) + " (" + machine.scheme.name() + ")");
            }
            trace.thread(trackOfVcpu(v), pid, loaded.length + v + 1, Argument.VCPU.show(v));
        }
    }

    private static long trackOfPcpu(int p) {
        return 1L << 32 | p;
    }

    private static long trackOfVcpu(int v) {
        return 2L << 32 | v;
    }

    // --- events

    private void at(Machine now, int number, long step, Invariant broken) {
        machine = now;
        long nanos = (long) number * STEP_NANOS;
        if (number == 0) {
            describe();
            return;
        }
        boolean isOfPcpu = machine.kind(step).arguments().get(0) == Argument.PCPU;
        int actor = Step.a(step);
        long track = isOfPcpu ? trackOfPcpu(actor) : trackOfVcpu(actor);
        PerfettoFile.Event event = trace.begin(track, machine.show(step), "step");
        for (Signals.Event flow : signals.at(machine, number, step)) {
            if (flow.isTaken()) {
                event.lastOfFlow(flow.signal().id());
            } else {
                event.flow(flow.signal().id());
            }
        }
        event.note("after", isOfPcpu ? Cells.ofPcpu(machine, actor) : Cells.ofVcpu(machine, actor));
        event.note("page tables", Cells.ofPageTables(machine));
        event.at(nanos);
        if (broken != null) {
            trace.instant(track, broken.label() + " breaks", "broken")
                    .note("why", broken.explain(machine))
                    .at(nanos + STEP_NANOS / 4);
        }
        trace.end(track).at(nanos + STEP_NANOS / 2);
        showPlaces(nanos + 3 * STEP_NANOS / 4);
    }

    /** Closes and opens the slices of modes and of loaded vCPUs. */
    private void showPlaces(long nanos) {
        State s = machine.state;
        for (int v = 0; v < modes.length; v++) {
            int mode = s.get(v, State.MODE);
            if (mode != modes[v]) {
                turn(nanos, trackOfVcpu(v), modes[v] != State.OUT, mode == State.OUT ? null : MODES[mode]);
                modes[v] = mode;
            }
        }
        for (int p = 0; p < loaded.length; p++) {
            int v = s.loadedOn(p);
            if (v != loaded[p]) {
                turn(nanos, trackOfPcpu(p), loaded[p] != State.NONE, v == State.NONE ? null : Argument.VCPU.show(v));
                loaded[p] = v;
            }
        }
    }

    private void turn(long nanos, long track, boolean isOpen, String next) {
        if (isOpen) {
            trace.end(track).at(nanos);
        }
        if (next != null) {
            trace.begin(track, next, "place").at(nanos);
        }
    }

    private void close(long number) {
        for (int v = 0; v < modes.length; v++) {
            turn(number * STEP_NANOS, trackOfVcpu(v), modes[v] != State.OUT, null);
        }
        for (int p = 0; p < loaded.length; p++) {
            turn(number * STEP_NANOS, trackOfPcpu(p), loaded[p] != State.NONE, null);
        }
    }
}
