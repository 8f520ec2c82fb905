package dev.shootdown.machine;

import java.util.Arrays;

/** Collects the enabled ones among the steps that it is offered. */
public final class Offers {
    private final Machine machine;
    private long[] steps = new long[64];
    private int size;

    /** Where the steps of each vCPU end. */
    private int[] ends;

    /** The same as it was before the last step. */
    private long[] earlier = new long[64];

    private int[] earlierEnds;

    Offers(Machine machine) {
        this.machine = machine;
        ends = new int[machine.state.vcpus()];
        earlierEnds = new int[machine.state.vcpus()];
    }

    /** Keeps the step if its guard holds. */
    public void offer(long step) {
        offer(machine.can(step), step);
    }

    /** Keeps the step if its guard, which the caller has asked, holds. */
    public void offer(boolean isEnabled, long step) {
        if (size == steps.length) {
            steps = Arrays.copyOf(steps, 2 * size);
        }
        steps[size] = step;
        size += isEnabled ? 1 : 0;
    }

    /** Begins anew, and remembers what there was for {@link #keep}. */
    void begin() {
        long[] spare = earlier;
        earlier = steps;
        steps = spare;
        int[] spareEnds = earlierEnds;
        earlierEnds = ends;
        ends = spareEnds;
        size = 0;
    }

    /** Keeps what v could do before. */
    void keep(int v) {
        for (int k = v == 0 ? 0 : earlierEnds[v - 1]; k < earlierEnds[v]; k++) {
            offer(true, earlier[k]);
        }
    }

    /** What is offered from here on is not v's any more. */
    void end(int v) {
        ends[v] = size;
    }

    /** How many steps are enabled. */
    public int size() {
        return size;
    }

    /** The k-th enabled step. */
    public long get(int k) {
        return steps[k];
    }
}
