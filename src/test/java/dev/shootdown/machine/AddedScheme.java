package dev.shootdown.machine;

import java.util.List;

/**
 * A scheme as somebody adds it by a jar, for tests: the common steps and no others, and guests that send IPIs. What the
 * protocol of a test does not override is as in the baseline.
 */
public abstract class AddedScheme implements Scheme {
    private final String name;

    protected AddedScheme(String name) {
        this.name = name;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public String module() {
        return "Added";
    }

    @Override
    public List<StepKind> steps() {
        return List.of();
    }

    @Override
    public boolean sendsGuestIpis() {
        return true;
    }

    /** Forgets all whom i would have to flush. */
    public static void forgetTargets(State s, int i) {
        for (int t = s.firstOf(s.vmOf(i)); t < s.firstOf(s.vmOf(i) + 1); t++) {
            s.remove(s.targets(i), t);
        }
    }
}
