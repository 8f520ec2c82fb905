package dev.shootdown.trace.host;

/** Times from a kvm_exit for one reason to the next kvm_entry of the same vCPU. */
public final class ExitTimes {
    /**
     * The part of the way out of a guest and back in that lies outside of the two events: what the hardware does, 784 cycles
     * on Sandy Bridge, of a way that takes about 1,200 in all.
     */
    public static final double HIDDEN = 2.0 / 3;

    private final Samples all = new Samples();
    private final Samples undisturbed = new Samples();

    void add(long nanos, long stamp, boolean disturbed) {
        all.add(nanos, stamp);
        if (!disturbed) {
            undisturbed.add(nanos, stamp);
        }
    }

    void add(ExitTimes other) {
        all.add(other.all);
        undisturbed.add(other.undisturbed);
    }

    /** Every exit, being scheduled out in between included. */
    public Samples all() {
        return all;
    }

    /** Those without a switch to another task in between. */
    public Samples undisturbed() {
        return undisturbed;
    }
}
