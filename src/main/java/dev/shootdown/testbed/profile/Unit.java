package dev.shootdown.testbed.profile;

/** The unit in which a number is written: the key that holds it, as in {@code {us: 1.08, source: "…"}}. */
public enum Unit {
    /** Cycles of the machine's clock. */
    CYCLES("cycles", 0),
    NS("ns", 1e-9),
    US("us", 1e-6),
    MS("ms", 1e-3),
    S("s", 1),
    /** Times per second; read as the number of cycles between two of them. */
    HZ("hz", -1),
    /** A plain number: a count, a share or a factor. */
    VALUE("value", 0);

    private final String key;
    private final double seconds;

    Unit(String key, double seconds) {
        this.key = key;
        this.seconds = seconds;
    }

    /** The key of a file, and what a report prints behind the number. */
    public String key() {
        return key;
    }

    /** How many cycles an amount of this unit is, not rounded; not for {@link #VALUE}. */
    double toCycles(double amount, double clockHz) {
        return switch (this) {
            case CYCLES -> amount;
            case HZ -> amount == 0 ? 0 : clockHz / amount;
            case NS, US, MS, S -> amount * seconds * clockHz;
            case VALUE -> throw new IllegalStateException("a plain number has no length in cycles");
        };
    }

    static Unit ofKey(String key) {
        for (Unit unit : values()) {
            if (unit.key.equals(key)) {
                return unit;
            }
        }
        return null;
    }
}
