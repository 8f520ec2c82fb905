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
 *
 * <p>Field numbers are those of {@code trace.proto}, {@code trace_packet.proto}, {@code track_descriptor.proto}, {@code
 * track_event.proto} and {@code debug_annotation.proto} in {@code protos/perfetto/trace} of Perfetto's repository.
 */
public final class PerfettoTrace {
    private static final int TRACE_PACKET = 1;

    private static final int TIMESTAMP = 8;
    private static final int SEQUENCE = 10;
    private static final int TRACK_EVENT = 11;
    private static final int TRACK_DESCRIPTOR = 60;

    private static final int TRACK_UUID = 1;
    private static final int TRACK_NAME = 2;
    private static final int TRACK_PROCESS = 3;
    private static final int TRACK_THREAD = 4;
    private static final int TRACK_PARENT = 5;

    private static final int PID = 1;
    private static final int PROCESS_NAME = 6;
    private static final int TID = 2;
    private static final int THREAD_NAME = 5;

    private static final int EVENT_ANNOTATION = 4;
    private static final int EVENT_TYPE = 9;
    private static final int EVENT_TRACK = 11;
    private static final int EVENT_CATEGORY = 22;
    private static final int EVENT_NAME = 23;
    private static final int EVENT_FLOW = 47;
    private static final int EVENT_LAST_OF_FLOW = 48;
    private static final int BEGIN = 1;
    private static final int END = 2;
    private static final int INSTANT = 3;

    private static final int ANNOTATION_TEXT = 6;
    private static final int ANNOTATION_NAME = 10;

    private static final int STEP_NANOS = 1_000;
    private static final int HOST_PID = 1;
    private static final String[] MODES = {"out", "host", "guest"};

    private final ProtoMessage trace = new ProtoMessage();
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
        process(HOST_PID, "host");
        for (int p = 0; p < loaded.length; p++) {
            loaded[p] = State.NONE;
            thread(trackOfPcpu(p), HOST_PID, p + 1, Argument.PCPU.show(p));
        }
        for (int v = 0; v < modes.length; v++) {
            int pid = HOST_PID + 1 + s.vmOf(v);
            if (v == s.firstOf(s.vmOf(v))) {
                process(pid, "VM " + (s.vmOf(v) + 1) + " (" + machine.scheme.name() + ")");
            }
            thread(trackOfVcpu(v), pid, loaded.length + v + 1, Argument.VCPU.show(v));
        }
    }

    private static long trackOfProcess(int pid) {
        return pid;
    }

    private static long trackOfPcpu(int p) {
        return 1L << 32 | p;
    }

    private static long trackOfVcpu(int v) {
        return 2L << 32 | v;
    }

    private void process(int pid, String name) {
        packet(
                0,
                TRACK_DESCRIPTOR,
                new ProtoMessage()
                        .number(TRACK_UUID, trackOfProcess(pid))
                        .text(TRACK_NAME, name)
                        .message(
                                TRACK_PROCESS,
                                new ProtoMessage().number(PID, pid).text(PROCESS_NAME, name)));
    }

    private void thread(long track, int pid, int tid, String name) {
        packet(
                0,
                TRACK_DESCRIPTOR,
                new ProtoMessage()
                        .number(TRACK_UUID, track)
                        .number(TRACK_PARENT, trackOfProcess(pid))
                        .text(TRACK_NAME, name)
                        .message(
                                TRACK_THREAD,
                                new ProtoMessage()
                                        .number(PID, pid)
                                        .number(TID, tid)
                                        .text(THREAD_NAME, name)));
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
        ProtoMessage event = event(BEGIN, track, machine.show(step), "step");
        for (Signals.Event flow : signals.at(machine, number, step)) {
            event.fixed(
                    flow.isTaken() ? EVENT_LAST_OF_FLOW : EVENT_FLOW,
                    flow.signal().id());
        }
        event.message(
                EVENT_ANNOTATION,
                annotation("after", isOfPcpu ? Cells.ofPcpu(machine, actor) : Cells.ofVcpu(machine, actor)));
        event.message(EVENT_ANNOTATION, annotation("page tables", Cells.ofPageTables(machine)));
        write(nanos, event);
        if (broken != null) {
            ProtoMessage breaks = event(INSTANT, track, broken.label() + " breaks", "broken");
            write(nanos + STEP_NANOS / 4, breaks.message(EVENT_ANNOTATION, annotation("why", broken.explain(machine))));
        }
        write(nanos + STEP_NANOS / 2, event(END, track, null, null));
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
            write(nanos, event(END, track, null, null));
        }
        if (next != null) {
            write(nanos, event(BEGIN, track, next, "place"));
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

    private static ProtoMessage event(int type, long track, String name, String category) {
        ProtoMessage event = new ProtoMessage().number(EVENT_TYPE, type).number(EVENT_TRACK, track);
        return name == null ? event : event.text(EVENT_CATEGORY, category).text(EVENT_NAME, name);
    }

    private static ProtoMessage annotation(String name, String value) {
        return new ProtoMessage().text(ANNOTATION_NAME, name).text(ANNOTATION_TEXT, value);
    }

    private void write(long nanos, ProtoMessage event) {
        packet(nanos, TRACK_EVENT, event);
    }

    private void packet(long nanos, int field, ProtoMessage content) {
        trace.message(
                TRACE_PACKET,
                new ProtoMessage().number(TIMESTAMP, nanos).number(SEQUENCE, 1).message(field, content));
    }
}
