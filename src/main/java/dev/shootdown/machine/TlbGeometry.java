package dev.shootdown.machine;

/**
 * How the TLB of a pCPU stores entries.
 *
 * @param sets sets, a power of two, or 0: room for every page of every vCPU (a model has no capacity)
 * @param ways entries of a set
 */
public record TlbGeometry(int sets, int ways) {
    /** One place for each vCPU and page. */
    public static final TlbGeometry UNBOUNDED = new TlbGeometry(0, 0);

    public TlbGeometry {
        if (sets != 0 && (Integer.bitCount(sets) != 1 || sets < 0 || ways < 1)) {
            throw new BadInput("a TLB needs a power of two of sets and at least one way, not " + sets + " × " + ways);
        }
    }

    public boolean unbounded() {
        return sets == 0;
    }
}
