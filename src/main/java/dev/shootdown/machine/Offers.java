package dev.shootdown.machine;

/** Collects the enabled ones among the steps that it is offered. */
public final class Offers {
    private final Machine machine;
    private long[] steps;
    private int size;

    Offers(Machine machine, long[] steps) {
        this.machine = machine;
        this.steps = steps;
    }

    /** Keeps the step if its guard holds. */
    public void offer(long step) {
        if (machine.can(step)) {
            if (size == steps.length) {
                steps = java.util.Arrays.copyOf(steps, 2 * size);
            }
            steps[size++] = step;
        }
    }

    void clear() {
        size = 0;
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
