package dev.shootdown.trace;

import java.nio.file.Path;

/**
 * A trace for Perfetto's viewer (ui.perfetto.dev) in the making, as native track events: processes, tracks in them, slices
 * and moments on these, arrows between slices.
 *
 * <p>Field numbers are those of {@code trace.proto}, {@code trace_packet.proto}, {@code track_descriptor.proto}, {@code
 * track_event.proto} and {@code debug_annotation.proto} in {@code protos/perfetto/trace} of Perfetto's repository.
 */
public final class PerfettoFile {
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

    private final ProtoMessage trace = new ProtoMessage();

    /** A process, which is a heading over its tracks. */
    public void process(int pid, String name) {
        packet(
                0,
                TRACK_DESCRIPTOR,
                new ProtoMessage()
                        .number(TRACK_UUID, pid)
                        .text(TRACK_NAME, name)
                        .message(
                                TRACK_PROCESS,
                                new ProtoMessage().number(PID, pid).text(PROCESS_NAME, name)));
    }

    /** A track of a process, under a number of its own that no process has. */
    public void thread(long track, int pid, int tid, String name) {
        packet(
                0,
                TRACK_DESCRIPTOR,
                new ProtoMessage()
                        .number(TRACK_UUID, track)
                        .number(TRACK_PARENT, pid)
                        .text(TRACK_NAME, name)
                        .message(
                                TRACK_THREAD,
                                new ProtoMessage()
                                        .number(PID, pid)
                                        .number(TID, tid)
                                        .text(THREAD_NAME, name)));
    }

    /** A slice begins on a track. */
    public Event begin(long track, String name, String category) {
        return new Event(BEGIN, track).named(name, category);
    }

    /** The slice that began last on a track ends. */
    public Event end(long track) {
        return new Event(END, track);
    }

    /** Something that takes no time. */
    public Event instant(long track, String name, String category) {
        return new Event(INSTANT, track).named(name, category);
    }

    /** One event, which is written by {@link #at}. */
    public final class Event {
        private final ProtoMessage message;

        private Event(int type, long track) {
            message = new ProtoMessage().number(EVENT_TYPE, type).number(EVENT_TRACK, track);
        }

        private Event named(String name, String category) {
            message.text(EVENT_CATEGORY, category).text(EVENT_NAME, name);
            return this;
        }

        /** An arrow of this number begins or goes on here. */
        public Event flow(long number) {
            message.fixed(EVENT_FLOW, number);
            return this;
        }

        /** An arrow ends here. */
        public Event lastOfFlow(long number) {
            message.fixed(EVENT_LAST_OF_FLOW, number);
            return this;
        }

        /** A text that the viewer shows beside it. */
        public Event note(String name, String value) {
            message.message(
                    EVENT_ANNOTATION,
                    new ProtoMessage().text(ANNOTATION_NAME, name).text(ANNOTATION_TEXT, value));
            return this;
        }

        public void at(long nanos) {
            packet(nanos, TRACK_EVENT, message);
        }
    }

    private void packet(long nanos, int field, ProtoMessage content) {
        trace.message(
                TRACE_PACKET,
                new ProtoMessage().number(TIMESTAMP, nanos).number(SEQUENCE, 1).message(field, content));
    }

    /** The file's bytes. */
    public byte[] toByteArray() {
        return trace.toByteArray();
    }

    /** Writes the file, whole or not at all. */
    public void write(Path file) {
        WholeFile.write(file, toByteArray());
    }
}
