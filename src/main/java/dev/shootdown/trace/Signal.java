package dev.shootdown.trace;

/**
 * An IPI from its sender to who takes it.
 *
 * @param id counted from one in the order of sending
 * @param from the CPU that sends it, {@code v1}
 * @param sent the number of the step that sends it
 * @param to the CPU that it goes to
 * @param taken the number of the step that takes it, or {@link #PENDING}
 */
public record Signal(int id, String from, int sent, String to, int taken) {
    /** It is on its way when the schedule ends. */
    public static final int PENDING = -1;

    Signal takenWith(int step) {
        return new Signal(id, from, sent, to, step);
    }
}
